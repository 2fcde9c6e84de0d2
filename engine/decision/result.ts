// How a tool's answer is read: as the pact says, never guessed.
import { parse as parseYaml } from "yaml";
import type { Model } from "../analysis/model.ts";
import { compileRegex } from "../analysis/regex.ts";
import { parseRaw, type Raw, toRaw } from "./values.ts";

const maxYaml = 1_000_000;

/** `ok` is false where the protocol or the pact's `errors` says so; `value` is undefined where the text cannot be read. */
export function readResult(
  text: string,
  failed: boolean,
  model: Pick<Model, "results" | "errors">,
): { readonly ok: boolean; readonly value: Raw | undefined } {
  const errors = model.errors && compileRegex(model.errors.source, model.errors.flags);
  if (failed || (errors && "test" in errors && errors.test(text))) return { ok: false, value: undefined };
  switch (model.results) {
    case "text":
      return { ok: true, value: text };
    case "yaml":
      return { ok: true, value: fromYaml(text) };
    default:
      return { ok: true, value: parseRaw(text) };
  }
}

function fromYaml(text: string): Raw | undefined {
  if (text.length > maxYaml) return undefined;
  try {
    return toRaw(parseYaml(text, { version: "1.2", schema: "core", intAsBigInt: true, maxAliasCount: 100 }));
  } catch {
    return undefined;
  }
}
