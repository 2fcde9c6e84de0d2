// Findings as SARIF 2.1.0 (OASIS, docs.oasis-open.org/sarif/sarif/v2.1.0): what code scanning and other tools take in. One run; of
// the rules those that are used. Lines and columns count from one, columns in UTF-16 code units.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { digest, findings, type Page, pageOf } from "../engine/index.ts";
import type { LoadedPact } from "../engine/node/index.ts";
import type { Diagnostic, Severity, Span } from "../grammar/index.ts";
import { placesOf, type Range } from "./places.ts";
import { version } from "./version.ts";

export function asSarif(all: readonly LoadedPact[]): string {
  const used = new Set(all.flatMap(({ analysis }) => analysis.diagnostics.map(({ code }) => code)));
  const rules = findings.filter(({ code }) => used.has(code));
  const ruleIndex = new Map<string, number>(rules.map(({ code }, i) => [code, i]));
  return sarifLog({ rules: rules.map(ruleOf), results: all.flatMap((pact) => resultsOf(pact, ruleIndex)) });
}

/** A log of one run of this program. */
export function sarifLog({ rules, results }: { readonly rules: readonly object[]; readonly results: readonly object[] }): string {
  const run = {
    tool: { driver: { name: "pact", semanticVersion: version, rules } },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [root]: { uri: pathToFileURL(`${process.cwd()}${path.sep}`).href } },
    results,
  };
  return `${JSON.stringify({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

export const root = "%SRCROOT%";
const levels: Record<Severity, "error" | "warning" | "note"> = { error: "error", warning: "warning", information: "note", hint: "note" };

function ruleOf(page: Page) {
  const { code, name, severity, summary, why } = page;
  return {
    id: code,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: why.replaceAll(/\s+/g, " "), markdown: why },
    help: { text: why.replaceAll(/\s+/g, " "), markdown: pageOf(page) },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultsOf({ file, text, parsed, analysis }: LoadedPact, ruleIndex: ReadonlyMap<string, number>) {
  const { range } = placesOf(text);
  const artifactLocation = { uri: uriOf(file), uriBaseId: root };
  const physicalLocation = (span: Span) => ({ artifactLocation, region: regionOf(range(span)) });
  const seen = new Map<string, number>();
  return analysis.diagnostics.map((finding) => {
    const { code, severity, message, fixes = [], related = [] } = finding;
    return {
      ruleId: code,
      ruleIndex: ruleIndex.get(code)!,
      level: levels[severity],
      message: { text: message },
      locations: [{ physicalLocation: physicalLocation(finding) }],
      partialFingerprints: { "pactFinding/v1": fingerprint(finding, memberAt(finding, parsed.tree.members), seen) },
      ...(related.length > 0 && {
        relatedLocations: related.map((other, id) => ({
          id,
          message: { text: other.message },
          physicalLocation: physicalLocation(other),
        })),
      }),
      ...(fixes.length > 0 && {
        fixes: fixes.map(({ title, edits }) => ({
          description: { text: title },
          artifactChanges: [
            {
              artifactLocation,
              replacements: edits.map((edit) => ({ deletedRegion: regionOf(range(edit)), insertedContent: { text: edit.text } })),
            },
          ],
        })),
      }),
    };
  });
}

export const regionOf = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

/** Relative to the working directory, and percent-encoded. */
export const uriOf = (file: string): string =>
  path.relative(process.cwd(), path.resolve(file)).split(path.sep).map(encodeURIComponent).join("/");

/** By its word and name, not by its place: what stands elsewhere tomorrow is the same finding. */
function memberAt({ start }: Diagnostic, members: LoadedPact["parsed"]["tree"]["members"]): string {
  const member = members.find((each) => each.start <= start && start <= each.end);
  if (!member) return "";
  return "name" in member && member.name ? `${member.kind} ${member.name.text}` : member.kind;
}

/** The second of two that are alike is told from the first by its number. */
function fingerprint({ code, message }: Diagnostic, member: string, seen: Map<string, number>): string {
  const what = digest([code, member, message].join("\n"));
  const count = (seen.get(what) ?? 0) + 1;
  seen.set(what, count);
  return `${what}:${count}`;
}
