// A new rule: its file, and the list of all rules with it.

export interface Scaffold {
  readonly file: string;
  readonly text: string;
  /** engine/rules/all.ts with the rule in it. */
  readonly all: string;
}

/** It finds a `may todo`, so that its examples hold from the first moment. `name` in kebab case says what is wrong; `codes` are all that were ever used. */
export function scaffold(name: string, codes: readonly string[], all: string): Scaffold | { readonly problem: string } {
  if (!/^[a-z]+(-[a-z]+)+$/.test(name))
    return { problem: `\`${name}\` is no name of a rule; say what is wrong, in kebab case: \`missing-owner\`` };
  if (all.includes(`"./${name}.ts"`)) return { problem: `there is a rule \`${name}\` already` };
  const constant = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const code = `PACT${Math.max(...codes.filter((each) => each.startsWith("PACT3")).map((each) => Number(each.slice(4)))) + 1}`;
  return { file: `engine/rules/${name}.ts`, text: fileOf(name, constant, code), all: listed(all, name, constant) };
}

const fileOf = (name: string, constant: string, code: string): string => `// TODO: what is wrong, in a sentence.
import type { Rule } from "./rule.ts";

export const ${constant}: Rule = {
  code: "${code}",
  name: "${name}",
  severity: "warning",
  summary: "TODO: what is wrong, lower case, no full stop",
  why: "TODO: why it matters, and what to do.",
  bad: [{ pact: "may todo: get_order" }],
  good: [{ pact: "may look: get_order" }],
  about: ["may"],
  *member(member) {
    if (member.kind === "may" && member.name.text === "todo") yield { at: member.name, message: "TODO: what, why and what to do" };
  },
};
`;

/** The import in the order of paths, the rule at the end of the list. */
function listed(all: string, name: string, constant: string): string {
  const lines = all.split("\n");
  const isAfter = (line: string) => line.startsWith("import") && (/from "\.\/(.*)\.ts"/.exec(line)?.[1] ?? "") > name;
  const at = lines.findIndex(isAfter);
  lines.splice(at, 0, `import { ${constant} } from "./${name}.ts";`);
  lines.splice(lines.indexOf("];"), 0, `  ${constant},`);
  return lines.join("\n");
}
