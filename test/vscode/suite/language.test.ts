// The language inside VS Code's extension host: what the editor is told about a pact.
import assert from "node:assert/strict";
import * as vscode from "vscode";

const tools = JSON.stringify({
  tools: [
    { name: "get_order", description: "Reads an order.", inputSchema: { type: "object", properties: { order_id: { type: "string" } } } },
  ],
});
const text =
  'pact host "In the host" {\n  version 1.0.0\n  tools from "./host.tools.json"\n  fact topic: one of a, b\n  may look:get_order when topic is a\n  may typo: get_ordr\n}\n';

suite("language in the extension host", () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = (name: string) => vscode.Uri.joinPath(folder!.uri, name);
  const write = (name: string, content: string) => vscode.workspace.fs.writeFile(uri(name), new TextEncoder().encode(content));
  let document: vscode.TextDocument;

  setup(async () => {
    await write("host.tools.json", tools);
    await write("host.pact", text);
    document = await vscode.workspace.openTextDocument(uri("host.pact"));
    await vscode.window.showTextDocument(document);
  });
  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await Promise.all(["host.tools.json", "host.pact"].map((name) => vscode.workspace.fs.delete(uri(name))));
  });

  async function until<Result>(what: string, ask: () => Result | Thenable<Result>, good: (result: Result) => boolean): Promise<Result> {
    for (let waited = 0; waited < 20_000; waited += 100) {
      const result = await ask();
      if (good(result)) return result;
      await new Promise((next) => setTimeout(next, 100));
    }
    return assert.fail(`waited in vain for ${what}`);
  }
  const messages = () => vscode.languages.getDiagnostics(uri("host.pact")).map(({ message }) => message);
  const at = (part: string, inside = 1) => document.positionAt(document.getText().indexOf(part) + inside);

  test("findings come, and go when the text is mended", async () => {
    await until("the finding", messages, (all) => all.includes("the catalogue has no tool `get_ordr`, did you mean `get_order`?"));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(at("get_ordr", 0), at("get_ordr", 8)), "get_order");
    await vscode.workspace.applyEdit(edit);
    await until("no error", messages, (all) => !all.some((message) => message.includes("no tool `get_ordr`")));
  });

  test("a change of the catalogue on disk is seen", async () => {
    await until("the finding", messages, (all) => all.some((message) => message.includes("no tool `get_ordr`")));
    await write("host.tools.json", tools.replace("get_order", "get_ordr"));
    await until("the other finding", messages, (all) => all.includes("the catalogue has no tool `get_order`, did you mean `get_ordr`?"));
  });

  test("hover, definition, outline, completion and layout", async () => {
    const ask = <Result>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<Result>(command, uri("host.pact"), ...args);
    await until("findings", messages, (all) => all.some((message) => message.includes("no tool `get_ordr`")));
    const [hover] = await ask<vscode.Hover[]>("vscode.executeHoverProvider", at("get_order"));
    assert.match((hover!.contents[0] as vscode.MarkdownString).value, /Reads an order\./);
    const [definition] = await ask<vscode.Location[]>("vscode.executeDefinitionProvider", at("topic is"));
    assert.equal(definition?.range.start.line, 3);
    const [toCatalogue] = await ask<vscode.Location[]>("vscode.executeDefinitionProvider", at("get_order"));
    assert.ok(toCatalogue?.uri.path.endsWith("host.tools.json"));
    const [outline] = await ask<vscode.DocumentSymbol[]>("vscode.executeDocumentSymbolProvider");
    assert.deepEqual(
      outline?.children.map(({ name }) => name),
      ["version", "tools", "topic", "look", "typo"],
    );
    const offered = await ask<vscode.CompletionList>("vscode.executeCompletionItemProvider", at("topic is a", 9));
    assert.deepEqual(
      offered.items.slice(0, 2).map(({ label }) => label),
      ["a", "b"],
    );
    await vscode.commands.executeCommand("editor.action.formatDocument");
    await until(
      "the layout",
      () => document.getText(),
      (now) => now.includes("  tools     from") && now.includes("may look: get_order when topic is a"),
    );
  });
});
