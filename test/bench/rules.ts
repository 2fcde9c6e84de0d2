// What each rule costs over a pact of 5,000 clauses, made of the airline's: `npm run bench:rules`. The first time it is asked,
// and once everything that depends on one member alone is known. Bound: under 1 ms a rule for those asked after every edit.
import { readFileSync } from "node:fs";
import path from "node:path";
import { analyze, type RuleContext, rules } from "../../engine/index.ts";
import { filesBeside } from "../../engine/node/index.ts";
import { parse } from "../../grammar/index.ts";

const file = path.join(import.meta.dirname, "../../samples/airline/airline.pact");
const files = filesBeside(file);
const parsed = parse(large(readFileSync(file, "utf8"), 5000));
const analysis = analyze(parsed, files);
const context: RuleContext = { parsed, analysis, files };

console.log("| rule | asked of | first, ms | then, ms |\n|---|---|---|---|");
for (const { name, pact, member } of rules) {
  if (pact) row(name, "the pact", () => drain(pact(context)));
  if (!member) continue;
  row(name, "each member", () => {
    for (const [i, each] of parsed.tree.members.entries()) drain(member(each, context, analysis.byMember[i]!));
  });
}

function row(name: string, of: string, run: () => void): void {
  const times = Array.from({ length: 61 }, () => {
    const before = performance.now();
    run();
    return performance.now() - before;
  });
  const then = times.slice(1).sort((a, b) => a - b)[30]!;
  console.log(`| ${name} | ${of} | ${times[0]!.toFixed(2)} | ${then.toFixed(2)} |`);
}

function drain(findings: Iterable<unknown>): void {
  for (const _ of findings);
}

/** The clauses of a pact over and over, each under a name of its own. */
function large(text: string, count: number): string {
  const [from, to] = [text.indexOf("  // What it may do"), text.indexOf("  // What it may spend")];
  const parts = [text.slice(0, from)];
  for (let made = 0; made < count; ) {
    parts.push(text.slice(from, to).replace(/^( {2}(?:may|never|escalate) \w+)/gm, (name) => `${name}_${made++}`));
  }
  return [...parts, text.slice(to)].join("");
}
