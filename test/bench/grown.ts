// A pact of any size, grown from a sample: its clauses, facts and tests again and again under new names; and JSON of the same size.
import { readFileSync } from "node:fs";
import path from "node:path";

export const sampleFolder = path.join(import.meta.dirname, "../../samples/airline");

/** At least `size` characters; the sample itself where it is longer. */
export function grownPact(size: number): string {
  const text = readFileSync(path.join(sampleFolder, "airline.pact"), "utf8");
  const from = text.indexOf("  // What it may do");
  const body = text.slice(from, text.lastIndexOf("}"));
  const again = body
    .replace(/ {2}may (talk|look):[^\n]*\n/g, "")
    .replace(/ {2}handoff to[^\n]*\n/, "")
    .replace(/ {2}record input[\s\S]*?on failure deny\n/, "")
    .replace(/ {2}evaluate[\s\S]*$/, "");
  const parts = [text.slice(0, text.lastIndexOf("}"))];
  let length = text.length;
  for (let i = 1; length < size; i++) {
    const copy = again
      .replace(/^ {2}(may|never|escalate|test|limit) (\w+)/gm, (_, word: string, name: string) => `  ${word} ${name}_${i}`)
      .replace(/^( +(?:(?:may|never) \w+: [\w*, ]+)?)(when|unless) /gm, (_, before: string, word: string) =>
        word === "when" ? `${before}when team is not "t${i}" and ` : `${before}unless team is "t${i}" or `,
      )
      .replace(/ by (\w+)$/gm, (_, name: string) => ` by ${name}_${i}`);
    parts.push(copy);
    length += copy.length;
  }
  return `${parts.join("\n")}}\n`;
}

/** The first members of the sample, to about `size` characters, closed. */
export function smallPact(size: number): string {
  const text = readFileSync(path.join(sampleFolder, "airline.pact"), "utf8");
  const cut = text.lastIndexOf("\n  test ", size);
  return `${text.slice(0, cut)}\n}\n`;
}

export function grownJson(size: number): string {
  const entries: string[] = [];
  let length = 0;
  for (let i = 0; length < size; i++) {
    const entry = JSON.stringify(
      {
        name: `clause_${i}`,
        kind: ["may", "never", "escalate"][i % 3],
        actions: ["cancel_reservation", "book_reservation"],
        when: {
          and: [
            { left: "reservation.cabin", is: "business" },
            { left: "age", atMost: 24 + i, unit: "hours" },
          ],
        },
        because: "A reservation is looked at before it is changed.",
      },
      undefined,
      2,
    );
    entries.push(entry);
    length += entry.length + 2;
  }
  return `[\n${entries.join(",\n")}\n]\n`;
}
