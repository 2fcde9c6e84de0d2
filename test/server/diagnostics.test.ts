// Findings on the wire: what an editor is told of each, and which fixes it is offered.
import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionKind, DiagnosticTag } from "vscode-languageserver-types";
import { checkExample } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import { codeActions, diagnostics, type Snapshot } from "../../server/features/index.ts";

function snapshotOf(pact: string): Snapshot {
  const { text, analysis } = checkExample({ pact });
  const document = TextDocument.create("file:///example.pact", "behavioral-pact", 1, text);
  return {
    uri: document.uri,
    text,
    parsed: parse(text),
    analysis,
    positionAt: (offset) => document.positionAt(offset),
    offsetAt: (position) => document.offsetAt(position),
    textOf: ({ start, end }) => text.slice(start, end),
    resolve: (file) => file,
    read: () => undefined,
  };
}

describe("findings in an editor", () => {
  const snapshot = snapshotOf("fact region: one of eu, us\nmay look: get_order");

  it("what nothing uses can be faded out", () => {
    const found = diagnostics(snapshot).find(({ code }) => code === "PACT3020");
    assert.deepEqual(found?.tags, [DiagnosticTag.Unnecessary]);
    assert.equal(found?.source, "pact");
  });

  it("each fix of a finding is an action", () => {
    const { range } = diagnostics(snapshot).find(({ code }) => code === "PACT3020")!;
    const [action] = codeActions(snapshot, range, { snippets: false });
    assert.deepEqual([action?.title, action?.kind], ["Remove `region`", CodeActionKind.QuickFix]);
    assert.deepEqual(
      action?.edit?.changes?.[snapshot.uri]?.map((edit) => edit.newText),
      [""],
    );
  });
});
