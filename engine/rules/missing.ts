// What the rules about missing members share: is it there, and where would it go?
import type { MemberNode } from "../../grammar/index.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";

interface Missing {
  readonly kind: MemberNode["kind"];
  readonly message: string;
  /** A member as it could be written; what it says is for the author to fill in, so that the fix is not safe. */
  readonly write: string;
  /** It goes behind the last member of these kinds. */
  readonly behind: readonly MemberNode["kind"][];
}

/** A pact without such a member. A charter needs none: those under it have their own. One too damaged to be read is there. */
export const missing = (member: Missing): Required<Pick<Rule, "about" | "pact">> => ({
  about: [member.kind, "broken", ...member.behind],
  pact: (context) => lookedFor(context, member),
});

function* lookedFor({ parsed }: RuleContext, { kind, message, write, behind }: Missing): Generator<Finding> {
  const { tree } = parsed;
  if (tree.kind === "charter" || !tree.name.text) return;
  if (tree.members.some((member) => (member.kind === "broken" ? member.word : member.kind) === kind)) return;
  const at = tree.members.findLast((member) => behind.includes(member.kind))?.end ?? headEnd(parsed);
  const fixes = at !== undefined && [{ title: `Add \`${kind}\``, edits: [{ start: at, end: at, text: `\n  ${write}` }] }];
  yield { at: tree.name, message, ...(fixes && { fixes }) };
}

/** Behind the brace that opens the pact. */
function headEnd(parsed: RuleContext["parsed"]): number | undefined {
  const { name, title, under } = parsed.tree;
  const brace = parsed.tokenAfter((under ?? title ?? name).end);
  return brace?.image === "{" ? brace.startOffset + 1 : undefined;
}

export const heads: readonly MemberNode["kind"][] = ["version", "purpose", "effective"];
export const clauses: readonly MemberNode["kind"][] = ["may", "never", "escalate", "limit"];
