// The command line as a person or CI starts it: exit codes, where the text goes, and what it says of bad input.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const main = path.join(import.meta.dirname, "../../cli/main.ts");
const tools = readFileSync(path.join(import.meta.dirname, "../fixtures/tools.json"), "utf8");
const good = `pact good {
  version 1.0.0
  tools     from "./tools.json"

  may look: get_order
  may talk: respond

  purpose   "Read orders to those who placed them."
  owner     "orders@shop.example"
  record input, action, authorization, decision, time for every action
}
`;

describe("command line", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-cli-"));
    put("tools.json", tools);
    put("good.pact", good);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, content: string | Uint8Array) => writeFileSync(path.join(folder, name), content);
  const pact = (args: string[], input = "") => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      input,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    return { status, stdout, stderr: stderr.trim() };
  };
  const session = (messages: unknown[]) => `${JSON.stringify({ id: "s1", messages })}\n`;
  const call = (name: string, args: unknown) => ({
    role: "assistant",
    content: null,
    tool_calls: [{ function: { name, arguments: JSON.stringify(args) } }],
  });

  it("check: 0 where it holds, 1 with findings, 2 where it cannot run", () => {
    assert.equal(pact(["check", "good.pact"]).status, 0);
    put("bad.pact", good.replace("get_order", "get_ordr"));
    const bad = pact(["check", "bad.pact"]);
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /bad\.pact:5:13 error PACT2002 the catalogue has no tool `get_ordr`, did you mean `get_order`\?/);
    assert.deepEqual(pact(["check", "none.pact"]), { status: 2, stdout: "", stderr: "pact: none.pact: there is no such file" });
    assert.equal(pact(["chek"]).status, 2);
  });

  it("check --format json: rows with ranges", () => {
    put("bad.pact", good.replace("get_order", "get_ordr"));
    const row = pact(["check", "bad.pact", "--format", "json"])
      .stdout.trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .find(({ severity }) => severity === "error");
    assert.deepEqual(row.range, { start: { line: 4, character: 12 }, end: { line: 4, character: 20 } });
    assert.deepEqual([row.code, row.url], ["PACT2002", "docs/findings/PACT2002.md"]);
  });

  it("check: 0 with notes alone", () => {
    put("noted.pact", good.replace("  may talk", '  never loud: send_note when text contains "!"\n  may talk'));
    const { status, stdout } = pact(["check", "noted.pact"]);
    assert.equal(status, 0);
    assert.match(stdout, /noted\.pact:6:9 information PACT3010 `loud` does not say why; add `because` and the reason\n/);
  });

  it("format: writes the canonical layout once, and never what has errors", () => {
    put("loose.pact", good.replace("may look: get_order", "may look:get_order   // a note"));
    assert.equal(pact(["format", "--check", "loose.pact"]).status, 1);
    assert.equal(pact(["format", "loose.pact"]).status, 0);
    assert.match(readFileSync(path.join(folder, "loose.pact"), "utf8"), / {2}may look: get_order \/\/ a note\n/);
    assert.equal(pact(["format", "--check", "loose.pact"]).status, 0);
    put("broken.pact", "pact x { may }");
    assert.equal(pact(["format", "broken.pact"]).status, 1);
    assert.equal(readFileSync(path.join(folder, "broken.pact"), "utf8"), "pact x { may }");
  });

  it("decide: in words, with what each clause lacked", () => {
    const asked = JSON.stringify({ action: "process_return", arguments: { order_id: "A1", amount: 49 } });
    const file = path.join(import.meta.dirname, "../../samples/returns-desk/returns-desk.pact");
    const { status, stdout } = pact(["decide", file, "--format", "text", "--explain", "--now", "2026-12-10T10:00:00Z"], asked);
    assert.equal(status, 0);
    assert.match(stdout, /^deny: prohibited by planted_order\n {2}because An order number read/);
    assert.match(stdout, /\n {2}never planted_order is true\n {4}unless order_id comes from user: false \(order_id is "A1"\)\n/);
  });
  it("decide: an answer for each line, and a denial for a line that cannot be read", () => {
    const requests = [
      '{"action":"get_order","arguments":{"order_id":"A1"}}',
      '{"action":"get_order"',
      '{"action":7}',
      '{"action":"issue_refund","arguments":{"order_id":"A1","amount":5}}',
    ];
    const { status, stdout } = pact(["decide", "good.pact"], requests.join("\n"));
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(status, 0);
    assert.deepEqual(
      answers.map(({ effect, reason }) => `${effect} ${reason}`),
      ["allow allowed", "deny indeterminate", "deny indeterminate", "deny out_of_scope"],
    );
    assert.deepEqual(answers[0].basis, ["good@1.0.0#look"]);
    assert.match(answers[0].pact.hash, /^[0-9a-f]{64}$/);
  });

  it("decide: a request that is not what it seems is denied, and says why", () => {
    const look = { action: "get_order", arguments: { order_id: "A1" } };
    const requests = [
      [JSON.stringify({ ...look, history: [{ role: "user", content: 5 }] }), /`history\[0\]\.content`, this is a number/],
      [JSON.stringify({ ...look, history: [{ role: "robot", content: "x" }] }), /this is `robot`; expected one of system/],
      [JSON.stringify({ ...look, history: [{ role: "tool", content: "x" }] }), /message 0 answers no call/],
      ['{"action":"get_order","action":"issue_refund","arguments":{"order_id":"A1"}}', /`action` stands twice in one object/],
      [JSON.stringify({ ...look, now: "2026-12-10T10:00" }), /`now` is no time with a zone/],
    ] as const;
    const { status, stdout } = pact(["decide", "good.pact"], `\uFEFF${requests.map(([line]) => line).join("\n")}`);
    assert.equal(status, 0);
    for (const [at, line] of stdout.trim().split("\n").entries()) {
      const { effect, problem } = JSON.parse(line);
      assert.equal(effect, "deny");
      assert.match(problem, requests[at]![1]);
    }
  });

  it("decide: a request that is not UTF-8 is denied where it stands, and the others are decided", () => {
    const look = JSON.stringify({ action: "get_order", arguments: { order_id: "A1" }, now: "2026-12-10T10:00:00Z" });
    const lines = [look, look.replace("A1", "A\u00ff"), look].map((line) => Buffer.from(line, "latin1"));
    put("requests.jsonl", Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
    const { status, stdout } = pact(["decide", "good.pact", "--requests", "requests.jsonl"]);
    assert.equal(status, 0);
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ effect, problem }) => [effect, problem]),
      [
        ["allow", undefined],
        ["deny", "the request is not UTF-8"],
        ["allow", undefined],
      ],
    );
  });

  it("replay: events, a summary last, 1 where something was done that is denied", () => {
    put(
      "runs.jsonl",
      session([
        { role: "user", content: "hi" },
        call("get_order", { order_id: "A1" }),
        { role: "tool", content: "{}" },
        call("issue_refund", { order_id: "A1", amount: 5 }),
        { role: "tool", content: "{}" },
      ]),
    );
    const { status, stdout } = pact(["replay", "good.pact", "runs.jsonl", "--json"]);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(status, 1);
    assert.deepEqual(
      events.map(({ event }) => event),
      ["decision", "decision", "session", "summary"],
    );
    assert.deepEqual([events[1].executed, events[1].effect, events[1].reason], [true, "deny", "out_of_scope"]);
    assert.equal(events[3].violations, 1);
    assert.match(pact(["replay", "good.pact", "runs.jsonl"]).stdout, /1 action was done that the pact denies, in 1 of 1 sessions/);
  });

  it("replay: many files in one command, and one session that stands in two of them", () => {
    const run = (user_task_id: string) =>
      JSON.stringify({ suite_name: "shop", pipeline_name: "m", user_task_id, messages: [{ role: "assistant", content: "hello" }] });
    put("a.json", run("user_task_1"));
    put("b.json", run("user_task_2"));
    put("c.json", run("user_task_1"));
    const both = pact(["replay", "good.pact", "a.json", "b.json", "--from", "agentdojo"]);
    assert.deepEqual([both.status, both.stderr], [0, ""]);
    assert.match(both.stdout, /2 recorded sessions/);
    const twice = pact(["replay", "good.pact", "a.json", "b.json", "c.json"]);
    assert.equal(twice.status, 2);
    assert.equal(twice.stderr, "c.json: the session id `m/shop/user_task_1/none/none` stands in a.json already");
  });

  it("export cedar: 0 where all is said, 1 with what is listed on stderr, files where they are wanted", () => {
    const said = pact(["export", "cedar", "good.pact"]);
    assert.deepEqual([said.status, said.stderr], [0, ""]);
    assert.match(said.stdout, /^\/\/ Cedar policies of good@1\.0\.0[\s\S]*@id\("good@1\.0\.0#look"\)\npermit \(/);
    put("more.pact", good.replace("may talk: respond", "may talk: respond when after get_order"));
    const listed = pact(["export", "cedar", "more.pact", "--out", "policies/cedar"]);
    assert.equal(listed.status, 1);
    assert.equal(listed.stderr, "good@1.0.0#talk: left out: `after get_order` asks for the past");
    assert.equal(listed.stdout, `${path.join("policies", "cedar", "more.cedar")}\n${path.join("policies", "cedar", "more.cedarschema")}\n`);
    assert.match(readFileSync(path.join(folder, "policies/cedar/more.cedarschema"), "utf8"), /action "get_order" appliesTo/);
    const event = JSON.parse(pact(["export", "cedar", "more.pact", "--json"]).stdout);
    assert.deepEqual([event.event, event.pact.id], ["export", "good"]);
    assert.deepEqual(event.listed, [{ clause: "good@1.0.0#talk", why: "`after get_order` asks for the past", as: "left out" }]);
    put("in-the-way", "");
    for (const args of [
      ["cedar", "none.pact"],
      ["rego", "good.pact"],
      ["cedar", "good.pact", "--out", "in-the-way"],
    ])
      assert.deepEqual([pact(["export", ...args]).status, pact(["export", ...args]).stdout], [2, ""]);
  });

  it("replay --diff: what flips, from a file beside its own catalogue or from standard input", () => {
    const refund = call("issue_refund", { order_id: "A1", amount: 5 });
    put("runs.jsonl", session([{ role: "user", content: "hi" }, refund, { role: "tool", content: "{}" }]));
    put("wide.pact", good.replace("may look", "may pay: issue_refund\n  may look"));
    const widened = pact(["replay", "wide.pact", "runs.jsonl", "--diff", "good.pact"]);
    assert.equal(widened.status, 1);
    assert.match(widened.stdout, /^flips 1 of 1 recorded decisions: 1 widened, 0 narrowed\n/);
    assert.match(widened.stdout, /widened\n {2}s1 {2}step 1 {2}issue_refund {2}deny as out_of_scope → allow by pay/);
    const narrowed = pact(
      ["replay", "good.pact", "runs.jsonl", "--diff", "-", "--json"],
      readFileSync(path.join(folder, "wide.pact"), "utf8"),
    );
    const [flip, diff] = narrowed.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      [flip.event, flip.change, flip.old.basis, flip.new.nearest, diff.event, diff.flips, diff.new.id],
      ["flip", "narrowed", ["good@1.0.0#pay"], undefined, "diff", 1, "good"],
    );
    assert.deepEqual(pact(["replay", "good.pact", "runs.jsonl", "--diff", "good.pact"]).status, 0);
    const broken = pact(["replay", "good.pact", "runs.jsonl", "--diff", "-"], "pact x {");
    assert.equal(broken.status, 2);
    assert.match(broken.stderr, /^pact: good\.pact as it was:1:\d+: /);
  });

  it("replay --diff: an older version in a folder of its own, with its own catalogue", () => {
    put("runs.jsonl", session([{ role: "user", content: "hi" }, call("get_order", { order_id: "A1" }), { role: "tool", content: "{}" }]));
    mkdirSync(path.join(folder, "old"));
    put("old/tools.json", '{"tools":[{"name":"other"}]}');
    put("old/good.pact", 'pact good {\n  version 0.9.0\n  tools from "./tools.json"\n  may look: other\n}\n');
    assert.match(
      pact(["replay", "good.pact", "runs.jsonl", "--diff", "old/good.pact"]).stdout,
      /^flips 1 of 1 recorded decisions: 1 widened/,
    );
  });

  it("test: expected against actual, and what the tests see of each clause", () => {
    const member =
      'test look: get_order(order_id: "A1") expect allow by look\n  test refund: issue_refund(order_id: "A1", amount: 5) expect allow\n';
    put("good.pact", good.replace("}", `  ${member}}`));
    const { status, stdout } = pact(["test", "good.pact", "--json", "--coverage"]);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(status, 1);
    assert.deepEqual(
      events.map(({ event }) => event),
      ["started", "passed", "started", "failed", "coverage"],
    );
    assert.deepEqual([events[3].expected, events[3].actual], ["allow", "deny (out_of_scope)"]);
    assert.deepEqual(events[4].clauses[0], {
      clause: "good@1.0.0#look",
      name: "look",
      kind: "may",
      true: 1,
      false: 0,
      unknown: 0,
      needed: ["true"],
      missing: [],
    });
    assert.deepEqual(events[4].tests[1], { test: "good@1.0.0#refund", clauses: {} });
    const text = pact(["test", "good.pact", "--coverage"]).stdout;
    assert.match(text, /good\.pact: 1 of 2 clauses are covered fully/);
    assert.match(text, /talk {4}may {5}0 {6}0 {8}0 {2}at all/);
    assert.doesNotMatch(pact(["test", "good.pact"]).stdout, /covered/);
  });

  describe("bad input", () => {
    const says = (name: string, args: string[], status: number, pattern: RegExp) =>
      it(name, () => {
        const result = pact(args);
        assert.equal(result.status, status, result.stdout + result.stderr);
        assert.match(result.stdout + result.stderr, pattern);
        assert.doesNotMatch(result.stderr, /bug of ours|\n\s+at /);
      });
    beforeEach(() => {
      put("empty.pact", "");
      put(
        "binary.pact",
        Uint8Array.from({ length: 4000 }, (_, i) => (i * 37) % 256),
      );
      put("giant.pact", `pact giant {\n${"  // a line of a very long file\n".repeat(170_000)}}\n`);
      put("cut.jsonl", session([{ role: "user", content: "hi" }]) + '{"id": "s2", "messages": [{"role": "us');
      put("cut.json", '[{"task_id": 1, "trial": 0, "traj": [{"role": "user", "content": "hi"');
      put("shape.json", '{"runs": 3}');
      put("words.txt", "these are no runs");
      put("orphan.jsonl", session([{ role: "tool", content: "x" }]));
      put("latin1.jsonl", Buffer.from(`{"id": "s1"}\n{"id": "caf\u00e9"}\n`, "latin1"));
      put("missing.pact", good.replace("tools.json", "nowhere.json"));
      put("malformed.pact", good.replace("tools.json", "malformed.json"));
      put("malformed.json", '{"tools": [');
      put("marked.pact", `\uFEFF${good.replace("tools.json", "marked.json")}`);
      put("marked.json", '\uFEFF{"tools":[{"name":"get_order"}]}');
      put("twice.pact", good.replace("tools.json", "twice.json"));
      put("twice.json", '{"tools":[{"name":"get_order"},\n{"name":"get_order"}]}');
    });
    says("a 0-byte pact", ["check", "empty.pact"], 1, /empty\.pact:1:1 error PACT1004 .*the text is empty/);
    says("a binary pact", ["check", "binary.pact"], 1, /this is not text in UTF-8/);
    says(
      "sessions in Latin-1",
      ["replay", "good.pact", "latin1.jsonl"],
      2,
      /latin1\.jsonl: it is not text in UTF-8: line 2 has the byte 0xe9 at 24/,
    );
    says("a 5 MB pact", ["check", "giant.pact"], 1, /characters, and a pact may have 4000000/);
    says("and nothing is decided by it", ["replay", "giant.pact", "cut.jsonl"], 2, /giant\.pact:1:1: this file has/);
    says(
      "a catalogue that is missing",
      ["check", "missing.pact"],
      1,
      /missing\.pact:3:18 error PACT2011 the tool catalogue cannot be read: there is no such file/,
    );
    says("a byte order mark in a pact and in its catalogue", ["check", "marked.pact"], 0, /0 errors/);
    says("a catalogue that is malformed", ["check", "malformed.pact"], 1, /malformed\.json:1: this catalogue is not JSON/);
    says(
      "a catalogue that names a tool twice",
      ["check", "twice.pact"],
      1,
      /twice\.json:2: this catalogue names the tool `get_order` twice/,
    );
    says(
      "a trace cut short in a line: the other lines are read",
      ["replay", "good.pact", "cut.jsonl"],
      2,
      /cut\.jsonl: line 2: the file ends in the middle of the JSON[\s\S]*|1 recorded sessions/,
    );
    says("a trace cut short", ["replay", "good.pact", "cut.json"], 2, /cut\.json: line 1: the file ends in the middle of the JSON/);
    says("a trace of unknown shape", ["replay", "good.pact", "shape.json"], 2, /shape\.json: line 1 at id: no session/);
    says("no trace at all", ["replay", "good.pact", "words.txt"], 2, /words\.txt: line 1: this is no trace in a form known here/);
    says("a result that answers no call", ["replay", "good.pact", "orphan.jsonl"], 2, /orphan\.jsonl: line 1: message 0 answers no call/);
    says("a time without a zone", ["replay", "good.pact", "cut.jsonl", "--now", "2026-01-01"], 2, /--now takes a time with a zone/);
    for (const now of ["2026-02-30T10:00:00Z", "5Z"])
      says(`no time: ${now}`, ["replay", "good.pact", "cut.jsonl", "--now", now], 2, /--now takes a time with a zone/);
  });
});
