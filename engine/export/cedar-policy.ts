// A Cedar policy as data, and as text.
import type { Model } from "../analysis/model.ts";
import { type Expression, entity, quote, writeLines } from "./cedar-expression.ts";

export interface Policy {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  /** undefined: every action of the pact but `handoff`, which is always allowed. */
  readonly actions: readonly string[] | undefined;
  /** It applies where this holds; `unless` turns it round, and reads better where something must be there. */
  readonly when: Expression;
  readonly unless?: Expression;
  readonly because?: string | undefined;
  /** For whoever reads the policies. */
  readonly notes: readonly string[];
}

/** A clause of the pact that the export does not say exactly. Whatever is listed, Cedar never allows what the pact denies. */
export interface Listed {
  /** `pact@version#clause`, as decisions name it. */
  readonly clause: string;
  readonly why: string;
  /** `stricter`: exported, and Cedar denies more than the pact; `left out`: nothing of it is exported. */
  readonly as: "stricter" | "left out";
}

export function policyText(policy: Policy, { agent, id }: Pick<Model, "agent" | "id">): string {
  const { actions, effect } = policy;
  const action =
    actions === undefined
      ? "action"
      : actions.length === 1
        ? `action == ${entity("Action", actions[0]!)}`
        : `action in [\n    ${actions.map((each) => entity("Action", each)).join(",\n    ")}\n  ]`;
  const annotations = [`@id(${quote(policy.id)})`, ...(policy.because === undefined ? [] : [`@because(${quote(policy.because)})`])];
  const head = [
    ...policy.notes.map((note) => `// ${note.replace(/\p{C}|[\u2028\u2029]/gu, " ")}`),
    ...annotations,
    `${effect} (`,
    `  ${agent === undefined ? "principal is Agent" : `principal == ${entity("Agent", agent)}`},`,
    `  ${action},`,
    `  resource == ${entity("Pact", id)}`,
    `)${body("when", policy.when, true)}${body("unless", policy.unless ?? false, false)};`,
  ];
  return head.join("\n");
}

/** `when { true }` and `unless { false }` go without saying. */
const body = (word: "when" | "unless", of: Expression, needless: boolean): string =>
  of === needless ? "" : ` ${word} {\n${writeLines(of, "  ")}\n}`;
