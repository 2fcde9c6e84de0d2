// What the agent costs without anybody who evaluates it: `node direct.mjs CASES` feeds one process all cases, `--fresh N` starts one for
// each, N at once.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [file, fresh, most] = process.argv.slice(2);
const lines = readFileSync(file, "utf8").trim().split("\n");
const line = (text) => {
  const { id, input } = JSON.parse(text);
  return `${JSON.stringify({ type: "case", id, messages: [{ role: "user", content: input }] })}\n`;
};

function play(cases) {
  return new Promise((done) => {
    const agent = spawn("node ./agent.mjs", { shell: true, stdio: ["pipe", "pipe", "inherit"] });
    let answers = "";
    agent.stdout.setEncoding("utf8");
    agent.stdout.on("data", (chunk) => (answers += chunk));
    agent.on("close", () => done(answers.split('"type":"done"').length - 1));
    agent.stdin.end(cases.map(line).join(""));
  });
}

let answered = 0;
if (fresh === "--fresh") {
  const queue = lines.values();
  const worker = async () => {
    for (const each of queue) {
      const done = await play([each]);
      answered += done;
    }
  };
  await Promise.all(Array.from({ length: Number(most) }, worker));
} else answered = await play(lines);
if (answered !== lines.length) throw new Error(`${answered} of ${lines.length} cases were answered`);
