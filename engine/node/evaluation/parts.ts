// What a run was made with, each by its digest, so that it can be said later which of it has changed.
import { createHash, hash } from "node:crypto";
import path from "node:path";
import type { Case } from "../../evaluation/index.ts";
import { type CompiledPact, decidingHash } from "../../index.ts";
import { readText } from "../files.ts";
import type { Manifest } from "./run-folder.ts";

export function partsOf({ model }: CompiledPact, file: string): NonNullable<Manifest["parts"]> {
  const folder = path.dirname(path.resolve(file));
  const named = (role: "catalogue" | "prompt"): string | null => {
    const reference = model.references.find((each) => each.role === role);
    const read = reference && readText(path.resolve(folder, reference.path));
    return read && "text" in read ? digestOf([read.text]) : null;
  };
  return { rules: decidingHash(model), catalogue: named("catalogue"), prompt: named("prompt") };
}

/** The digest of the files that a command names, as far as there are such beside the pact: what they load is nobody's to find. */
export function filesNamedIn(command: string, folder: string): string {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return digestOf(
    words.flatMap((word) => {
      const name = word.replace(/^["']|["']$/g, "");
      const read = path.extname(name) === "" ? undefined : readText(path.resolve(folder, name));
      return read && "text" in read ? [name, read.text] : [];
    }),
  );
}

export const digestOf = (parts: Iterable<string>): string => {
  const sum = createHash("sha256");
  for (const part of parts) sum.update(`${part}\n`);
  return sum.digest("hex");
};

/** What is asked in a case, apart from its name: short, since it stands beside every result. Kept, for every trial asks. */
export function contentDigest(each: Case): string {
  const known = digests.get(each);
  if (known !== undefined) return known;
  const content = JSON.stringify({ ...each, id: "", tools: [...each.tools] });
  const digest = hash("sha256", `${content}\n`, "hex").slice(0, 16);
  digests.set(each, digest);
  return digest;
}
const digests = new WeakMap<Case, string>();

/** Of the cases of a run, by their names and what each asks. */
export const digestOfCases = (cases: readonly Case[]): string =>
  digestOf([JSON.stringify(cases.map((each) => [each.id, contentDigest(each)]))]);
