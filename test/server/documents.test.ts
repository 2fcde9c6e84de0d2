// Snapshots of a document while it is edited: what comes back is what it was, and files that changed are looked at.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { Snapshots } from "../../server/documents.ts";
import { diagnostics, runnables, type Snapshot } from "../../server/features/index.ts";
import { pact, tools } from "./world.ts";

describe("a document while it is edited", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pact-documents-"));
  const catalogue = path.join(folder, "tools.json");
  const text = pact("may look: get_order");
  after(() => rmSync(folder, { recursive: true }));

  function opened() {
    writeFileSync(catalogue, tools);
    const document = TextDocument.create(pathToFileURL(path.join(folder, "desk.pact")).href, "behavioral-pact", 1, text);
    const snapshots = new Snapshots(() => undefined);
    let version = 1;
    return {
      snapshots,
      now: () => snapshots.of(document),
      write: (written: string) => {
        TextDocument.update(document, [{ text: written }], ++version);
        return snapshots.of(document);
      },
    };
  }
  const codesOf = (snapshot: Snapshot) => diagnostics(snapshot).map(({ code }) => code);

  it("means what it meant once it is undone, and nothing is worked out again", () => {
    const { now, write } = opened();
    const first = now();
    const { analysis } = first;
    const typed = ["get_ordr", "get_rdr", "get_r"].map((name) => write(text.replace("get_order", name)));
    for (const each of typed) assert.ok(codesOf(each).includes("PACT2002"), `${codesOf(each)}`);
    for (const each of typed.slice(0, -1).toReversed()) assert.equal(write(each.text), each);
    assert.equal(write(text), first);
    assert.equal(now().analysis, analysis);
  });

  it("goes on from what was undone as from any other text", () => {
    const { now, write } = opened();
    const fresh = (written: string) => codesOf(opened().write(written));
    for (const written of [
      text.replace("look", "lok"),
      text,
      text.replace("may look", "never look"),
      text,
      `${text} `,
      text.replace("{", ""),
    ]) {
      assert.deepEqual(codesOf(write(written)), fresh(written));
      assert.equal(now().text, written);
    }
  });

  it("means what it meant whatever its comments say, but for what is said of them", () => {
    const clause = "may small: get_order when order_id is known";
    const limit = "limit few: calls of get_order hard 3 per session";
    const commented = pact(
      `// A word.\n  /// Looks things up.\n  ${clause}\n  /// Few.\n  ${limit}\n  may big: get_order when length(order_id) < 50`,
    );
    const { write } = opened();
    const before = write(commented);
    const wordingOf = (snapshot: Snapshot) => codesOf(snapshot).filter((code) => code === "PACT3026");
    assert.deepEqual(wordingOf(before), []);
    const edits = [
      ["A word", "Another word"],
      ["Few.", "Few, and no more."],
      ["Looks things up", "Looks at orders"],
    ] as const;
    let now = before;
    for (const [old, fresh] of edits) {
      now = write(now.text.replace(old, fresh));
      assert.equal(now.analysis.byMember, before.analysis.byMember, fresh);
      assert.deepEqual(codesOf(now), codesOf(opened().write(now.text)));
      const wanted = fresh.startsWith("Looks") ? "Looks at orders." : "Looks things up.";
      assert.equal(now.analysis.model.documentation(now.parsed.docs[0]!.of), wanted);
    }
    const wrong = write(now.text.replace("  may big", "  /// Words of up to 5 letters.\n  may big"));
    assert.deepEqual(wordingOf(wrong), []);
    const worse = write(wrong.text.replace("up to 5 ", "up to 50 "));
    assert.deepEqual(wordingOf(worse), ["PACT3026"]);
    assert.equal(worse.analysis.byMember, wrong.analysis.byMember);
    assert.deepEqual(wordingOf(write(worse.text.replace("up to 50 ", "less than 50 "))), []);
  });

  it("tells what can be run in the order of the text, whatever was edited first", () => {
    const { write } = opened();
    const three = pact("may one: get_order\n  never two: get_order\n  never three: get_order");
    write(three);
    const names = runnables(write(three.replace("one: get_order", "one: get_orderz"))).items.map(({ name }) => name);
    assert.deepEqual(names, ["one", "two", "three"]);
  });

  it("is not what it was where a file it reads has changed", () => {
    const { now, write, snapshots } = opened();
    const first = now();
    assert.equal(codesOf(first).includes("PACT2002"), false);
    write(text.replace("look", "see"));
    writeFileSync(catalogue, '{"tools": [{"name": "another_tool"}]}');
    snapshots.filesChanged();
    const again = write(text);
    assert.notEqual(again, first);
    assert.ok(codesOf(again).includes("PACT2002"), `${codesOf(again)}`);
  });

  it("asked without an edit, looks at its files", () => {
    const { now } = opened();
    assert.equal(codesOf(now()).includes("PACT2002"), false);
    writeFileSync(catalogue, '{"tools": [{"name": "yet_another"}]}');
    assert.ok(codesOf(now()).includes("PACT2002"));
  });
});
