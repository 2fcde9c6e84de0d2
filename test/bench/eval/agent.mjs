// The agent of `npm run bench:eval`: answers at once, and plays as many cases as it is given.
let rest = "";
process.stdout.write('{"type":"ready","concurrency":64}\n');
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  let answers = "";
  for (const line of lines) {
    const { id, messages } = JSON.parse(line);
    answers += `${JSON.stringify({ type: "say", id, text: `You said: ${messages.at(-1).content}` })}\n`;
    answers += `${JSON.stringify({ type: "done", id })}\n`;
  }
  process.stdout.write(answers);
});
