// Tests just below, at and just above what a clause compares with. What each expects is what the engine decides, so that
// they pass as they are written, and fail once somebody moves the boundary.
import type { TextEdit } from "vscode-languageserver-types";
import { type Boundary, BoundaryWorld, boundariesOf, jsonOf, type Point } from "../../engine/boundaries/index.ts";
import { type Clause, CompiledPact, type Decision, type Model, runTest } from "../../engine/index.ts";
import { format, parse, spellName, type TestMember, type Value } from "../../grammar/index.ts";
import { freeName } from "./extract-group.ts";
import { linesOf } from "./lines.ts";
import type { Snapshot } from "./snapshot.ts";

/** One edit that adds the tests behind the last test, or behind the clause; none where no boundary can be set by a test. */
export function boundaryTests(snapshot: Snapshot, clause: Clause): TextEdit[] {
  const tests = testsOf(snapshot, clause);
  if (tests.length === 0) return [];
  const printed = format(`pact p {\n${tests.join("\n")}\n}\n`);
  if (!printed) return [];
  const last = snapshot.parsed.tree.members.findLast(({ kind }) => kind === "test") ?? clause.member;
  const { line } = snapshot.positionAt(last.end);
  const at = { line, character: linesOf(snapshot).lineAt(line).length };
  const lines = printed.split("\n").slice(1, -2).join("\n");
  return [{ range: { start: at, end: at }, newText: `\n${lines}` }];
}

/** May a test set any value this clause compares with a constant? */
export const hasSettableBoundary = (clause: Clause, model: Model): boolean =>
  boundariesOf(clause.member.conditions, clause.actions, model).some(
    ({ subject }) => subject.kind === "path" || subject.kind === "function" || subject.kind === "history",
  );

const mostTests = 12;

function testsOf(snapshot: Snapshot, clause: Clause): string[] {
  const { model } = snapshot.analysis;
  const pact = new CompiledPact(model);
  const names = new Set<string>();
  const found: string[] = [];
  for (const boundary of boundariesOf(clause.member.conditions, clause.actions, model)) {
    boundary.points.forEach((point, i) => {
      const world = at(point, boundary, clause, model);
      const name = world && nameOf(snapshot, clause, boundary, i, names);
      const test = name && decided(name, world, pact);
      if (test && found.length < mostTests) found.push(test);
    });
  }
  return found;
}

function at(point: Point, { subject, text }: Boundary, clause: Clause, model: Model): BoundaryWorld | undefined {
  const world = new BoundaryWorld(clause, model, text);
  if (subject.kind === "history") return looksBack(world, subject, point) ? world : undefined;
  return point.literal !== undefined && world.set(subject, point.literal, jsonOf(point.literal)) ? world : undefined;
}

const mostCalls = 10;

/** `count(calls of T …)`: so many calls before. */
function looksBack(world: BoundaryWorld, { name, what, past }: Extract<Value, { kind: "history" }>, { at: count }: Point): boolean {
  if (name.text !== "count" || what.text !== "calls" || typeof count !== "number" || count < 0 || count > mostCalls) return false;
  world.happened(past.tool.text, past.same, count);
  return true;
}

const places = ["below", "at", "above"];
const inName = (text: string, words: number): string => (text.match(/\w+/g) ?? []).slice(0, words).join("_");

/** `small_returns_amount_below`; where there are more points than three, by the point's own value. */
function nameOf(snapshot: Snapshot, { name }: Clause, { text, points }: Boundary, i: number, names: Set<string>): string {
  const place = points.length === 3 ? places[i]! : inName(points[i]!.label.replaceAll("_", ""), 6);
  const wanted = freeName(snapshot, `${name}_${inName(text, 4)}_${place}`.slice(0, 80));
  let free = wanted;
  for (let more = 2; names.has(free); more++) free = `${wanted}_${more}`;
  names.add(free);
  return free;
}

/** The test with what is decided in it; undefined where the request itself cannot be read. */
function decided(name: string, world: BoundaryWorld, pact: CompiledPact): string | undefined {
  const asked = `test ${spellName(name)}: ${world}`;
  const test = testIn(`${asked} expect allow`);
  if (!test) return undefined;
  const { decision } = runTest(test, pact);
  if (decision.problem !== undefined) return undefined;
  const written = `${asked} expect ${expectation(decision)}`;
  const again = testIn(written);
  return again && runTest(again, pact).passed ? written : undefined;
}

function expectation({ effect, basis: [first], reason }: Decision): string {
  const name = first?.slice(first.indexOf("#") + 1);
  return `${effect} ${name && !name.startsWith("#") ? `by ${spellName(name)}` : `as ${reason}`}`;
}

function testIn(text: string): TestMember | undefined {
  const { tree, diagnostics } = parse(`pact p {\n${text}\n}\n`);
  const [only] = tree.members;
  return only?.kind === "test" && diagnostics.length === 0 ? only : undefined;
}
