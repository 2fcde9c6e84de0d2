// Findings for machines: JSON, SARIF 2.1.0 as the standard and GitHub's code scanning ask for it, and workflow commands.
import assert from "node:assert/strict";
import * as z from "zod";
import { version } from "../../cli/version.ts";
import packageJson from "../../package.json" with { type: "json" };
import { Folder } from "./run.ts";

const pact = `pact "100%"-odd {
  version 1.0.0
  tools from "./tools.json"
  may pay: issue_refund when order_id == "a"
  may pay: issue_refund when order_id == "a"
}
`;

// SARIF 2.1.0, sections 3.13 to 3.57: what is required there, and what docs.github.com/code-security lists for uploads.
const count = z.int().min(1);
const region = z
  .strictObject({ startLine: count, startColumn: count, endLine: count, endColumn: count })
  .refine((at) => at.endLine > at.startLine || (at.endLine === at.startLine && at.endColumn >= at.startColumn));
const text = z.strictObject({ text: z.string().min(1), markdown: z.optional(z.string().min(1)) });
const artifactLocation = z.strictObject({ uri: z.string().regex(/^(?!\/|\w+:|\.\.)[^\s\\]+$/), uriBaseId: z.literal("%SRCROOT%") });
const physicalLocation = z.strictObject({ artifactLocation, region });
const level = z.enum(["none", "note", "warning", "error"]);
const rule = z.strictObject({
  id: z.string().regex(/^PACT\d{4}$/),
  name: z.string().max(255),
  shortDescription: text.extend({ text: z.string().max(1024) }),
  fullDescription: text.extend({ text: z.string().max(1024) }),
  help: text,
  defaultConfiguration: z.strictObject({ level }),
});
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message: text,
  locations: z.array(z.strictObject({ physicalLocation })).length(1),
  partialFingerprints: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}:\d+$/)),
  relatedLocations: z.optional(z.array(z.strictObject({ id: z.int(), message: text, physicalLocation })).min(1)),
  fixes: z.optional(
    z
      .array(
        z.strictObject({
          description: text,
          artifactChanges: z
            .array(
              z.strictObject({
                artifactLocation,
                replacements: z
                  .array(z.strictObject({ deletedRegion: region, insertedContent: z.strictObject({ text: z.string() }) }))
                  .min(1),
              }),
            )
            .length(1),
        }),
      )
      .min(1),
  ),
});
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({ name: z.literal("pact"), semanticVersion: z.string(), rules: z.array(rule).max(25_000) }),
        }),
        columnKind: z.literal("utf16CodeUnits"),
        originalUriBaseIds: z.strictObject({ "%SRCROOT%": z.strictObject({ uri: z.string().regex(/^file:\/\/\/.*\/$/) }) }),
        results: z.array(result).max(25_000),
      }),
    )
    .length(1),
});

describe("findings for machines", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
    folder.put("a b.pact", pact);
  });
  afterEach(() => folder.remove());
  const run = () => sarif.parse(JSON.parse(folder.pact("check", "--format", "sarif", ".").stdout)).runs[0]!;

  it("say the version of the package", () => assert.equal(version, packageJson.version));

  it("sarif: one run with the rules it uses, places, fixes and what is related", () => {
    const { tool, results } = run();
    const { rules } = tool.driver;
    assert.deepEqual(
      rules.map(({ id }) => id),
      [...new Set(results.map(({ ruleId }) => ruleId))].sort(),
    );
    for (const each of results) assert.equal(rules[each.ruleIndex]!.id, each.ruleId);
    const operator = results.find(({ ruleId }) => ruleId === "PACT1007")!;
    assert.deepEqual(operator.locations[0]!.physicalLocation, {
      artifactLocation: { uri: "a%20b.pact", uriBaseId: "%SRCROOT%" },
      region: { startLine: 4, startColumn: 39, endLine: 4, endColumn: 41 },
    });
    const replacement = operator.fixes![0]!.artifactChanges[0]!.replacements[0]!;
    assert.deepEqual(replacement, {
      deletedRegion: { startLine: 4, startColumn: 39, endLine: 4, endColumn: 41 },
      insertedContent: { text: "is" },
    });
    assert.match(rules.find(({ id }) => id === "PACT1007")!.help.markdown!, /^# PACT1007 `foreign-word`\n[\s\S]*## Found/);
  });

  it("sarif: nothing found is a run without results", () => {
    folder.put("a b.pact", 'charter floor {\n  version 1.0.0\n  owner "a@b.example"\n}\n');
    const { results, tool } = run();
    assert.deepEqual(
      results.map(({ ruleId }) => ruleId),
      tool.driver.rules.map(({ id }) => id),
    );
  });

  it("sarif: fingerprints are each their own, and stay where lines move", () => {
    const prints = () =>
      run()
        .results.map(({ partialFingerprints }) => partialFingerprints["pactFinding/v1"]!)
        .sort();
    const before = prints();
    assert.equal(new Set(before).size, before.length);
    folder.put("a b.pact", pact.replace("  tools", "\n  // a line more\n\n  tools"));
    assert.deepEqual(prints(), before);
  });

  it("github: one command a finding, escaped", () => {
    folder.put("a, b:c.pact", pact);
    const lines = folder.pact("check", "--format", "github", "a, b:c.pact").stdout.trimEnd().split("\n");
    for (const line of lines)
      assert.match(line, /^::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=PACT\d{4} [a-z-]+::/);
    assert.ok(
      lines.includes(
        "::error file=a%2C b%3Ac.pact,line=4,col=39,endLine=4,endColumn=41,title=PACT1007 foreign-word::`==` is written `is` here",
      ),
      lines.join("\n"),
    );
    assert.ok(lines.some((line) => line.includes("100%25")));
  });

  it("json: with fixes and what is related", () => {
    const rows = folder
      .pact("check", "--format", "json", ".")
      .stdout.trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const range = { start: { line: 3, character: 38 }, end: { line: 3, character: 40 } };
    assert.deepEqual(rows.find(({ code }) => code === "PACT1007").fixes, [
      { title: "Change to `is`", safe: true, edits: [{ range, newText: "is" }] },
    ]);
    assert.ok(rows.every(({ related }) => Array.isArray(related)));
  });
});
