// A test whose call its tool's schema refuses, and that expects something else than that.
import type { TestMember } from "../../grammar/index.ts";
import { parametersOf } from "../analysis/model.ts";
import { constraintsOf, typeCheck } from "../decision/schema.ts";
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
    if (member.kind === "test" && !member.broken && (member.effect !== "deny" || member.by)) yield* misfits(member, context);
  },
};

function* misfits({ call: { tool, args } }: TestMember, { analysis: { model } }: RuleContext): Generator<Finding> {
  const parameters = parametersOf(tool.text, model.catalogue);
  const described = model.catalogue.get(tool.text);
  if (!parameters || !described) return;
  const given = new Map(args.map((each) => [each.name.text, each]));
  for (const [name, { type, required, nullable }] of parameters) {
    const arg = given.get(name);
    const raw = arg && rawOf(arg.value);
    if (!arg || raw === null || raw === undefined) {
      if (required && !nullable)
        yield { at: arg?.value ?? tool, message: `\`${name}\` is missing, and \`${tool.text}\` requires it; add it` };
      continue;
    }
    const wrong = typeCheck(type)(raw) ?? constraintsOf(described, name)?.(raw);
    if (wrong !== undefined) yield { at: arg.value, message: `\`${name}\`${wrong}, so that this call is denied as it stands; mend it` };
  }
}
