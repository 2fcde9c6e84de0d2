// `// pact-ignore CODE: reason` silences one finding of the next line; without a reason it is a finding itself.
import type { Comment, Diagnostic, Parsed, Piece } from "../../grammar/index.ts";
import { remembered } from "../analysis/remembered.ts";
import type { Rule } from "./rule.ts";

const pattern = /^\/\/\s*pact-ignore\s+(PACT\d{4})\s*(?::\s*(\S.*))?$/;

export const ignoredWithoutReason: Rule = {
  code: "PACT3004",
  name: "ignored-without-reason",
  severity: "warning",
  summary: "a finding silenced without saying why",
  why: "A silenced finding is a decision somebody will have to defend. Write the reason behind the code: `// pact-ignore PACT3002: the gateway always supplies it`.",
  bad: [{ pact: "// pact-ignore PACT3002\nmay look: get_order" }],
  good: [{ pact: "// pact-ignore PACT3002: the gateway always supplies it\nfact verified: boolean\nmay look: get_order when verified" }],
  *pact({ parsed }) {
    for (const comment of ignoring(parsed)) {
      const match = pattern.exec(comment.text);
      if (match && !match[2]) yield { at: comment, message: `say why: \`// pact-ignore ${match[1]}: reason\`` };
    }
  },
};

/** What is left once each reasoned comment has silenced the first finding of its code on the line after it. */
export function silence(diagnostics: readonly Diagnostic[], parsed: Parsed): readonly Diagnostic[] {
  const silenced = new Set<Diagnostic>();
  for (const comment of ignoring(parsed)) {
    const match = pattern.exec(comment.text);
    const found = match?.[2] && onLineAfter(comment.end, match[1]!, diagnostics, parsed);
    if (found) silenced.add(found);
  }
  return silenced.size > 0 ? diagnostics.filter((each) => !silenced.has(each)) : diagnostics;
}

const ignoring = ({ remarkable }: Parsed): readonly Comment[] => remarkable.flatMap(commentsIn);
const commentsIn = remembered(({ comments }: Piece): readonly Comment[] => comments.filter(({ text }) => text.includes("pact-ignore")));

function onLineAfter(anchor: number, code: string, diagnostics: readonly Diagnostic[], parsed: Parsed): Diagnostic | undefined {
  const next = parsed.tokenAfter(anchor);
  if (!next) return undefined;
  const start = parsed.offsetOf(next.startOffset);
  const lineEnd = parsed.text.indexOf("\n", start);
  return diagnostics.find((each) => {
    const at = each.code === code ? parsed.offsetOf(each.start) : -1;
    return at >= start && (lineEnd < 0 || at <= lineEnd);
  });
}
