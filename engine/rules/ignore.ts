// `// pact-ignore CODE: reason` silences one finding of the next line; without a reason it is a finding itself.
import type { Diagnostic, Parsed } from "../../grammar/index.ts";
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
    for (const comment of parsed.comments) {
      const match = pattern.exec(comment.text);
      if (match && !match[2]) yield { at: comment, message: `say why: \`// pact-ignore ${match[1]}: reason\`` };
    }
  },
};

/** What is left once each reasoned comment has silenced the first finding of its code on the line after it. */
export function silence(diagnostics: readonly Diagnostic[], parsed: Parsed): readonly Diagnostic[] {
  const silenced = new Set<Diagnostic>();
  for (const comment of parsed.comments) {
    const match = pattern.exec(comment.text);
    const line = match?.[2] ? lineAfter(comment.end, parsed) : undefined;
    const found = line && diagnostics.find(({ code, start }) => code === match![1] && start >= line.start && start <= line.end);
    if (found) silenced.add(found);
  }
  return silenced.size > 0 ? diagnostics.filter((each) => !silenced.has(each)) : diagnostics;
}

function lineAfter(offset: number, { tokens, lineEnd }: Parsed) {
  const next = tokens.find((token) => token.startOffset >= offset);
  return next && { start: next.startOffset, end: lineEnd(next.startOffset) };
}
