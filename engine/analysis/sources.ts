// The files a pact names: charters above it, its catalogue, its prompt, its cases. What cannot be had, or is not what it should
// be, is said where the pact names it.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonical, type MemberNode, type Pact, type Parsed, parse, type Span, type TextLiteral } from "../../grammar/index.ts";
import { type Catalogue, readCatalogue, uncheckedKeywords } from "./catalogue.ts";
import type { Findings } from "./check.ts";
import type { ByKind } from "./declare.ts";
import type { Memory } from "./memory.ts";
import { type FileReference, membersOf } from "./model.ts";

/** A file named by a pact: its text, or why it cannot be had, and in which line that is seen. */
export type FileText = { readonly text: string } | { readonly problem: string; readonly line?: number };
/** The beginning of a file, or why it cannot be had. */
export type FileHead = { readonly text: string; readonly isWhole: boolean } | { readonly problem: string };
/** Reads a path relative to the pact's folder. `exists` is asked for files whose content is not needed here. */
export interface Files {
  read(path: string): FileText;
  exists(path: string): boolean;
  /** At least `headBytes` of a file, or all of it: of recordings that may have 100 MB. Where it is not there, nobody looks into them. */
  head?(path: string): FileHead;
}
export const headBytes = 200_000;

/** No disk behind it: every file is absent, and nothing is said about them. */
export const noFiles: Files = { read: () => ({ problem: "" }), exists: () => true };

export const digest = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

export interface Sources {
  /** Members of the charters above, the outermost charter's first. */
  readonly inherited: readonly MemberNode[];
  readonly charters: readonly Parsed[];
  readonly catalogue: Catalogue;
  readonly catalogueKnown: boolean;
  readonly references: readonly FileReference[];
  /** SHA-256 of what the pact is made of besides its own text, in hex. */
  readonly hashes: () => readonly string[];
}

export function readSources(tree: Pact, own: ByKind, files: Files, memory: Memory, findings: Findings): Sources {
  const reader = new SourceReader(tree, own, files, memory, findings);
  const charters = reader.charters();
  const inherited = memory.value("inherited", charters, () => charters.flatMap(({ tree: { members } }) => members));
  const references = reader.references();
  return { inherited, charters, ...reader.catalogue(), references, hashes: () => reader.texts.map((text) => digest(text())) };
}

class SourceReader {
  readonly texts: (() => string)[] = [];
  private readonly tree: Pact;
  private readonly own: ByKind;
  private readonly files: Files;
  private readonly memory: Memory;
  private readonly findings: Findings;

  constructor(tree: Pact, own: ByKind, files: Files, memory: Memory, findings: Findings) {
    this.tree = tree;
    this.own = own;
    this.files = files;
    this.memory = memory;
    this.findings = findings;
  }

  /** The outermost first. */
  charters(): readonly Parsed[] {
    const { under } = this.tree;
    const found: Parsed[] = [];
    const seen = new Set<string>();
    let path = under?.value;
    while (under && path !== undefined) {
      if (seen.has(path)) {
        this.findings.report(under, "PACT2015", `the charters above form a circle: \`${path}\` stands above itself`);
        found.length = 0; // one of them may be this very file
        break;
      }
      seen.add(path);
      const charter = this.charter(under, path);
      if (!charter) break;
      found.unshift(charter);
      const above = charter.tree.under;
      path = above && besides(path, above.value);
    }
    return found;
  }

  private charter(under: TextLiteral, path: string): Parsed | undefined {
    const file = this.files.read(path);
    const which = path === under.value ? "the charter" : `the charter \`${path}\` above it`;
    if ("problem" in file) {
      if (file.problem) this.findings.report(under, "PACT2011", `${which} cannot be read: ${file.problem}`);
      return undefined;
    }
    const charter = this.memory.value(`charter ${path}`, [file.text], () => parse(file.text));
    const { tree, diagnostics } = charter;
    this.texts.push(() => canonical(tree));
    const error = diagnostics.find(({ severity }) => severity === "error");
    if (error) this.findings.report(under, "PACT2015", `${which} has errors, so its clauses may not hold: ${error.message}`);
    if (tree.kind !== "charter") this.findings.report(under, "PACT2015", `${which} is a pact; a charter begins with \`charter NAME {\``);
    const allows = membersOf(tree.members, "may")[0];
    if (allows) this.findings.report(under, "PACT2015", `${which} is a floor and allows nothing, and yet has \`may ${allows.name.text}\``);
    return charter;
  }

