// A chart of a page, saved as a file where a person says.
import * as vscode from "vscode";
import * as z from "zod/mini";

/** What a page sends: it draws, and a person may look at it elsewhere. */
export const savedChart = z.object({
  type: z.literal("save"),
  name: z.string().check(z.maxLength(200)),
  svg: z.string().check(z.maxLength(5_000_000), z.startsWith("<svg")),
});

export async function saveChart({ name, svg }: z.infer<typeof savedChart>): Promise<void> {
  const file = `${
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "chart"
  }.svg`;
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await vscode.window.showSaveDialog({
    title: name,
    filters: { SVG: ["svg"] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, file) }),
  });
  if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(svg));
}
