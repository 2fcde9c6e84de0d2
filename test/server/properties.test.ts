// Whatever a pact says and wherever one asks: no feature throws, every range lies inside the document, colours are in order,
// folds are well nested, and laying out twice is laying out once.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Position, Range } from "vscode-languageserver-types";
import type { Snapshot } from "../../server/features/index.ts";
import * as features from "../../server/features/index.ts";
import { Lines } from "../../server/features/lines.ts";
import { applied, samples, World } from "./world.ts";

/** A sample, mutilated here and there. */
const worlds = fc
  .record({
    sample: fc.constantFrom(...samples),
    cuts: fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom("", "(", '"', "}", " when ", "`", "\n", "/*", " is ", "[")), {
      maxLength: 3,
    }),
  })
  .map(({ sample: { name, world }, cuts }) => {
    let text = world.files.get(name)!;
    for (const [at, length, put] of cuts) {
      const from = at % text.length;
      text = text.slice(0, from) + put + text.slice(from + length);
    }
    return { name, cuts, world: cuts.length === 0 ? world : new World({ ...Object.fromEntries(world.files), [name]: text }) };
  });
const cases = fc.record({ made: worlds, places: fc.tuple(fc.nat(), fc.nat()), span: fc.nat(2000) });

/** Every position in an answer, wherever it stands; those of other files left out. */
function positionsIn(answer: unknown, uri: string): Position[] {
  if (typeof answer !== "object" || answer === null) return [];
  if ("uri" in answer && typeof answer.uri === "string" && "range" in answer && answer.uri !== uri) return [];
  if ("line" in answer && "character" in answer && typeof answer.line === "number") return [answer as Position];
  return Object.values(answer).flatMap((part) => positionsIn(part, uri));
}

function inside(answer: unknown, { uri, text }: Snapshot, what: string): void {
  const lines = new Lines(text);
  for (const position of positionsIn(answer, uri)) {
    assert.ok(position.line >= 0 && position.line < lines.count, `${what}: line ${position.line}`);
    assert.ok(position.character >= 0 && position.character <= lines.lineAt(position.line).length, `${what}: ${JSON.stringify(position)}`);
  }
}

function answersAt(snapshot: Snapshot, position: Position, range: Range, world: World): Record<string, unknown> {
  const actions = features.codeActions(snapshot, range, { snippets: true });
  const items = features.completion(snapshot, position, { snippets: true });
  return {
    completion: items,
    resolved: items.slice(0, 5).map((item) => features.resolveCompletion(snapshot, item)),
    signature: features.signatureHelp(snapshot, position),
    hover: features.hover(snapshot, position),
    definition: features.definition(snapshot, position, world),
    typeDefinition: features.typeDefinition(snapshot, position, world),
    references: features.references(snapshot, position, { includeDeclaration: true }, world),
    highlights: features.documentHighlights(snapshot, position),
    prepared: features.prepareRename(snapshot, position, world),
    selections: features.selectionRanges(snapshot, [position]),
    actions,
    chosen: actions.map((action) => features.resolveCodeAction(snapshot, action).edit?.changes?.[snapshot.uri]),
    hints: features.inlayHints(snapshot, range),
    layout: features.rangeFormatting(snapshot, range),
    typed: ["}", "\n"].map((mark) => features.onTypeFormatting(snapshot, position, mark)),
  };
}

function answersOf(snapshot: Snapshot): Record<string, unknown> {
  return {
    findings: features.diagnostics(snapshot),
    outline: features.outline(snapshot),
    folding: features.foldingRanges(snapshot),
    links: features.documentLinks(snapshot),
    layout: features.formatting(snapshot),
    runnables: features.runnables(snapshot),
  };
}

const placeIn = (text: string, at: number): Position => new Lines(text).positionAt(at % (text.length + 1));

describe("features of any pact", () => {
  it("never throw, and stay inside the document", () => {
    fc.assert(
      fc.property(cases, ({ made: { name, world }, places: [at], span }) => {
        const snapshot = world.of(name);
        const position = placeIn(snapshot.text, at);
        const end = new Lines(snapshot.text).positionAt(Math.min((at % (snapshot.text.length + 1)) + span, snapshot.text.length));
        const answers = { ...answersAt(snapshot, position, { start: position, end }, world), ...answersOf(snapshot) };
        for (const [what, answer] of Object.entries(answers)) inside(answer, snapshot, what);
      }),
      { numRuns: 150, seed: 20261124 },
    );
  });
  it("colour in order, without overlap, inside their lines", () => {
    fc.assert(
      fc.property(worlds, ({ name, world }) => {
        const snapshot = world.of(name);
        const lines = new Lines(snapshot.text);
        const data = features.semanticTokens(snapshot);
        let [line, character, last] = [0, 0, 0];
        for (let i = 0; i < data.length; i += 5) {
          const [down, right, length] = [data[i]!, data[i + 1]!, data[i + 2]!];
          if (down > 0) [line, character, last] = [line + down, right, 0];
          else character += right;
          assert.ok(down >= 0 && length > 0 && character >= last && character + length <= lines.lineAt(line).length);
          last = character + length;
        }
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });
  it("fold what is well nested", () => {
    fc.assert(
      fc.property(worlds, ({ name, world }) => {
        const folds = features.foldingRanges(world.of(name));
        for (const a of folds) {
          assert.ok(a.endLine > a.startLine);
          for (const b of folds)
            assert.ok(!(a.startLine < b.startLine && b.startLine <= a.endLine && b.endLine > a.endLine), JSON.stringify([a, b]));
        }
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });
  it("grow selections outward only", () => {
    fc.assert(
      fc.property(worlds, fc.nat(), ({ name, world }, at) => {
        const { text } = world.of(name);
        const position = placeIn(text, at);
        const lines = new Lines(text);
        for (let here = features.selectionRanges(world.of(name), [position])[0]; here?.parent; here = here.parent) {
          const [inner, outer] = [here.range, here.parent.range].map(
            ({ start, end }) => [lines.indexAt(start), lines.indexAt(end)] as const,
          );
          assert.ok(outer![0] <= inner![0] && inner![1] <= outer![1]);
        }
      }),
      { numRuns: 100, seed: 20261124 },
    );
  });
  it("lay a range out once and for all", () => {
    fc.assert(
      fc.property(cases, ({ made: { name, world }, places: [a, b] }) => {
        // Spaces doubled here and there: something to lay out.
        const loose = world.files.get(name)!.replace(/(: | when )/g, (part, _, at: number) => (at % 3 === a % 3 ? `${part} ` : part));
        const before = new World({ ...Object.fromEntries(world.files), [name]: loose });
        const [start, end] = [a, b].map((at) => at % (loose.length + 1)).sort((x, y) => x - y) as [number, number];
        const lines = new Lines(loose);
        const range = { start: lines.positionAt(start), end: lines.positionAt(end) };
        const once = applied(loose, features.rangeFormatting(before.of(name), range));
        const after = new World({ ...Object.fromEntries(world.files), [name]: once });
        const everything = { start: { line: 0, character: 0 }, end: new Lines(once).positionAt(once.length) };
        const whole = applied(once, features.rangeFormatting(after.of(name), everything));
        const again = new World({ ...Object.fromEntries(world.files), [name]: whole });
        assert.deepEqual(features.rangeFormatting(again.of(name), everything), []);
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });
});
