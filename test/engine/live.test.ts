// The example of docs/live.md, run as it stands there: at a moment when its pact is in force, with a state file of its own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");

describe("docs/live.md", () => {
  it("its example does what its comments say", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "pact-live-"));
    try {
      const example = /```ts\n([\s\S]*?)```/.exec(readFileSync(path.join(root, "docs/live.md"), "utf8"))?.[1] ?? "";
      const script = example
        .replaceAll('"./engine/', `"${root}/engine/`)
        .replace('"samples/', `"${root}/samples/`)
        .replaceAll("Date.now()", 'Date.parse("2026-12-10T10:00:00Z")');
      writeFileSync(path.join(folder, "live.mts"), script);
      const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, "live.mts")], {
        cwd: folder,
        env: { ...process.env, XDG_CONFIG_HOME: folder, PACT_EVIDENCE_KEY: undefined },
        encoding: "utf8",
        timeout: 30_000,
      });
      const comments = [...example.matchAll(/console\.log\(.*\/\/ (.*)/g)].map(([, comment]) => comment);
      assert.equal(comments.length, 2);
      assert.deepEqual([status, stdout.trim().split("\n")], [0, comments], stderr);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
