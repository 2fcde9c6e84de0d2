// Any text gives a tree and findings; what is printed reads back as the same tree; damage stays where it was done.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { IToken } from "chevrotain";
import fc from "fast-check";
import { analyze, type Files } from "../../engine/index.ts";
import { findPacts } from "../../engine/node/index.ts";
import { assist, canonical, format, lex, type MemberNode, PactParser, parse, sameMeaning } from "../../grammar/index.ts";
import { runs } from "../counts.ts";
import { random } from "../edits.ts";
import { pact } from "./arbitraries.ts";

const root = path.join(import.meta.dirname, "../..");
const samples = findPacts([path.join(root, "samples")]).files.map((file) => ({
  name: path.basename(file),
  text: readFileSync(file, "utf8"),
}));

const catalogue = readFileSync(path.join(root, "samples/returns-desk/tools.json"), "utf8");
const files: Files = { read: () => ({ text: catalogue }), exists: () => true };

/** The tokens of any of its members. */
function memberOf(text: string, next: () => number): { tokens: readonly IToken[]; start: number } {
  const { members } = parse(text).tree;
  const { start, end } = members[Math.floor(next() * members.length)]!;
  return { tokens: lex(text.slice(start, end)).tokens, start };
}

/** Some tokens taken out, put in again, or swapped. */
function damage(tokens: readonly IToken[], next: () => number): readonly IToken[] {
  const damaged = [...tokens];
  const any = () => Math.floor(next() * damaged.length);
  for (let left = Math.ceil(next() * 3); left > 0 && damaged.length > 0; left--) {
    const [at, other] = [any(), any()];
    if (next() < 0.4) damaged.splice(at, 1);
    else if (next() < 0.5) damaged.splice(at, 0, damaged[other]!);
    else [damaged[at], damaged[other]] = [damaged[other]!, damaged[at]!];
  }
  return damaged;
}

