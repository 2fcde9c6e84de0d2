// The house-keeping: what is generated is fresh, what exists is documented, every file says what it is for.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { textMateGrammar } from "../grammar/index.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const sources = ["grammar", "engine", "server", "client", "cli"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => path.join(folder, file)),
);

describe("house-keeping", () => {
  it("the TextMate grammar is the token table's", () => {
    assert.equal(read("syntaxes/behavioral-pact.tmLanguage.json"), `${JSON.stringify(textMateGrammar(), null, 2)}\n`);
  });

  it("every source file opens with what it is for", () => {
    assert.deepEqual(
      sources.filter((file) => !/^(#!.*\n)?\/\/ \S/.test(read(file))),
      [],
    );
  });

  it("every finding's code is documented, and documented codes exist", () => {
    const used = new Set(sources.flatMap((file) => read(file).match(/PACT\d{4}/g) ?? []));
    const documented = new Set(read("docs/findings.md").match(/PACT\d{4}/g));
    assert.deepEqual(
      [...used].filter((code) => !documented.has(code)),
      [],
    );
    assert.deepEqual(
      [...documented].filter((code) => !used.has(code)),
      [],
    );
  });

  it("every event and its fields are documented", () => {
    const page = read("docs/events.md");
    const source = read("engine/events.ts");
    const names = [...source.matchAll(/readonly event: ([^;]+);/g)].flatMap(([, union]) => union!.match(/\w+/g) ?? []);
    const fields = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, field]) => field!);
    assert.ok(names.length >= 8 && fields.length >= 30);
    assert.deepEqual(
      [...names, ...fields].filter((name) => !["event", "kind", "truth", "when", "unless"].includes(name) && !page.includes(`\`${name}\``)),
      [],
    );
  });

  it("every command, setting and link is there", () => {
    const { contributes } = JSON.parse(read("package.json"));
    const registered = read("client/extension.ts");
    for (const { command } of contributes.commands) assert.ok(registered.includes(`"${command}"`), command);
    for (const page of [
      "README.md",
      "ARCHITECTURE.md",
      "samples/README.md",
      "docs/language.md",
      "docs/decisions.md",
      "docs/live.md",
      "docs/cedar.md",
      "samples/banking/README.md",
    ]) {
      for (const [, link] of read(page)
        .replaceAll(/`[^`\n]*`/g, "")
        .matchAll(/\]\((?!http)([^)#]+)/g)) {
        assert.ok(readdirSync(path.join(root, path.dirname(page), path.dirname(link!))).includes(path.basename(link!)), `${page}: ${link}`);
      }
    }
  });
});
