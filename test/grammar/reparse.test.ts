// Reading again after an edit gives what reading the whole text gives, and keeps what the edit did not touch.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Analysis, check, Memory } from "../../engine/index.ts";
import { filesBeside, findPacts } from "../../engine/node/index.ts";
import { type Comment, type Parsed, parse, reparse, show } from "../../grammar/index.ts";
import { runs } from "../counts.ts";
import { applied, random, randomEdit } from "../edits.ts";

const files = findPacts([path.join(import.meta.dirname, "../../samples")]).files;

/** Everything a parse says, with offsets in place of anchors. */
function plain(parsed: Parsed): string {
  const place = (key: string, value: unknown) =>
    key === "start" || key === "end" || key === "startOffset" ? parsed.offsetOf(value as number) : value;
  const tokens = parsed.tokens.map(({ image, startOffset, tokenType }) => ({ image, startOffset, type: tokenType.name }));
  const docs = parsed.docs.map(({ of }) => [of, parsed.documentation(of)]);
  return JSON.stringify([parsed.tree, docs, parsed.diagnostics, tokens, parsed.comments], place, 1);
}

const isOneLine = ({ kind }: Comment): boolean => kind !== "block";

/** Whether an offset is inside a comment of one line. */
function inComments(parsed: Parsed): (offset: number) => boolean {
  const spans = parsed.comments.filter(isOneLine).map(({ start, end }) => [parsed.offsetOf(start), parsed.offsetOf(end)]);
  return (offset) => spans.some(([start, end]) => start! < offset && offset < end!);
}

/** Everything an analysis says, likewise. */
function meaning(parsed: Parsed, { model, byMember, diagnostics }: Analysis): string {
  const { tree: _tree, documentation: _documentation, references, groups: written, judges: asked, ...rest } = model;
  const groups = [...written].map(([name, { actions }]) => [name, show.actions(actions)]);
  const judges = [...asked.keys()];
  const place = (key: string, value: unknown) => {
    if (key === "start" || key === "end") return parsed.offsetOf(value as number);
    if (key === "member" || key === "declaration") return undefined;
    return value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
  };
  return JSON.stringify([rest, model.hash(), groups, judges, references, byMember.map(({ uses }) => uses), diagnostics], place, 1);
}

/** The text after one more edit: every fourth undoes some, or does them again. */
function edited(before: string[], text: string, next: () => number): string {
  before.push(text);
  return next() < 0.25 ? before[Math.floor(before.length * next())]! : applied(text, randomEdit(text, next));
}

