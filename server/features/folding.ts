// What can be folded: members, braces inside them, runs of heads, comments, and the part of a pact below a heading comment.
import { type FoldingRange, FoldingRangeKind } from "vscode-languageserver-types";
import { onceMembers } from "../../engine/index.ts";
import type { MemberNode, Span } from "../../grammar/index.ts";
import { type Lines, linesOf } from "./lines.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

export function foldingRanges(snapshot: Snapshot): FoldingRange[] {
  const lines = linesOf(snapshot);
  const found = new Map<number, FoldingRange>();
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    if (endLine > startLine && !found.has(startLine)) found.set(startLine, { startLine, endLine, ...(kind && { kind }) });
  };
  const { tree } = snapshot.parsed;
  if (tree.name.text) addNode(tree, snapshot, add);
  for (const member of tree.members) for (const node of [member, ...bracesIn(member)]) addNode(node, snapshot, add);
  const { comments, headings } = commentsIn(lines);
  for (const { from, to } of comments) add(from, to, FoldingRangeKind.Comment);
  for (const { from, to } of headed(headings, snapshot)) add(from, to, FoldingRangeKind.Region);
  for (const { from, to } of headRuns(headings, snapshot)) add(from, to, FoldingRangeKind.Region);
  return nested([...found.values()]);
}

/** By their first line; what would reach beyond the fold around it ends there. */
function nested(folds: readonly FoldingRange[]): FoldingRange[] {
  const around: FoldingRange[] = [];
  return [...folds]
    .sort((a, b) => a.startLine - b.startLine)
    .flatMap((fold) => {
      while (around.length > 0 && around.at(-1)!.endLine < fold.startLine) around.pop();
      const endLine = Math.min(fold.endLine, around.at(-1)?.endLine ?? fold.endLine);
      if (endLine <= fold.startLine) return [];
      around.push({ ...fold, endLine });
      return [{ ...fold, endLine }];
    });
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** A closing brace on a line of its own stays in sight. */
function addNode(node: Span, snapshot: Snapshot, add: (from: number, to: number) => void): void {
  const { start, end } = rangeOf(snapshot, node);
  if (end.line === start.line) return;
  const last = linesOf(snapshot).lineAt(end.line).slice(0, end.character);
  add(start.line, /^\s*[}\])]+$/.test(last) ? end.line - 1 : end.line);
}

const braced = new Set(["record-type", "object", "array", "quantified"]);

/** Records, JSON and quantifiers inside a member. */
function bracesIn(member: MemberNode): Span[] {
  const found: Span[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (value !== member && "kind" in value && braced.has(value.kind as string)) found.push(value as unknown as Span);
    for (const part of Object.values(value)) visit(part);
  };
  visit(member);
  return found;
}

// ── Comments ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Blocks of comment lines, and headings: one comment line alone below an empty line. */
function commentsIn(lines: Lines): { readonly comments: readonly Run[]; readonly headings: readonly number[] } {
  const comments: Run[] = [];
  const headings: number[] = [];
  for (let line = 0; line < lines.count; line++) {
    const first = line;
    const text = lines.lineAt(line).trim();
    if (text.startsWith("/*")) while (line + 1 < lines.count && !lines.lineAt(line).includes("*/")) line++;
    else if (text.startsWith("//")) {
      while (
        lines
          .lineAt(line + 1)
          .trim()
          .startsWith("//") &&
        line + 1 < lines.count
      )
        line++;
      if (line === first && isHeading(text, lines.lineAt(line - 1))) headings.push(line);
    }
    if (line > first) comments.push({ from: first, to: line });
  }
  return { comments, headings };
}

const isHeading = (text: string, before: string): boolean => /^\/\/ ?[A-Z]/.test(text) && /^\s*$|\{\s*$/.test(before);

/** From a heading to the line before the next one, or the end of the pact. */
function headed(headings: readonly number[], snapshot: Snapshot): Run[] {
  const lines = linesOf(snapshot);
  const close = rangeOf(snapshot, snapshot.parsed.tree).end.line;
  return headings.map((from, i) => {
    let to = (headings[i + 1] ?? close) - 1;
    while (to > from && /^\s*$/.test(lines.lineAt(to))) to--;
    return { from, to };
  });
}

const headKinds = new Set<string>(onceMembers.filter((kind) => !["handoff", "record", "drift"].includes(kind)));

/** Three and more heads one after the other, without a heading between them. */
function headRuns(headings: readonly number[], snapshot: Snapshot): Run[] {
  const runs: { from: number; to: number; count: number }[] = [];
  let open = false;
  for (const member of snapshot.parsed.tree.members) {
    const isHead = headKinds.has(member.kind);
    if (isHead) {
      const { start, end } = rangeOf(snapshot, member);
      const last = runs.at(-1);
      const parted = !open || !last || headings.some((line) => line > last.to && line < start.line);
      if (parted) runs.push({ from: start.line, to: end.line, count: 1 });
      else runs[runs.length - 1] = { from: last.from, to: end.line, count: last.count + 1 };
    }
    open = isHead;
  }
  return runs.filter(({ count }) => count >= 3);
}
