// `pact eval --fresh`: what an agent keeps from one trial to the next is seen without it, and gone with it.
import assert from "node:assert/strict";
import { Folder } from "./run.ts";

const counting = `
let count = 0;
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  for (const line of chunk.split("\\n").filter(Boolean)) {
    const { id } = JSON.parse(line);
    process.stdout.write(\`\${JSON.stringify({ type: "say", id, text: \`number \${++count}\` })}\\n\${JSON.stringify({ type: "done", id })}\\n\`);
  }
});
`;

describe("pact eval --fresh", () => {
  const folder = new Folder();
  before(() => {
    folder.put("agent.mjs", counting);
    folder.put(
      "cases.jsonl",
      ["a", "b", "c"].map((id) => JSON.stringify({ id, input: "hi", expect: { answer: { $contains: "number 1" } } })).join("\n"),
    );
    folder.put(
      "desk.pact",
      `pact desk "Desk" {\n  version 1.0.0\n  purpose "Counts."\n  owner "a@b.example"\n  tools from "./tools.json"\n  may answer: respond\n  evaluate counted {\n    agent command "${process.execPath} ./agent.mjs"\n    cases "./cases.jsonl"\n  }\n}\n`,
    );
  });
  after(() => folder.remove());
  const solved = (...more: string[]) =>
    folder
      .pact("eval", "desk.pact", "--json", "--concurrency", "1", "--out", folder.at(`run${more.length}`), ...more)
      .stdout.split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === "trial")
      .map(({ success }) => success);

  it("starts the agent for each trial", () => {
    assert.deepEqual(solved(), [true, false, false]);
    assert.deepEqual(solved("--fresh"), [true, true, true]);
  });
});
