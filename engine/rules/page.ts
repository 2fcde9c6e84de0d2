// The page of one finding: why, what it finds and what it says there, what it is silent about, and how to silence it.
import type { Diagnostic } from "../../grammar/index.ts";
import { checkExample } from "./example.ts";
import type { Example, Page } from "./rule.ts";

export function pageOf(page: Page): string {
  const { code, name, severity, summary, why, bad, good } = page;
  return [
    `# ${code} \`${name}\``,
    `${severity}: ${summary}`,
    why,
    "## Found",
    ...bad.flatMap((example) => [...shown(example), told(example, code)]),
    "## Not found",
    ...good.flatMap(shown),
    "## Silencing it",
    `Above the line: \`// pact-ignore ${code}: why it is right here\`. Without a reason that is a finding itself.`,
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function shown({ pact, files = {} }: Example): string[] {
  const code = `\`\`\`pact\n${visible(pact.trimEnd())}\n\`\`\``;
  return [pact === "" ? "An empty file." : code, ...Object.entries(files).map(([name, text]) => beside(name, text))];
}

function beside(name: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  if (lines.length > 8) return `with ${lines.length} lines in \`${name}\`.`;
  return `with \`${name}\`:\n\n\`\`\`${name.endsWith(".pact") ? "pact" : "json"}\n${visible(lines.join("\n"))}\n\`\`\``;
}

/** What is said of an example, and what is offered. */
function told(example: Example, code: string): string {
  const { text, diagnostics } = checkExample(example);
  const found = diagnostics.find((each) => each.code === code);
  if (!found) throw new Error(`an example of ${code} is not found: ${example.pact}`);
  const fixes = (found.fixes ?? []).map(({ title, safe }) => `- quick fix: ${title}${safe ? " (safe)" : ""}`);
  return [`> ${found.severity} at ${placeOf(found, text)}: ${visible(found.message)}`, ...(fixes.length > 0 ? ["", ...fixes] : [])].join(
    "\n",
  );
}

function placeOf({ start, end }: Diagnostic, text: string): string {
  const [line = ""] = text.slice(start, end).split("\n");
  const code = line.length > 60 ? `${line.slice(0, 59)}…` : line;
  return code.trim() ? `${code.includes("`") ? "`` " : "`"}${visible(code)}${code.includes("`") ? " ``" : "`"}` : "the end";
}

/** A page shows what is invisible, and is not misread itself. */
const visible = (text: string): string =>
  text.replace(/[\u200B\u202A-\u202E\u2066-\u2069]/g, (char) => `⟨U+${char.charCodeAt(0).toString(16).toUpperCase()}⟩`);