  catalogue(): { catalogue: Catalogue; catalogueKnown: boolean } {
    const { tree, findings } = this;
    const none = () => this.memory.value<Catalogue>("no catalogue", [], () => new Map());
    const member = this.own.of("tools")[0];
    if (!member) {
      if (tree.kind === "pact" && tree.name.text)
        findings.report(tree.name, "PACT2014", 'this pact names no tools; add `tools from "./tools.json"`', { severity: "warning" });
      return { catalogue: none(), catalogueKnown: false };
    }
    const file = this.files.read(member.from.value);
    if ("problem" in file) {
      if (file.problem) findings.report(member.from, "PACT2011", `the tool catalogue cannot be read: ${file.problem}`);
      return { catalogue: none(), catalogueKnown: false };
    }
    this.texts.push(() => file.text);
    const { value, problems } = this.memory.value("catalogue", [file.text], () => examine(file.text));
    for (const { message, line } of problems) findings.report(member.from, "PACT2101", `${member.from.value}:${line}: ${message}`);
    this.catalogueWords(value, member.from);
    return { catalogue: value, catalogueKnown: value.size > 0 };
  }

  private catalogueWords(catalogue: Catalogue, at: Span): void {
    const handoffTool = this.own.of("handoff")[0]?.by?.text;
    for (const name of ["respond", "handoff"]) {
      if (catalogue.has(name) && handoffTool !== name)
        this.findings.report(
          at,
          "PACT2103",
          `the catalogue has a tool \`${name}\`, which is a word of the language: clauses could not speak of it; give it another name`,
        );
    }
    for (const [tool, words] of this.memory.value("unchecked keywords", [catalogue], () => unchecked(catalogue)))
      this.findings.report(at, "PACT2102", `the schema of \`${tool}\` says ${words}, which is not checked when a call is decided`, {
        severity: "information",
      });
  }

  references(): readonly FileReference[] {
    const { own, tree } = this;
    const { under } = tree;
    const named = [under, own.of("tools"), own.of("agent"), own.of("drift"), own.of("suite")];
    const found = this.memory.value("references", named, () => referencesOf(tree));
    for (const reference of found) {
      if (reference.role !== "prompt") continue;
      const file = this.files.read(reference.path);
      if ("text" in file) this.texts.push(() => file.text);
      else if (file.problem) this.findings.report(reference, "PACT2011", `the prompt cannot be read: ${file.problem}`);
    }
    for (const reference of found) {
      if (!["recordings", "cases", "baseline"].includes(reference.role)) continue;
      if (reference.path.includes("*") || this.files.exists(reference.path)) continue;
      this.findings.report(reference, "PACT2011", `there is no file \`${reference.path}\` yet`, { severity: "information" });
    }
    return found;
  }
}

function referencesOf(tree: Pact): FileReference[] {
  const found: FileReference[] = [];
  const add = (role: FileReference["role"], text: { value: string } & Span) =>
    found.push({ role, path: text.value, start: text.start, end: text.end });
  if (tree.under) add("charter", tree.under);
  for (const member of tree.members) {
    if (member.kind === "tools") add("catalogue", member.from);
    if (member.kind === "agent" && member.prompt) add("prompt", member.prompt);
    if (member.kind === "drift") for (const item of member.items) if (item.kind === "drift-baseline") add("baseline", item.file);
    if (member.kind !== "suite") continue;
    for (const item of member.items) {
      if (item.kind === "suite-cases") for (const file of item.files) add("cases", file);
      if (item.kind === "suite-agent" && item.adapter.text === "recorded") add("recordings", item.target);
    }
  }
  return found;
}

function examine(text: string): { value: Catalogue; problems: { message: string; line: number }[] } {
  const { value, diagnostics } = readCatalogue(text);
  return { value, problems: diagnostics.map(({ message, start }) => ({ message, line: text.slice(0, start).split("\n").length })) };
}

function unchecked(catalogue: Catalogue): [string, string][] {
  return [...catalogue.values()].flatMap((tool): [string, string][] => {
    const words = uncheckedKeywords(tool).map((word) => `\`${word}\``);
    return words.length > 0 ? [[tool.name, words.join(", ")]] : [];
  });
}

/** A path as the file that names it means it: relative to that file's folder. */
function besides(file: string, relative: string): string {
  const parts = /^(?:\/|[A-Za-z]:)/.test(relative) ? [] : file.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
