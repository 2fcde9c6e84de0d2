// Judges are asked before a decision; one that hangs, crashes or answers nonsense has failed, and a failure opens nothing.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { answerQuestions, type CompiledPact, Guard, type Judge } from "../../engine/index.ts";
import { JudgeProcesses } from "../../engine/node/index.ts";
import { compile, object } from "./world.ts";

const judges = {
  good: 'lines((q) => say({ id: q.id, answer: q.arguments.message.includes("threat"), version: "2" }));',
  hangs: "lines(() => {});",
  crashes: "lines(() => process.exit(3));",
  dies: "process.exit(0);",
  nonsense: 'lines(() => process.stdout.write("maybe\\n"));',
  text: 'lines((q) => say({ id: q.id, answer: "true" }));',
  other: "lines((q) => say({ id: q.id + 7, answer: true }));",
  endless: 'setInterval(() => process.stdout.write("x".repeat(70000)), 1);',
  version: 'lines((q) => say({ id: q.id, answer: true, version: "1" }));',
};
const head =
  "const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');" +
  "const lines = (body) => require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => body(JSON.parse(line)));";

describe("judges", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "pact-judges-"));
    for (const [name, body] of Object.entries(judges)) writeFileSync(path.join(folder, `${name}.cjs`), head + body);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const pactWith = (name: string, clauses: string, more = ""): CompiledPact =>
    compile(`judge is_threat(message: text) by command "'${process.execPath}' ./${name}.cjs" version "2" error 4% ${more} ${clauses}`);

  async function ask(pact: CompiledPact, note: string, timeLimitMs = 400): Promise<string> {
    const processes = new JudgeProcesses(pact.model, path.join(folder, "x.pact"), { timeLimitMs });
    try {
      const session = pact.session();
      const request = { action: "refund", args: object({ order_id: "A1", note }), nowMs: 0 };
      const { effect, reason } = pact.decide(await answerQuestions(pact, request, session, processes.ask), session);
      return `${effect} as ${reason}`;
    } finally {
      processes.stop();
    }
  }

  const never = "may a: refund never t: refund when is_threat(note)";
  it("an answer decides", async () => {
    assert.equal(await ask(pactWith("good", never), "a threat", 5000), "deny as prohibited");
    assert.equal(await ask(pactWith("good", never), "hello", 5000), "allow as allowed");
  });
  for (const name of ["hangs", "crashes", "dies", "nonsense", "text", "other", "endless", "version", "absent"]) {
    it(`one that ${name === "absent" ? "is not there" : `${name}`} has failed: unknown, so nothing is allowed`, async () => {
      assert.equal(await ask(pactWith(name, never), "hello"), "deny as indeterminate");
      assert.equal(await ask(pactWith(name, "may a: refund unless is_threat(note)"), "hello"), "deny as out_of_scope");
    });
  }
  it("`on failure true` makes the `never` hold", async () => {
    assert.equal(await ask(pactWith("dies", never, "on failure true"), "hello"), "deny as prohibited");
  });
  it("and is an error where it would open something", () => {
    assert.throws(() => pactWith("dies", "may a: refund when is_threat(note)", "on failure true"), /lets `a` allow more/);
    assert.throws(() => pactWith("dies", never, "on failure false"), /lets `t` prohibit less/);
    assert.throws(() => pactWith("dies", "may a: refund never t: refund unless is_threat(note)", "on failure true"), /prohibit less/);
    assert.throws(
      () => pactWith("dies", "may a: refund never t: refund when is_threat(note) is false", "on failure true"),
      /prohibit less/,
    );
  });
  it("nobody is asked of what is unknown, and the same question is asked once", async () => {
    const pact = pactWith("good", `${never} never u: refund when is_threat(note) and amount > 5`);
    let asked = 0;
    const judge: Judge = async () => {
      asked++;
      return false;
    };
    const session = pact.session();
    const unknown = { action: "refund", args: object({ order_id: "A1" }), nowMs: 0 };
    assert.equal(pact.decide(await answerQuestions(pact, unknown, session, judge), session).reason, "indeterminate");
    assert.equal(asked, 0);
    await answerQuestions(pact, { ...unknown, args: object({ order_id: "A1", note: "x" }) }, session, judge);
    assert.equal(asked, 1);
  });
  it("a live agent waits for the answer, and a judge that rejects has failed", async () => {
    const pact = pactWith("good", never);
    const guard = (judge: Judge) => new Guard(pact, { now: () => 0, judge }).session({ id: "s" });
    const asked = { action: "refund", args: { order_id: "A1", note: "hello" } };
    assert.equal((await guard(async () => false).request(asked)).decision.effect, "allow");
    assert.equal((await guard(() => Promise.reject(new Error("no"))).request(asked)).decision.reason, "indeterminate");
  });
});