describe("grammar", () => {
  it("is a valid grammar of two tokens of lookahead", () => {
    assert.doesNotThrow(() => new PactParser("oracle"));
  });

  it("is read with its tables as chevrotain reads it after going through it", () => {
    const [reader, oracle] = [new PactParser(), new PactParser("oracle")];
    const next = random(20261126);
    let errors = 0;
    for (let i = 0; i < runs.mutilated; i++) {
      const { text } = samples[i % samples.length]!;
      const { tokens, start } = memberOf(text, next);
      const damaged = next() < 0.2 ? tokens : damage(tokens, next);
      const [found, wanted] = [reader, oracle].map((parser) => {
        parser.input = [...damaged];
        parser.mistakes = [];
        const node = parser.member();
        return {
          node,
          mistakes: parser.mistakes,
          errors: parser.errors.map(({ name, message, token }) => [name, message, token.startOffset]),
        };
      });
      assert.deepEqual(found, wanted, text.slice(start, start + 200));
      errors += wanted!.errors.length;
    }
    assert.ok(errors > runs.mutilated / 4, `${errors}`);
  });

  it("prints what it reads, and reads what it prints", () => {
    fc.assert(
      fc.property(pact, (text) => {
        const first = parse(text);
        const findings = first.diagnostics.filter(({ severity }) => severity === "error");
        assert.deepEqual(
          findings.map(({ message }) => message),
          [],
        );
        const printed = canonical(first.tree);
        const second = parse(printed);
        assert.ok(sameMeaning(first.tree, second.tree), printed);
        assert.equal(canonical(second.tree), printed);
        assert.equal(format(printed), printed);
      }),
      { numRuns: runs.printParse },
    );
  });

  it("leaves a comment with the part of a condition it is about", () => {
    const text = `pact p {
  may a: x
    when amount <= 5 // cheap
          and topic in [booking, refill] // of these
          // not after hours
          and open
}
`;
    assert.equal(format(text), text);
  });

  it("keeps every comment where it formats", () => {
    const comment = fc.constantFrom("// a comment\n", "/* block */ ", "/* two\n   lines */\n");
    fc.assert(
      fc.property(pact, fc.array(fc.tuple(fc.nat(), comment), { maxLength: 4 }), (text, inserted) => {
        const commented = inserted.reduce((all, [at, words]) => {
          const { tokens } = parse(all);
          const offset = tokens[at % tokens.length]!.startOffset;
          return all.slice(0, offset) + words + all.slice(offset);
        }, text);
        const before = parse(commented);
        const printed = format(commented);
        assert.ok(printed !== undefined, commented);
        assert.equal(parse(printed).comments.length, before.comments.length);
        assert.equal(format(printed), printed);
      }),
      { numRuns: runs.comments },
    );
  });

  it("gives a tree, findings and completion for any mutilated text", () => {
    const sources = samples.map(({ text }) => text);
    const edit = fc.tuple(
      fc.nat(),
      fc.nat(40),
      fc.oneof(fc.string({ unit: "binary", maxLength: 6 }), fc.constantFrom("{", "}", "(((", '"', "`", "/*", "never ", "\0", "﻿", "…")),
    );
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.array(edit, { minLength: 1, maxLength: 5 }), (source, edits) => {
        const text = edits.reduce(
          (all, [at, length, put]) => all.slice(0, at % all.length) + put + all.slice((at % all.length) + length),
          source,
        );
        const parsed = parse(text);
        const { tree } = parsed;
        const { diagnostics } = analyze(parsed, files);
        assist(text, (edits[0]?.[0] ?? 0) % (text.length + 1));
        for (const { start, end } of [...diagnostics, ...tree.members])
          assert.ok(start >= 0 && start <= end && end <= text.length, `${start}–${end}`);
      }),
      { numRuns: runs.mutilated },
    );
  });

  for (const { name, text } of samples) {
    it(`an unfinished member costs its neighbours nothing: ${name}`, () => {
      const whole = parse(text);
      const neighbours = (members: readonly MemberNode[], left: MemberNode) =>
        members.filter(
          (member) => member.kind !== left.kind || ("name" in member && "name" in left && member.name?.text !== left.name?.text),
        );
      for (const [at, member] of whole.tree.members.entries()) {
        const inside = whole.tokens.filter(({ startOffset }) => startOffset > member.start && startOffset < member.end);
        for (const token of inside.filter((_, i) => i % runs.truncationStride === at % runs.truncationStride)) {
          const cut = `${text.slice(0, token.startOffset)}\n${text.slice(member.end)}`;
          const found = parse(cut).tree.members;
          const lost = neighbours(whole.tree.members, member).filter((each) => !found.some((other) => sameMeaning(each, other)));
          assert.deepEqual(
            lost.map((each) => text.slice(each.start, each.start + 40)),
            [],
            `cut before \`${token.image}\` of ${text.slice(member.start, member.start + 40)}`,
          );
        }
      }
    });
  }

  it("reads any length of what people never write", () => {
    const of = (text: string) => analyze(parse(`pact p {\n version 1.0.0\n${text}\n}`)).diagnostics.map(({ code }) => code);
    assert.ok(of(`may a: respond when 3 < ${"1 + ".repeat(20_000)}1`).includes("PACT1006"));
    assert.ok(!of(`may a: respond when 3 < ${"1 + ".repeat(900)}1`).includes("PACT1006"));
    assert.equal(of("; ".repeat(130_000)).filter((code) => code === "PACT1001").length, 200);
    assert.equal(of("# why\n".repeat(40_000)).filter((code) => code === "PACT1001").length, 200);
    assert.ok(of('owner "a"\n'.repeat(20_000)).includes("PACT2014"));
    assert.ok(of("'y' ".repeat(20_000)).includes("PACT1001"));
    const groups = Array.from({ length: 3000 }, (_, i) => `group g${i}: g${i + 1}`).join("\n");
    assert.ok(!of(groups).includes("PACT2002"));
  });

  it("says in one finding what is wrong with an empty, a binary and a giant text", () => {
    const messages = (text: string) => parse(text).diagnostics.map(({ message }) => message);
    assert.deepEqual(messages(""), ["expected `pact NAME {` or `charter NAME {`; the text is empty"]);
    assert.deepEqual(messages("\0\u0001\u0002ELF"), ["this is not text in UTF-8; open the right file, or save it as UTF-8"]);
    assert.deepEqual(
      parse('pact p {\n  purpose "caf\uFFFD"\n}').diagnostics.map(({ start, end }) => [start, end]),
      [[23, 24]],
    );
    assert.match(messages("a".repeat(5_000_000))[0]!, /^this file has 5000000 characters, and a pact may have 4000000/);
    assert.match(messages(`pact deep { may x: respond when ${"(".repeat(20_000)}`)[0]!, /^nested more than 100 deep/);
    assert.match(messages(`pact deep { may x: respond when ${"not ".repeat(20_000)} a }`)[0]!, /^nested more than 100 deep/);
  });

  it("reads the language's own example and the drafts", () => {
    const design = path.join(root, "../shared");
    if (!existsSync(design)) return void console.log("      the design's examples are absent: nothing to read");
    const example = /```pact\n([\s\S]*?)```/.exec(readFileSync(path.join(design, "design/language.md"), "utf8"))![1]!;
    const drafts = findPacts([path.join(design, "examples/pacts")]).files.map((file) => readFileSync(file, "utf8"));
    for (const text of [example, ...drafts]) {
      const parsed = parse(text);
      assert.deepEqual(parsed.diagnostics, []);
      assert.ok(sameMeaning(parsed.tree, parse(format(text)!).tree));
    }
  });
});
