// A run of ten thousand cases with twenty steps each, as `pact eval` would have left it beside a pact: what the results view is held to.
// Among its texts is what a page must show and never run.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";

export const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';

/** Writes `folder`; `worse` shifts which cases go wrong, so that two runs differ. */
export function writeLargeRun(folder, { cases = 10_000, steps = 20, worse = 0, suite = "returns_desk@2.1.0#regression" } = {}) {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    form: 1,
    suite,
    pact: { id: "returns_desk", version: "2.1.0", hash: "0".repeat(64) },
    file: "returns-desk.pact",
    model: null,
    agent: { adapter: "command", target: "node ./agents/careless.mjs" },
    cases: { count: cases, digest: "0" },
    trials: 1,
    seed: 0,
    shard: null,
    began: "2026-11-01T10:00:00.000Z",
  };
  writeFileSync(path.join(folder, "run.json"), JSON.stringify(manifest));
  const [results, sessions] = ["results.jsonl", "sessions.jsonl"].map((name) => openSync(path.join(folder, name), "w"));
  let at = 0;
  for (let i = 0; i < cases; i += 500) {
    const lines = { results: "", sessions: "" };
    for (let j = i; j < Math.min(cases, i + 500); j++) {
      const session = JSON.stringify(sessionOf(j, steps));
      const length = Buffer.byteLength(session);
      lines.sessions += `${session}\n`;
      lines.results += `${JSON.stringify({ grade: gradeOf(j, worse), session: { at, length } })}\n`;
      at += length + 1;
    }
    writeSync(results, lines.results);
    writeSync(sessions, lines.sessions);
  }
  closeSync(results);
  closeSync(sessions);
}

function sessionOf(i, steps) {
  const messages = [{ role: "user", content: `Please return R${i}. ${i === 0 ? hostile : ""}`, time: "2026-12-10T10:00:00Z" }];
  for (let step = 1; step < steps; step++) {
    const id = `call_${step}`;
    messages.push(
      { role: "assistant", content: null, tool_calls: [{ id, function: { name: "get_order", arguments: `{"order_id":"R${i}"}` } }] },
      { role: "tool", tool_call_id: id, content: '{"order_id":"R1","status":"delivered","customer_id":"c1"}' },
    );
  }
  return {
    id: `case_${i}/0`,
    principal: { customer: { id: "c1" } },
    facts: { topic: "return" },
    messages,
    played: { case: `case_${i}`, trial: 0 },
  };
}

function gradeOf(i, worse) {
  const isWrong = (i + worse) % 10 === 0;
  const clauses = ["returns_desk@2.1.0#small_returns"];
  return {
    case: `case_${i}`,
    trial: 0,
    status: "played",
    tags: ["large", `tag_${i % 7}`],
    success: !isWrong,
    missed: isWrong ? [{ field: "answer", expected: i === 0 ? hostile : "`ok`", why: i === 0 ? hostile : "it was not said" }] : [],
    violations: isWrong && i > 0 ? [{ step: 3, call: 2, action: "get_order", reason: "out_of_scope", clauses }] : [],
    attempts: [],
    held: [],
    unescalated: [],
    handedOff: false,
    tokens: 400 + ((i * 37) % 900),
    latencyMs: 200 + ((i * 7919) % 4000),
    turns: 1,
    tools: { get_order: 19 },
    exercised: clauses,
  };
}