describe("reading again", () => {
  it("says what reading the whole text says", () => {
    const texts = files.map((file) => readFileSync(file, "utf8"));
    for (let seed = 0; seed < runs.reparse; seed++) {
      const next = random(seed);
      let text = texts[seed % texts.length]!;
      let parsed = parse(text);
      const before: string[] = [];
      for (let i = 0; i < 12; i++) {
        before.push(text);
        // Now and then an edit is undone, and now and then what it leaves is read only after another.
        text = next() < 0.15 && i > 0 ? before[Math.floor(next() * before.length)]! : applied(text, randomEdit(text, next));
        if (next() < 0.2) continue;
        parsed = reparse(parsed, text);
        assert.equal(plain(parsed), plain(parse(text)), `seed ${seed}, edit ${i}`);
        const inComment = inComments(parsed);
        for (const offset of [0, text.length, Math.floor(text.length * next())])
          if (!inComment(offset)) assert.equal(parsed.offsetOf(parsed.anchorAt(offset)), offset);
        let at = 0;
        for (const { anchor, length } of parsed.pieces) {
          assert.equal(parsed.offsetOf(anchor + Math.min(1, length)), at + Math.min(1, length));
          at += length;
          assert.equal(parsed.offsetOf(parsed.anchorAt(at)), at);
        }
      }
    }
  });

  it("and what it means is what the whole text means", () => {
    for (let seed = 0; seed < runs.reanalyse; seed++) {
      const file = files[seed % files.length]!;
      const beside = filesBeside(file);
      const next = random(seed + 1_000_000);
      const memory = new Memory();
      let text = readFileSync(file, "utf8");
      let parsed = parse(text);
      check(parsed, beside, memory);
      const before: string[] = [];
      for (let i = 0; i < 12; i++) {
        text = edited(before, text, next);
        parsed = reparse(parsed, text);
        assert.equal(
          meaning(parsed, check(parsed, beside, memory)),
          meaning(parse(text), check(parse(text), beside)),
          `seed ${seed}, edit ${i}`,
        );
      }
    }
  });

  it("sees what follows from a member far down the way", () => {
    const memory = new Memory();
    const before = "pact p {\n  group a: b\n  group b: c\n  group c: respond\n}\n";
    const after = before.replace("c: respond", "c: a");
    const parsed = parse(before);
    check(parsed, undefined, memory);
    const codes = (found: Analysis) => found.diagnostics.map(({ code }) => code);
    const now = codes(check(reparse(parsed, after), undefined, memory));
    assert.deepEqual(now, codes(check(parse(after))));
    assert.equal(now.filter((code) => code === "PACT3033").length, 3);
  });

  it("reads the head with the first word, whatever was there before", () => {
    const a = "pact a {\n version 1.0.0\n may x: respond\n}\n";
    const b = a.replace("pact a", "pact b");
    const two = "pact p { may x: respond }\npact q {\n version 1.0.0\n may y: respond\n}";
    const sessions = [
      [a + b, "", `\n${b}`],
      [a + b, `\n${a}`, a, `\n${b}`],
      [")\ncharter", "", "\ncharter"],
      [two, `// ${two}`],
      [two, `# ${two}`, two],
      ["pact a {\n may x: respond /* note */\n may y: respond\n}", "/*pact a {\n may x: respond /* note */\n may y: respond\n}"],
    ];
    for (const [first, ...texts] of sessions) {
      let parsed = parse(first!);
      for (const text of texts) {
        parsed = reparse(parsed, text);
        assert.equal(plain(parsed), plain(parse(text)), text);
      }
    }
  });

  it("reads again what is a comment only by what stands before it, and what takes a line away from what it belonged to", () => {
    const framed = (line: string) => `pact p "P" {\n  version 1.0.0\n  owner "x@y.z"\n  ${line}\n}`;
    const edits: readonly (readonly [before: string, at: string, put: string, taken?: number])[] = [
      [framed("purpose 'see http://a.b'"), "a.b'", "x"],
      [framed("purpose 'see http://a.b'"), "\n}", "/returns"],
      [framed("purpose 'see http://a.b"), "\n}", "'"],
      [framed("purpose 'see http://a.b'"), "'\n}", "", 1],
      [framed('tools from "./t.json" errors /[ab // c]'), "\n}", "/"],
      [framed("agent command \"x\" '// 'q' "), "q' ", "z"],
      ["pact p {\n  may x: y\n  it must never do\n  never a: b\n}", "it must", "/// "],
      ["pact p {\n  may x: y\n  it must never do\n  never a: b\n}", "it must", "// "],
    ];
    for (const [before, at, put, taken = 0] of edits) {
      const index = before.indexOf(at);
      const text = before.slice(0, index) + put + before.slice(index + taken);
      assert.equal(plain(reparse(parse(before), text)), plain(parse(text)), text);
    }
  });

  it("says what a member lacks with the word that follows it now", () => {
    const before = "pact p {\n  evaluate few\n  record input for every action\n}\n";
    const after = before.replace("record", "pact record");
    const now = reparse(parse(before), after);
    assert.equal(plain(now), plain(parse(after)));
    assert.ok(now.diagnostics.some(({ message }) => message === "expected `{`; found `pact`"));
  });

  it("keeps two texts made of one apart", () => {
    const [head, clause, tail] = ["pact p {\n", "  may one: respond\n", "  may two: handoff\n}\n"];
    const before = parse(head + clause + tail);
    const [cut, other] = [reparse(before, head + tail), reparse(before, `${head}${clause}${clause.replace("one", "three")}${tail}`)];
    for (const [made, text] of [
      [cut, head + clause + tail],
      [other, head + tail],
      [cut, head + tail + clause],
    ] as const)
      assert.equal(plain(reparse(made, text)), plain(parse(text)));
  });

  it("finds a member's documentation wherever edits have moved it", () => {
    const text = "pact p {\n  version 1.0.0\n  /// One.\n  fact u: text\n  may b: respond\n  /// Two.\n  may d: handoff\n}\n";
    const memory = new Memory();
    const files = {
      read: () => ({ text: JSON.stringify({ tools: [{ name: "get_order", inputSchema: { type: "object" } }] }) }),
      exists: () => true,
    };
    const withTools = text.replace("version 1.0.0", 'version 1.0.0\n  tools from "./tools.json"');
    let parsed = parse(withTools);
    check(parsed, files, memory);
    parsed = reparse(parsed, withTools.replace("fact u", "fact un"));
    const unused = check(parsed, files, memory).diagnostics.find(({ code }) => code === "PACT3020");
    const [edit] = unused!.fixes![0]!.edits;
    assert.equal(parsed.text.slice(parsed.offsetOf(edit!.start), parsed.offsetOf(edit!.end)), "/// One.\n  fact un: text");
  });

  it("reads nothing again for an edit in a comment, and says what reading the whole text says", () => {
    let [kept, edits] = [0, 0];
    for (let seed = 0; seed < runs.reparse / 10; seed++) {
      const file = files[seed % files.length]!;
      const next = random(seed + 2_000_000);
      let parsed = parse(readFileSync(file, "utf8"));
      for (let i = 0; i < 60; i++) {
        const lines = parsed.comments.filter(isOneLine);
        const comment = lines[Math.floor(lines.length * next())];
        if (!comment) break;
        const [start, end] = [parsed.offsetOf(comment.start), parsed.offsetOf(comment.end)];
        // Mostly behind its beginning; now and then what ends it, or makes it another kind of comment, is among what is typed.
        const at = start + (next() < 0.9 ? Math.min(3, end - start) : 1) + Math.floor((end - start - 2) * next());
        const typed = ["x", " ", "a word", "/", "*/", "\n", "pact-ignore PACT3002", "é"][Math.floor(next() ** 3 * 8)]!;
        const until = next() < 0.4 ? at + Math.floor((end - at + 1) * next()) : at;
        const text = parsed.text.slice(0, at) + typed + parsed.text.slice(Math.max(at, until));
        const again = reparse(parsed, text);
        edits++;
        if (again.tree === parsed.tree) kept++;
        const whole = parse(text);
        assert.equal(plain(again), plain(whole), `${file}, edit ${i}`);
        const firsts = (each: Parsed) => each.tree.members.map(({ start }) => each.tokenAfter(start)?.image);
        assert.deepEqual(firsts(again), firsts(whole));
        const inComment = inComments(again);
        for (let offset = 0; offset <= text.length; offset += 7)
          if (!inComment(offset)) assert.equal(again.offsetOf(again.anchorAt(offset)), offset);
          else assert.ok(inComment(again.offsetOf(again.anchorAt(offset))));
        // Other edits meanwhile.
        parsed = next() < 0.3 ? reparse(again, applied(text, randomEdit(text, next))) : again;
      }
    }
    assert.ok(kept > edits / 2, `${kept} of ${edits}`);
  });

  it("keeps the members an edit does not touch", () => {
    const text = readFileSync(files[0]!, "utf8");
    const parsed = parse(text);
    const middle = parsed.tree.members[Math.floor(parsed.tree.members.length / 2)]!;
    const again = reparse(parsed, `${text.slice(0, middle.start)}\n\n${text.slice(middle.start)}`);
    const kept = again.tree.members.filter((member) => parsed.tree.members.includes(member));
    assert.ok(kept.length >= parsed.tree.members.length - 8, `${kept.length} of ${parsed.tree.members.length}`);
  });
});
