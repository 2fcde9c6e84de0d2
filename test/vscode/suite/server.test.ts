// A language server that crashes inside VS Code, and what leads from a finding to its page.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";

const text = 'pact crash {\n  version 1.0.0\n  tools from "./crash.tools.json"\n  may look: get_order when order_id == "A1"\n}\n';
const tools = JSON.stringify({
  tools: [{ name: "get_order", inputSchema: { type: "object", properties: { order_id: { type: "string" } } } }],
});

suite("the language server in the extension host", () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = (name: string) => vscode.Uri.joinPath(folder!.uri, name);
  const pact = uri("crash.pact");

  setup(async () => {
    await vscode.workspace.fs.writeFile(uri("crash.tools.json"), new TextEncoder().encode(tools));
    await vscode.workspace.fs.writeFile(pact, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(pact));
  });
  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await Promise.all([pact, uri("crash.tools.json")].map((each) => vscode.workspace.fs.delete(each)));
  });

  async function until<Result>(what: string, ask: () => Result | Thenable<Result>, good: (result: Result) => boolean): Promise<Result> {
    for (let waited = 0; waited < 20_000; waited += 100) {
      const result = await ask();
      if (good(result)) return result;
      await new Promise((next) => setTimeout(next, 100));
    }
    return assert.fail(`waited in vain for ${what}`);
  }
  const finding = () => vscode.languages.getDiagnostics(pact).find(({ message }) => message.startsWith("`==`"));
  const symbols = async () =>
    (await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>("vscode.executeDocumentSymbolProvider", pact)) ?? [];

  /** The outline of a text no server has seen yet: what VS Code remembers of an older one does not count. */
  async function outlineOfNewText(what: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(pact, new vscode.Position(0, 0), "\n");
    await vscode.workspace.applyEdit(edit);
    await until(what, symbols, ({ length }) => length > 0);
  }

  /** The processes this extension host has started to run the server. */
  function servers(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((id) => {
        try {
          const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1];
          return parent === String(process.pid) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes("server.cjs");
        } catch {
          return false; // it has ended meanwhile
        }
      });
  }
  async function crash(): Promise<void> {
    const [id] = await until("a server", servers, ({ length }) => length === 1);
    process.kill(id!, "SIGKILL");
    await until("its end", servers, (all) => !all.includes(id!));
  }

  test("the code of a finding opens its page", async () => {
    const { code } = (await until("the finding", finding, (found) => found !== undefined))!;
    assert.ok(typeof code === "object");
    assert.equal(code.value, "PACT1007");
    assert.equal(code.target.scheme, "command");
    await vscode.commands.executeCommand(code.target.path, ...JSON.parse(code.target.query));
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    await until("the page", tabs, (labels) => labels.some((label) => label.includes("PACT1007.md")));
  });

  test("a crash is survived with the open files, five at once are not, and a restart by hand helps", async () => {
    await until("the finding", finding, (found) => found !== undefined);
    for (let i = 0; i < 4; i++) {
      await crash();
      await outlineOfNewText("the outline again");
    }
    await crash();
    await new Promise((next) => setTimeout(next, 1000));
    assert.deepEqual(servers(), []);
    await vscode.commands.executeCommand("pact.restartServer");
    await outlineOfNewText("the outline after the restart");
    await until("the finding after the restart", finding, (found) => found !== undefined);
    await vscode.commands.executeCommand("pact.restartServer");
    await outlineOfNewText("the outline after a restart of one that runs");
  });

  for (const ms of [0, 75, 175]) {
    test(`a crash ${ms} ms into a start is survived, and what cannot be written to it stops nothing`, async () => {
      await vscode.commands.executeCommand("pact.restartServer"); // what crashed before does not count
      await crash();
      const [id] = await until("a server again", servers, ({ length }) => length === 1);
      await new Promise((next) => setTimeout(next, ms));
      process.kill(id!, "SIGKILL");
      await outlineOfNewText("the outline again");
      await until("the finding again", finding, (found) => found !== undefined);
      await until("one server", servers, ({ length }) => length === 1);
    });
  }
});
