// What is said of a completion item, worked out once somebody looks at it.
import type { CompletionItem } from "vscode-languageserver-types";
import type { Model } from "../../engine/index.ts";
import type { CompletionData } from "./completion.ts";
import { clauseInWords, describe, describeKeyword, describeTerm } from "./describe.ts";
import type { Snapshot } from "./snapshot.ts";

export function resolveCompletion(snapshot: Snapshot, item: CompletionItem): CompletionItem {
  const data = item.data as CompletionData | undefined;
  const value = data && documentation(data, snapshot.analysis.model);
  return value ? { ...item, documentation: { kind: "markdown", value } } : item;
}

function documentation({ name, about }: CompletionData, model: Model): string | undefined {
  const span = { start: 0, end: 0 };
  switch (about.about) {
    case "keyword":
    case "member":
      return describeKeyword(name.split(" ")[0]!);
    case "term":
      return describeTerm(name, about.list);
    case "argument":
      return describe({ role: "argument", name, tools: about.tools, ...span }, model);
    case "clause": {
      const clause = model.clauses.find((each) => each.name === name);
      return clause && clauseInWords(clause, model);
    }
    default:
      return describe({ role: about.about, name, ...span }, model);
  }
}
