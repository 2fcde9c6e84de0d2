// A test whose call its tool's schema refuses, and that expects something else than that.
import type { TestMember, TextEdit, ToolCall } from "../../grammar/index.ts";
import { spellName } from "../../grammar/index.ts";
import type { Tool } from "../analysis/catalogue.ts";
import { remembered } from "../analysis/remembered.ts";
import type { Type } from "../analysis/types.ts";
import { type Check, constraintsOf, typeCheck } from "../decision/schema.ts";
import { parseRaw, type Raw } from "../decision/values.ts";
import { rawOf } from "../evaluation/pact-test.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";

export const misfitTestArgument: Rule = {
  code: "PACT3037",
  name: "misfit-test-argument",
  severity: "warning",
  summary: "a test that calls a tool with arguments its schema refuses",
  why:
    "Arguments that break their schema are denied before any clause is asked, so that a test that expects to be allowed, escalated or denied by a clause " +
    "can never pass. Mend the call; or expect `deny as indeterminate`, if that is what is tested.",
  bad: [
    { pact: 'may small: issue_refund when amount < 50\ntest much: issue_refund(order_id: "A1", amount: "20")\n  expect allow' },
    { pact: "may small: issue_refund when amount < 50\ntest much: issue_refund(amount: 20)\n  expect allow" },
    { pact: "may small: issue_refund when amount < 50\ntest none: issue_refund(order_id: null, amount: 20)\n  expect allow" },
  ],
  good: [
    { pact: 'may small: issue_refund when amount < 50\ntest much: issue_refund(order_id: "A1", amount: 20)\n  expect allow' },
    { pact: 'may small: issue_refund when amount < 50\ntest much: issue_refund(order_id: "A1", amount: "20")\n  expect deny' },
  ],
  about: ["test"],
  *member(member, context) {
    if (member.kind !== "test" || member.broken) return;
    const isMeant = member.effect === "deny" && !member.by && (!member.reason || member.reason.text === "indeterminate");
    if (!isMeant) yield* misfits(member, context);
  },
};

function* misfits({ call }: TestMember, { analysis: { model } }: RuleContext): Generator<Finding> {
  const { tool, args } = call;
  const described = model.catalogue.get(tool.text);
  if (!described) return;
  const given = new Map(args.map((each) => [each.name.text, each]));
  for (const [name, { type, required, nullable }] of described.parameters) {
    const arg = given.get(name);
    const raw = arg && rawOf(arg.value);
    if (arg && raw !== null && raw !== undefined) {
      const wrong = checksOf(described).get(name)!(raw);
      if (wrong !== undefined) yield { at: arg.value, message: `\`${name}\`${wrong}, so that this call is denied as it stands; mend it` };
    } else if (required && !nullable) {
      const message = `\`${name}\` is missing, and \`${tool.text}\` requires it; add it`;
      const value = placeholders(type).find((text) => checksOf(described).get(name)!(parseRaw(text)!) === undefined);
      const fixes = value === undefined ? [] : [{ title: `Add \`${name}\``, edits: [adding(name, value, call, arg)] }];
      yield { at: arg?.value ?? tool, message, fixes };
    }
  }
}

/** In JSON: values to begin with, one of which its schema may take. */
const placeholders = (type: Type): readonly string[] => {
  if (type.kind === "enum") return type.values.map((value) => JSON.stringify(value));
  return ['"text"', "1", "true", '"2026-01-01"', '"a@example.com"', "100", "[]", "{}"];
};

/** Behind the last argument, or in the place of the one that is null. */
function adding(name: string, value: string, { args, end }: ToolCall, arg: ToolCall["args"][number] | undefined): TextEdit {
  if (arg) return { start: arg.value.start, end: arg.value.end, text: value };
  const at = args.at(-1)?.value.end ?? end - 1;
  return { start: at, end: at, text: `${args.length > 0 ? ", " : ""}${spellName(name)}: ${value}` };
}

/** Type and schema of each parameter, made once for a tool. */
const checksOf = remembered((tool: Tool): ReadonlyMap<string, Check> => {
  const checks = [...tool.parameters].map(([name, { type }]) => {
    const [ofType, beyond] = [typeCheck(type), constraintsOf(tool, name)];
    return [name, (raw: Raw) => ofType(raw) ?? beyond?.(raw)] as const;
  });
  return new Map(checks);
});
