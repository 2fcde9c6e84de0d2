// The least that must hold inside VS Code: the extension is there, `.pact` files are its language, opening one wakes it.
import assert from "node:assert/strict";
import * as vscode from "vscode";

suite("extension in the extension host", () => {
  const extension = vscode.extensions.getExtension("behavioral-pacts.behavioral-pacts");

  test("is known to VS Code", () => {
    assert.ok(extension, "VS Code does not list behavioral-pacts.behavioral-pacts");
  });

  test("owns .pact files and is active once one is open", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder, "no workspace folder is open");
    const uri = vscode.Uri.joinPath(folder.uri, "smoke.pact");
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode("pact smoke\n"));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      assert.equal(document.languageId, "behavioral-pact");
      for (let waited = 0; !extension?.isActive && waited < 15_000; waited += 100) await new Promise((next) => setTimeout(next, 100));
      assert.equal(extension?.isActive, true, "opening a .pact file did not activate the extension");
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(uri);
    }
  });
});
