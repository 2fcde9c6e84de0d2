// A program runs with what V8 compiled of it before, and without it where that cannot be, or is not to be trusted.
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const runner = pathToFileURL(path.join(import.meta.dirname, "../../engine/node/kept-program.ts")).href;

describe("what V8 compiled of a program", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-kept-"));
    program("one");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const program = (says: string, name = "main-AAAAAAAA.cjs") =>
    writeFileSync(
      path.join(folder, name),
      `"use strict";\nconst { basename } = require("node:path");\nfunction said() { return [${JSON.stringify(says)}, basename(__filename), this === undefined].join(" "); }\nconsole.log(said());\n`,
    );

  /** Runs a program of the folder; its last word is whether what was kept of it was used. */
  function run(name = "main-AAAAAAAA.cjs", { use = "use", environment = {} }: { use?: string; environment?: NodeJS.ProcessEnv } = {}) {
    const starter = `import { createRequire } from "node:module"; import { runBundled } from ${JSON.stringify(runner)};
      const file = ${JSON.stringify(path.join(folder, name))};
      console.log(runBundled({ file, use: ${JSON.stringify(use)}, require: createRequire(file) }));`;
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "", XDG_CACHE_HOME: path.join(folder, "caches"), ...environment };
    const ran: SpawnSyncReturns<string> = spawnSync(process.execPath, ["--input-type=module", "-e", starter], { encoding: "utf8", env });
    assert.equal(ran.status, 0, ran.stderr);
    return ran.stdout.trim().split("\n");
  }
  const caches = () => path.join(folder, "caches/pact/compiled");
  const kept = () => readdirSync(caches()).map((name) => path.join(caches(), name));

  it("is used from the second time on, and says the same", () => {
    assert.deepEqual(run(), ["one main-AAAAAAAA.cjs true", "false"]);
    assert.deepEqual(run(), ["one main-AAAAAAAA.cjs true", "true"]);
    assert.equal(kept().length, 1);
    assert.equal(statSync(kept()[0]!).mode & 0o777, 0o600);
  });

  it("is of one use and of one program, which its hash tells from others of the same length", () => {
    run();
    assert.equal(run("main-AAAAAAAA.cjs", { use: "other" })[1], "false");
    program("two", "main-BBBBBBBB.cjs");
    assert.deepEqual(run("main-BBBBBBBB.cjs"), ["two main-BBBBBBBB.cjs true", "false"]);
    assert.equal(kept().length, 3);
  });

  it("is made again where a run compiled much that those before did not", () => {
    const branches = Array.from(
      { length: 3000 },
      (_, i) => `function f${i}(a) { return a + ${i} > 0 ? [a, ${i}] : { a }; }\nf${i}(1);`,
    ).join("\n");
    const text = `if (process.env.MUCH) { (() => {\n${branches}\n})(); }`;
    writeFileSync(path.join(folder, "main-AAAAAAAA.cjs"), text);
    run();
    const little = statSync(kept()[0]!).size;
    for (const _ of [1, 2]) assert.deepEqual(run("main-AAAAAAAA.cjs", { environment: { MUCH: "1" } }), ["true"]);
    const much = statSync(kept()[0]!);
    assert.ok(much.size > 2 * little, `${much.size} and ${little}`);
    // And stays, where it was enough.
    assert.deepEqual([run("main-AAAAAAAA.cjs", { environment: { MUCH: "1" } }), run()], [["true"], ["true"]]);
    assert.equal(statSync(kept()[0]!).ino, much.ino);
  });

  it("is kept for the last time where the program says that it is under way", () => {
    const text = `exports.isUnderWay = new Promise((resolve) => setTimeout(resolve, 20));\nfunction late() { return "late"; }\nsetTimeout(() => late(), 40);`;
    writeFileSync(path.join(folder, "main-AAAAAAAA.cjs"), text);
    assert.deepEqual([run(), run(), run()], [["false"], ["true"], ["true"]]);
    assert.equal(kept().length, 1);
  });

  it("is not kept of a program without its hash, nor where nothing is to be", () => {
    program("one", "main.cjs");
    run("main.cjs");
    run("main-AAAAAAAA.cjs", { environment: { NODE_DISABLE_COMPILE_CACHE: "1" } });
    assert.throws(kept, { code: "ENOENT" });
  });

  it("is made again where it is damaged, empty or of another V8", () => {
    run();
    const [file] = kept();
    const whole = readFileSync(file!);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    for (const bad of [
      flipped,
      Buffer.alloc(0),
      Buffer.alloc(whole.length),
      whole.subarray(0, whole.length / 2),
      Buffer.from("not compiled"),
    ]) {
      writeFileSync(file!, bad);
      assert.deepEqual(run(), ["one main-AAAAAAAA.cjs true", "false"]);
      assert.deepEqual(run(), ["one main-AAAAAAAA.cjs true", "true"]);
    }
  });

  it("is not run where another user could have written it", function () {
    if (process.platform === "win32") this.skip();
    run();
    chmodSync(kept()[0]!, 0o622);
    assert.equal(run()[1], "false");
    assert.equal(run()[1], "true");
  });

  it("is done without where no folder can be written", () => {
    writeFileSync(path.join(folder, "caches"), "a file");
    for (const _ of [1, 2]) assert.deepEqual(run(), ["one main-AAAAAAAA.cjs true", "false"]);
    if (process.platform === "linux")
      assert.deepEqual(run("main-AAAAAAAA.cjs", { environment: { XDG_CACHE_HOME: "/proc/none" } })[1], "false");
  });

  it("is at most of two dozen: what was kept first goes first", () => {
    mkdirSync(caches(), { recursive: true });
    for (let i = 0; i < 30; i++) {
      const old = path.join(caches(), `main-CCCCCCCC-use${i}`);
      writeFileSync(old, "");
      utimesSync(old, 1000 + i, 1000 + i);
    }
    run();
    const names = kept().map((file) => path.basename(file));
    assert.equal(names.length, 24);
    assert.deepEqual(
      [0, 6, 7, 29].map((i) => names.includes(`main-CCCCCCCC-use${i}`)),
      [false, false, true, true],
    );
    assert.equal(run()[1], "true");
  });
});
