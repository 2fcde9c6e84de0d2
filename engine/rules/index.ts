// The one function that asks all rules: names and types first, then the rules, less what is silenced.
import { type Diagnostic, type Documentation, documentationText, type MemberNode, type Parsed, sameEnds } from "../../grammar/index.ts";
import { analyze } from "../analysis/analyze.ts";
import { Memory, noTables } from "../analysis/memory.ts";
import { type Analysis, inTextOrder, isSettled, type MemberMeaning, type Model } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import { type Files, noFiles } from "../analysis/sources.ts";
import { rules } from "./all.ts";
import { silence } from "./ignore.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";

/** What a pact means, with all findings about that, before any of them is silenced. */
interface Checked extends Analysis {
  readonly meant: readonly Diagnostic[];
}

/**
 * What a pact means, and every finding about it in the order of its text. Never throws on what a user wrote. With the same `memory`
 * again, only what an edit changes is worked out anew.
 */
export function check(parsed: Parsed, files: Files = noFiles, memory: Memory = new Memory()): Checked {
  const analysis = analyze(parsed, files, memory);
  return withFindings(analysis, ruled({ parsed, analysis, files }, memory), parsed);
}

/** The same where a text has the same tree, so that nothing but its comments is another: what it means stands. */
export function checkComments({ model, byMember, meant }: Checked, parsed: Parsed): Checked {
  const documentation: Model["documentation"] = (of) => parsed.documentation(of) ?? model.documentation(of);
  return withFindings({ model: { ...model, documentation }, byMember, diagnostics: meant }, [], parsed);
}

/** The same with no findings of rules but errors: whoever wants a pact to decide waits for no other, such as one that reads all cases. */
export function checkErrors(parsed: Parsed, files: Files = noFiles): Analysis {
  const analysis = analyze(parsed, files);
  const context = { parsed, analysis, files };
  const found: Diagnostic[] = [];
  for (const rule of pactRules) if (isError(rule) && !isUnmet(rule, context)) collect(rule, rule.pact!(context), found);
  for (const [i, member] of parsed.tree.members.entries())
    for (const rule of rulesAbout(member.kind))
      if (isError(rule)) collect(rule, rule.member!(member, context, analysis.byMember[i]!), found);
  return withFindings(analysis, found, parsed);
}

function withFindings(
  { model, byMember, diagnostics: before }: Omit<Analysis, "hasErrors">,
  found: readonly Diagnostic[],
  parsed: Parsed,
): Checked {
  const meant = [...before, ...found];
  const diagnostics = silence(inTextOrder([...meant, ...parsed.docs.flatMap(documented)], parsed), parsed);
  return { model, byMember, meant, diagnostics, hasErrors: diagnostics.some(isError) };
}

/** What is wrong with what stands above a member. */
const documented = remembered(({ of, lines }: Documentation): readonly Diagnostic[] => {
  if (of.kind === "name") return none;
  const words = documentationText(lines);
  return documentationRules.flatMap((rule) => collect(rule, rule.documentation!(of, words), []));
});

const isError = ({ severity }: Pick<Diagnostic, "severity">): boolean => severity === "error";

function isUnmet({ needs }: Rule, { parsed, analysis }: RuleContext): boolean {
  return (needs === "all read" && parsed.diagnostics.length > 0) || (needs === "no error" && !isSettled(analysis));
}

const memberRules = rules.filter((rule) => rule.member !== undefined);
const pactRules = rules.filter((rule) => rule.pact !== undefined);
const documentationRules = rules.filter((rule) => rule.documentation !== undefined);
const rulesOf = new Map<string, readonly Rule[]>();

/** The rules to ask of a kind of member. */
function rulesAbout(kind: MemberNode["kind"]): readonly Rule[] {
  const found = rulesOf.get(kind) ?? memberRules.filter(({ about }) => !about || about.includes(kind));
  rulesOf.set(kind, found);
  return found;
}

function ruled(context: RuleContext, memory: Memory): Diagnostic[] {
  const { parsed, analysis } = context;
  const { tree } = parsed;
  const ofMembers = memory.each("ruled", noTables, analysis.byMember, (meaning, _, i) => ofMember(tree.members[i]!, meaning, context));
  const found = [...memory.gather("found by rules", ofMembers, all)];
  const { catalogue, facts, groups, judges } = analysis.model;
  const common = [memory.constants, tree.name, tree.under, catalogue, facts, groups, judges];
  const asked = memory.next<Asked>("asked", (before) => new Asked(context, common, before));
  for (const here of asked.answers) if (here && here.length > 0) found.push(...here);
  return found;
}

/** What the rules about whole pacts say. Those about members of which none, nor what they name, has changed since `before` say it again. */
class Asked {
  /** In the order of the rules; undefined where one was not to be asked. */
  readonly answers: readonly (readonly Diagnostic[] | undefined)[];
  private readonly common: readonly unknown[];
  private readonly members: readonly MemberNode[];
  private readonly meanings: readonly unknown[];

  /** Where one of `common` is another than before, all rules are asked again. */
  constructor(context: RuleContext, common: readonly unknown[], before: Asked | undefined) {
    const { parsed, analysis } = context;
    [this.common, this.members, this.meanings] = [common, parsed.tree.members, analysis.byMember];
    const known = before && common.every((each, i) => each === before.common[i]) ? before : undefined;
    const changed = known && this.changedSince(known);
    this.answers = pactRules.map((rule, i) => {
      if (isUnmet(rule, context)) return undefined;
      const stands = changed && rule.about && !rule.about.some((kind) => changed.has(kind));
      return (stands ? known.answers[i] : undefined) ?? collect(rule, rule.pact!(context), []);
    });
  }

  /** The kinds of member of which one, or what it names, is another. */
  private changedSince(before: Asked): ReadonlySet<string> {
    const changed = new Set<string>();
    const { start, end } = sameEnds(before.meanings, this.meanings);
    for (let i = start; i < before.meanings.length - end; i++) changed.add(before.members[i]!.kind);
    for (let i = start; i < this.meanings.length - end; i++) changed.add(this.members[i]!.kind);
    return changed;
  }
}

function ofMember(member: MemberNode, meaning: MemberMeaning, context: RuleContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of rulesAbout(member.kind)) collect(rule, rule.member!(member, context, meaning), found);
  return found.length > 0 ? found : none;
}
const none: readonly Diagnostic[] = [];
const all = (found: readonly Diagnostic[]) => found;

function collect({ code, severity }: Rule, findings: Iterable<Finding>, into: Diagnostic[]): Diagnostic[] {
  for (const { at, ...finding } of findings) into.push({ code, severity, start: at.start, end: at.end, ...finding });
  return into;
}
