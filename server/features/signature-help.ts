// Signature help: what the parentheses around the cursor take, and which part is being written.
import type { Position, SignatureHelp, SignatureInformation } from "vscode-languageserver-types";
import { type Model, parametersOf, typeName } from "../../engine/index.ts";
import { show, spellName } from "../../grammar/index.ts";
import { type Token, tokensBefore } from "./assist-at.ts";
import { Context } from "./completion-context.ts";
import { functionWords } from "./functions.ts";
import type { Snapshot } from "./snapshot.ts";

export function signatureHelp(snapshot: Snapshot, position: Position): SignatureHelp | undefined {
  const context = new Context(snapshot.analysis.model, tokensBefore(snapshot, position));
  const call = context.openCall();
  if (!call) return undefined;
  const inside = insideOf(context.tokens);
  const isCall = context.word === "test" || context.tokens.findLast(({ image }) => image === "from" || image === "when")?.image === "from";
  if (isCall) return ofTool(call.tool, call.argument ?? wordAt(inside), call.have, snapshot.analysis.model);
  return ofJudge(call.tool, commasIn(inside), snapshot.analysis.model) ?? ofFunction(call.tool, inside);
}

/** The tokens since the parenthesis that is open. */
function insideOf(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  for (let i = tokens.length - 1; i >= 0; i--) {
    if (/^[)\]}]$/.test(tokens[i]!.image)) depth++;
    else if (/^[([{]$/.test(tokens[i]!.image) && --depth < 0) return tokens.slice(i + 1);
  }
  return [];
}

const wordAt = (inside: readonly Token[]): string | undefined => {
  const last = inside.at(-1)?.image;
  return last && last !== "," ? last.replaceAll("`", "") : undefined;
};

function commasIn(tokens: readonly Token[]): number {
  let depth = 0;
  let commas = 0;
  for (const { image } of tokens) {
    if (/^[([{]$/.test(image)) depth++;
    else if (/^[)\]}]$/.test(image)) depth--;
    else if (depth === 0 && image === ",") commas++;
  }
  return commas;
}

/** The arguments of a tool are given by name: the active one is the one named, or the first that is still to be named. */
function ofTool(tool: string, argument: string | undefined, have: ReadonlySet<string>, model: Model): SignatureHelp | undefined {
  const parameters = [...(parametersOf(tool, model.catalogue) ?? [])];
  if (parameters.length === 0) return undefined;
  const labels = parameters.map(([name, { type, required }]) => `${spellName(name)}${required ? "" : "?"}: ${typeName(type)}`);
  const docs = parameters.map(([, { description }]) => description);
  const named = parameters.findIndex(([name]) => name === argument);
  const next = parameters.findIndex(([name]) => !have.has(name));
  const signature = signatureOf(tool, labels, docs, model.catalogue.get(tool)?.description);
  return { signatures: [signature], activeSignature: 0, activeParameter: Math.max(0, named >= 0 ? named : next) };
}

function ofJudge(name: string, activeParameter: number, model: Model): SignatureHelp | undefined {
  const judge = model.judges.get(name);
  if (!judge) return undefined;
  const labels = judge.parameters.map((each) => `${spellName(each.name.text)}: ${show.type(each.type)}`);
  const doc = [model.documentation(judge), `A judge that is wrong in ${judge.error.digits}% of cases.`].filter(Boolean).join("\n\n");
  return { signatures: [signatureOf(name, labels, [], doc)], activeSignature: 0, activeParameter };
}

/** `count` has three forms: what stands inside already says which. */
function ofFunction(name: string, inside: readonly Token[]): SignatureHelp | undefined {
  const forms = functionWords.get(name)?.forms;
  if (!forms) return undefined;
  const words = inside.map(({ image }) => image);
  const looksBack = words.includes("of") || words[0] === "calls";
  const wanted = forms.findIndex(({ parameters: [first = ""] }) =>
    looksBack ? / of /.test(first) : words.includes("in") && / in /.test(first),
  );
  const signatures = forms.map(({ parameters, doc }) => signatureOf(name, parameters, [], doc));
  return { signatures, activeSignature: Math.max(0, wanted), activeParameter: 0 };
}

function signatureOf(
  name: string,
  labels: readonly string[],
  docs: readonly (string | undefined)[],
  documentation: string | undefined,
): SignatureInformation {
  return {
    label: `${spellName(name)}(${labels.join(", ")})`,
    parameters: labels.map((label, i) => ({ label, ...(docs[i] && { documentation: docs[i] }) })),
    ...(documentation && { documentation: { kind: "markdown" as const, value: documentation } }),
  };
}
