// The door of metrics opens in a bare worker: no process, no window, no clock, and no code made from strings.
import assert from "node:assert/strict";
import vm from "node:vm";
import { build } from "esbuild";

describe("metrics: the door", () => {
  it("runs where there is nothing but the language", async () => {
    const { outputFiles } = await build({
      entryPoints: ["engine/metrics/index.ts"],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "metrics",
      platform: "browser",
      minify: true,
    });
    const [bundle] = outputFiles;
    assert.ok(bundle!.contents.length < 230_000, `${bundle!.contents.length} bytes`);
    const bare = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
    vm.runInContext("Math.random = Date.now = () => { throw new Error('impure'); }", bare);
    vm.runInContext(bundle!.text, bare);
    const run = (code: string) => JSON.parse(vm.runInContext(`JSON.stringify(${code})`, bare));
    const random = "{ random: metrics.Random.seeded(1) }";
    assert.equal(
      run("metrics.gateRate({ operator: '<=', threshold: 0.5 }, metrics.clusteredRate([[true, false], [false, false]]))").verdict,
      "inconclusive",
    );
    assert.equal(run("metrics.wilson(48, 200).lower").toFixed(3), "0.186");
    assert.equal(run(`metrics.passHatK(2, [[true, true], [true, false], [false, false]], ${random})`).estimate.toFixed(3), "0.333");
    assert.equal(run("metrics.quantileBounds([1, 2, 3], 0.5)").needed, 5);
    assert.equal(run("metrics.fisher({ yes: 3, no: 1 }, { yes: 1, no: 3 })").toFixed(3), "0.486");
    assert.equal(run("metrics.mcNemar(0, 6)"), 2 / 64);
    assert.equal(run("metrics.mannWhitney([1, 2, 2], [2, 3])").exact, false);
    assert.equal(run("metrics.kolmogorovSmirnov([1, 2], [3, 4])").distance, 1);
    assert.equal(run("metrics.calibration([[{ confidence: 0.5, outcome: true }]])").brier, 0.25);
  });
});
