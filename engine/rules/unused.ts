// What is declared and that nothing reads: shared by the rules about facts, groups and judges, which have one namespace.
import type { FactMember, GroupMember, JudgeMember, MemberNode, Name } from "../../grammar/index.ts";
import type { Analysis, MemberMeaning, Model } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import { startWithDoc } from "./parts.ts";
import type { Finding, RuleContext } from "./rule.ts";

type Declared = FactMember | GroupMember | JudgeMember;

/** A charter declares for the pacts under it: there nothing is said. */
export function* unused({ parsed, analysis }: RuleContext, kind: Declared["kind"]): Generator<Finding> {
  const { tree } = parsed;
  if (tree.kind === "charter") return;
  for (const member of unread(analysis)) {
    if (member.kind !== kind) continue;
    const { name, end } = member;
    const start = startWithDoc(member, parsed);
    const fixes = [{ title: `Remove \`${name.text}\``, edits: [{ start, end, text: "" }] }];
    yield { at: name, message: `nothing uses \`${name.text}\`; remove it`, fixes, tags: ["unnecessary"] };
  }
}

const unread = remembered(({ byMember, model }: Analysis): readonly Declared[] => {
  const { members } = model.tree;
  const left = new Map<string, Declared>();
  for (const member of members)
    if (member.kind === "fact" || member.kind === "group" || member.kind === "judge") left.set(member.name.text, member);
  for (let i = 0; i < byMember.length && left.size > 0; i++) for (const name of declaredIn(byMember[i]!)) left.delete(name);
  for (const member of left.size > 0 ? members : []) for (const { text } of mentioned(member)) left.delete(text);
  for (const member of left.size > 0 ? ofCharter(model) : []) for (const name of everyName(member)) left.delete(name);
  return [...left.values()];
});

/** The facts, groups and judges a member names, each once. */
const declaredIn = remembered(({ uses }: MemberMeaning): readonly string[] => [
  ...new Set(uses.flatMap(({ name, role }) => (role === "fact" || role === "group" || role === "function" ? [name] : []))),
]);

/** A charter's clauses may read what the pact under it declares. */
const ofCharter = ({ clauses, limits, facts }: Model): readonly MemberNode[] =>
  [...clauses, ...limits, ...facts.values()].flatMap(({ from, member }) => (from === "charter" ? [member] : []));

const everyName = remembered((node: object): readonly string[] => {
  if ("kind" in node && node.kind === "name" && "text" in node) return [String(node.text)];
  return Object.values(node).flatMap((part: unknown) => (typeof part === "object" && part !== null ? everyName(part) : []));
});

/** Names that are no uses, since they may also mean something else. */
function mentioned(member: MemberNode): readonly Name[] {
  switch (member.kind) {
    case "escalate":
    case "handoff":
      return member.carrying;
    case "record":
      return [...member.fields, ...member.redact];
    case "test":
      return member.given.flatMap(({ path }) => path.steps.filter((step) => step.kind === "name"));
    case "suite":
      return member.items.flatMap((item) =>
        item.kind === "suite-require" ? item.requirements.flatMap(({ metric, of }) => [metric, of ?? []].flat()) : [],
      );
    case "drift":
      return member.items.flatMap((item) =>
        item.kind === "drift-watch" ? item.signals : item.kind === "drift-reevaluate" ? item.when : [],
      );
    default:
      return [];
  }
}
