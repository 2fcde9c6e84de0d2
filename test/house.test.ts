// The house-keeping: what is generated is fresh, what exists is documented, every file says what it is for.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { failures } from "../engine/evidence/verify.ts";
import { findings } from "../engine/index.ts";
import { generatedFiles, pagesFolder } from "../scripts/generated.ts";
import { scaffold } from "../scripts/scaffold.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const sources = ["grammar", "engine", "server", "client", "cli", "scripts"].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => path.join(folder, file)),
);

describe("house-keeping", () => {
  it("what is generated is fresh, and nothing else stands among it", () => {
    const files = generatedFiles();
    for (const [file, text] of files) assert.equal(read(file), text, `${file} is stale: run \`npm run generate\``);
    assert.deepEqual(
      readdirSync(path.join(root, pagesFolder)).filter((name) => !files.has(`${pagesFolder}/${name}`)),
      [],
    );
  });

  it("every source file opens with what it is for", () => {
    assert.deepEqual(
      sources.filter((file) => !/^(#!.*\n)?\/\/ \S/.test(read(file))),
      [],
    );
  });

  it("what an evaluation needs is loaded by nobody else", () => {
    const heavy = /from "(?:openai|@modelcontextprotocol\/[^"]*|[^"]*node\/agents\/[^"]*)"/;
    const others = sources.filter((file) => !file.startsWith(path.join("engine", "node", "agents")) && !file.startsWith(`cli${path.sep}`));
    assert.deepEqual(
      others.filter((file) => heavy.test(read(file))),
      [],
    );
    // Even there, the libraries are types until somebody asks.
    const eager = /^import (?!type)[^;]*"(?:openai|@modelcontextprotocol\/[^"]*)"/m;
    assert.deepEqual(
      sources.filter((file) => eager.test(read(file))),
      [],
    );
  });

  it("every finding's code has its page, and every page's code is found by something", () => {
    const used = (files: readonly string[]) => new Set(files.flatMap((file) => read(file).match(/PACT\d{4}/g) ?? []));
    // What is wrong with a log is no finding about a pact: docs/evidence.md has it.
    const paged = new Set<string>([...findings.map(({ code }) => code), ...Object.values(failures)]);
    const isPage = (file: string) => file.includes(path.join("rules", "reading"));
    assert.deepEqual(
      [...used(sources)].filter((code) => !paged.has(code)),
      [],
    );
    const found = used(sources.filter((file) => !isPage(file)));
    assert.deepEqual(
      [...paged].filter((code) => !found.has(code)),
      [],
    );
  });

  it("a new rule begins with the next code, and stands in the list", () => {
    const made = scaffold("missing-zeal", ["PACT2103", "PACT3007"], read("engine/rules/all.ts"));
    assert.ok("text" in made);
    assert.match(made.text, /export const missingZeal: Rule = \{\n {2}code: "PACT3008",\n {2}name: "missing-zeal"/);
    assert.match(made.all, /missing-reviewers\.ts";\nimport \{ missingZeal \} from "\.\/missing-zeal\.ts";\n/);
    assert.match(made.all, /\n {2}missingZeal,\n\];/);
    assert.ok("problem" in scaffold("missing-owner", ["PACT3007"], read("engine/rules/all.ts")));
    assert.ok("problem" in scaffold("Owner", ["PACT3007"], ""));
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
      "docs/editors.md",
      "docs/agent-protocol.md",
      "docs/otlp.md",
      "docs/drift.md",
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
