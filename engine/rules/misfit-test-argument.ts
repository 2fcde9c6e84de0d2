// A test whose call its tool's schema refuses, and that expects something else than that.
import type { TestMember } from "../../grammar/index.ts";
import type { Tool } from "../analysis/catalogue.ts";
import { remembered } from "../analysis/remembered.ts";
import { type Check, constraintsOf, typeCheck } from "../decision/schema.ts";
import type { Raw } from "../decision/values.ts";
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

function* misfits({ call: { tool, args } }: TestMember, { analysis: { model } }: RuleContext): Generator<Finding> {
  const described = model.catalogue.get(tool.text);
  if (!described) return;
  const given = new Map(args.map((each) => [each.name.text, each]));
  for (const [name, { required, nullable }] of described.parameters) {
    const arg = given.get(name);
    const raw = arg && rawOf(arg.value);
    if (arg && raw !== null && raw !== undefined) {
      const wrong = checksOf(described).get(name)!(raw);
      if (wrong !== undefined) yield { at: arg.value, message: `\`${name}\`${wrong}, so that this call is denied as it stands; mend it` };
    } else if (required && !nullable)
      yield { at: arg?.value ?? tool, message: `\`${name}\` is missing, and \`${tool.text}\` requires it; add it` };
  }
}

/** Type and schema of each parameter, made once for a tool. */
const checksOf = remembered((tool: Tool): ReadonlyMap<string, Check> => {
  const checks = [...tool.parameters].map(([name, { type }]) => {
    const [ofType, beyond] = [typeCheck(type), constraintsOf(tool, name)];
    return [name, (raw: Raw) => ofType(raw) ?? beyond?.(raw)] as const;
  });
  return new Map(checks);
});
