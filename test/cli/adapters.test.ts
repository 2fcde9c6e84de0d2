// The pages of docs/agents: each agent of samples/adapters is reached as its page says, with the commands that stand there.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EvaluationEvent } from "../../engine/index.ts";

const root = path.join(import.meta.dirname, "../..");
const pages = path.join(root, "docs/agents");

describe("agents as their pages say", () => {
  let out: string;
  before(() => {
    out = mkdtempSync(path.join(tmpdir(), "pact-adapters-"));
  });
  after(() => rmSync(out, { recursive: true, force: true }));

  const evaluate = (args: readonly string[], name: string) => {
    const command = [path.join(root, "cli/main.ts"), ...args, "--json", "--out", path.join(out, name)];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, OPENAI_API_KEY: "none-planted-key" },
    });
    assert.ok(!`${stdout}${stderr}`.includes("planted-key"));
    const last = stdout.trim().split("\n").at(-1);
    return { status, stderr, found: (last ? JSON.parse(last) : undefined) as EvaluationEvent };
  };
  /** The `pact eval …` lines of a page. */
  const commandsOf = (page: string): string[][] =>
    [...readFileSync(path.join(pages, page), "utf8").matchAll(/^(?:\w+=\w+ )?pact (eval .*)$/gm)].map(([, line]) =>
      [...line!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!),
    );

  for (const page of readdirSync(pages)) {
    it(page, async () => {
      const commands = commandsOf(page);
      assert.ok(commands.length > 0);
      const endpoint = page === "openai.md" ? spawn(process.execPath, ["samples/adapters/endpoint.mjs"], { cwd: root }) : undefined;
      try {
        if (endpoint) await new Promise((listening) => endpoint.stdout.once("data", listening));
        for (const [i, args] of commands.entries()) {
          const { status, found, stderr } = evaluate(args, `${page}-${i}`);
          assert.equal(status, 0, stderr);
          assert.equal(found.verdict, "met");
          assert.equal(found.trials, 8);
          assert.deepEqual(found.failures, {});
        }
      } finally {
        endpoint?.kill();
      }
    });
  }

  it("every example of a page stands in the sample", () => {
    const sample = readFileSync(path.join(root, "samples/adapters/library.pact"), "utf8").replaceAll(/\s+/g, " ");
    for (const page of readdirSync(pages)) {
      const [, example] = /```pact\n([\s\S]*?)\n}\n```/.exec(readFileSync(path.join(pages, page), "utf8"))!;
      assert.ok(sample.includes(example!.replaceAll(/\s+/g, " ")), page);
    }
  });

  it("a real server of the tools answers what a case does not", () => {
    const cases = path.join(out, "bare.jsonl");
    const lines = readFileSync(path.join(root, "samples/adapters/cases.jsonl"), "utf8").trim().split("\n");
    writeFileSync(cases, lines.map((line) => JSON.stringify({ ...JSON.parse(line), tools: undefined })).join("\n"));
    const pact = path.join(root, "samples/adapters/bare-for-a-test.pact");
    writeFileSync(pact, readFileSync(path.join(root, "samples/adapters/library.pact"), "utf8").replaceAll('"./cases.jsonl"', `"${cases}"`));
    try {
      assert.equal(evaluate(["eval", pact, "by_command"], "bare").status, 1);
      assert.equal(evaluate(["eval", pact, "by_command", "--tools", "node ./tools-server.mjs"], "served").status, 0);
      const { found } = evaluate(["eval", pact, "by_command", "--tools", "exit 1", "--filter", "hours_hill"], "dead");
      assert.deepEqual(found.failures, { unreachable: 1 }, "a tool that cannot be reached is not the agent's failing, and passes nothing");
    } finally {
      rmSync(pact);
    }
  }).timeout(120_000);
});
