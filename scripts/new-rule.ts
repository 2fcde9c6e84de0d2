// Begins a new rule: `npm run new:rule NAME`. Then write it, and run `npm run generate` for its page.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findings } from "../engine/index.ts";
import { scaffold } from "./scaffold.ts";

const root = path.join(import.meta.dirname, "..");
const list = path.join(root, "engine/rules/all.ts");
const made = scaffold(
  process.argv[2] ?? "",
  findings.map(({ code }) => code),
  readFileSync(list, "utf8"),
);
if ("problem" in made) {
  console.error(made.problem);
  process.exitCode = 2;
} else {
  writeFileSync(path.join(root, made.file), made.text, { flag: "wx" });
  writeFileSync(list, made.all);
  console.log(`${made.file} is there: write its check and examples, then \`npm run generate\` for its page`);
}
