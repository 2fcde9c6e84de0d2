// Evaluations inside VS Code's extension host: the results of ten thousand cases of twenty steps leave its memory as it was, what can be run
// has a lens each, and a cancelled evaluation ends.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as vscode from "vscode";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
// The generator is a script of the host's, beside this suite's source: dist/test stands two below the root.
const generator = path.join(__dirname, "../../test/vscode/host/large-run.mjs");

suite("evaluations in the extension host", () => {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const pact = vscode.Uri.joinPath(folder!.uri, "returns-desk/returns-desk.pact");
  const runs = vscode.Uri.joinPath(folder!.uri, "returns-desk/.pact");
  const large = vscode.Uri.joinPath(runs, "runs/large-001");

  suiteSetup(async function () {
    this.timeout(60_000);
    const { writeLargeRun } = (await import(generator)) as { writeLargeRun(folder: string, options?: object): void };
    writeLargeRun(large.fsPath, { suite: "returns_desk@2.1.0#regression" });
    const report = { suite: "returns_desk@2.1.0#regression", cases: 10_000, trials: 10_000, failures: {}, gates: [], metrics: [] };
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(large, "report.json"), new TextEncoder().encode(JSON.stringify(report)));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(pact));
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.workspace.fs.delete(runs, { recursive: true });
  });

  async function until<Result>(what: string, ask: () => Result | Thenable<Result>, good: (result: Result) => boolean): Promise<Result> {
    for (let waited = 0; waited < 20_000; waited += 100) {
      const result = await ask();
      if (good(result)) return result;
      await new Promise((next) => setTimeout(next, 100));
    }
    return assert.fail(`waited in vain for ${what}`);
  }
  const lenses = () => vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", pact, 100);
  const heap = () => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };

  test("each evaluation has its lens, and the last run stands beside it", async () => {
    const shown = await until("the lenses", lenses, (all) => all.some(({ command }) => command?.title.includes("last: ")));
    const runLenses = shown.filter(({ command }) => command?.command === "pact.runItem").map(({ command }) => command!.arguments![1]);
    for (const name of ["recorded", "regression", "adversarial"]) assert.ok(runLenses.includes(`returns_desk@2.1.0#${name}`), name);
    const last = shown.find(({ command }) => command?.title.includes("last: "));
    assert.match(last!.command!.title, /last: 10000 trials, nothing required, .* · open results/);
    assert.deepEqual(last!.command!.arguments![0], large.fsPath);
  });

  test("ten thousand cases of twenty steps are shown, and the memory of this host does not grow with them", async function () {
    this.timeout(60_000);
    // Once to have everything loaded that any panel needs, and then measured.
    await vscode.commands.executeCommand("pact.openResults", large.fsPath);
    await new Promise((next) => setTimeout(next, 1500));
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    const before = heap();
    const began = performance.now();
    await vscode.commands.executeCommand("pact.openResults", large.fsPath, "case_99");
    const opened = performance.now() - began;
    await new Promise((next) => setTimeout(next, 2500));
    const grown = (heap() - before) / 1e6;
    console.log(`    the page listened after ${opened.toFixed(0)} ms; the heap has grown by ${grown.toFixed(1)} MB`);
    // The results are 4 MB on disk and the sessions 52 MB: held, they would be more than this.
    assert.ok(grown < 8, `${grown} MB`);
    await vscode.commands.executeCommand("pact.openRunStep", large.fsPath, "case_9990", 0, 3);
    const after = (heap() - before) / 1e6;
    console.log(`    with a step of one of them open in the trace by ${after.toFixed(1)} MB`);
    assert.ok(after < 12, `${after} MB`);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  test("cancelling ends an evaluation, and the agent it plays with", async function () {
    this.timeout(60_000);
    const slow = vscode.Uri.joinPath(folder!.uri, "returns-desk/slow.pact");
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(pact));
    const endless = JSON.stringify("node -e 'setInterval(() => {}, 1000)' an-agent-without-end");
    const at = text.indexOf("evaluate regression");
    await vscode.workspace.fs.writeFile(
      slow,
      new TextEncoder().encode(text.slice(0, at) + text.slice(at).replace(/agent command "[^"]*"/, `agent command ${endless}`)),
    );
    try {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(slow));
      const over = vscode.commands.executeCommand("pact.runItem", slow, "returns_desk@2.1.0#regression");
      await until("the agent", agents, (all) => all.length > 0);
      const began = performance.now();
      await vscode.commands.executeCommand("testing.cancelRun");
      await over;
      console.log(`    the evaluation was over ${(performance.now() - began).toFixed(0)} ms after it was cancelled`);
      await until("no agent", agents, (all) => all.length === 0);
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await vscode.workspace.fs.delete(slow);
    }
  });
});

/** The processes that have the endless agent's word in their command. */
function agents(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("an-agent-without-end");
      } catch {
        return false; // gone meanwhile
      }
    });
}
