// A long session over the real protocol: random edits of the samples, and after every hundredth all the server says of the text must be
// what a server says that has just been started. Whatever is kept between edits is kept rightly, or this finds it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { findPacts } from "../../engine/node/index.ts";
import { runs } from "../counts.ts";
import { type Edit, random, randomEdit } from "../edits.ts";
import { Client } from "./client.ts";

const root = path.join(import.meta.dirname, "../..");
const server = path.join(root, "dist/server.cjs");
const samples = findPacts([path.join(root, "samples")]).files;
const capabilities = {
  textDocument: { diagnostic: {}, codeAction: { resolveSupport: { properties: ["edit"] } } },
  workspace: { didChangeWatchedFiles: { dynamicRegistration: false } },
};

interface Opened {
  readonly uri: string;
  readonly sample: string;
  document: TextDocument;
  /** Earlier texts, for undo. */
  readonly past: string[];
}

async function started(): Promise<Client> {
  const client = new Client([process.execPath, server, "--stdio"]);
  await client.initialize(capabilities, { root: pathToFileURL(path.join(root, "samples")).href });
  return client;
}

function open(client: Client, { uri, document }: Opened): void {
  client.open(uri, "behavioral-pact", document.getText(), document.version);
}

/** Sends an edit as an editor does: a range, and what replaces it. */
function edit(client: Client, opened: Opened, { start, end, text }: Edit): void {
  const { document, uri } = opened;
  const range = { start: document.positionAt(start), end: document.positionAt(Math.max(start, end)) };
  opened.past.push(document.getText());
  if (opened.past.length > 30) opened.past.shift();
  client.change(uri, document.version + 1, [{ range, text }]);
  opened.document = TextDocument.update(document, [{ range, text }], document.version + 1);
}

/** What an edit would be that turns the whole text into another. */
const whole = (document: TextDocument, text: string): Edit => ({ start: 0, end: document.getText().length, text });

/** All that can be asked of a text, at a few places of it. */
async function everything(client: Client, { uri, document }: Opened, seed: number): Promise<string> {
  const textDocument = { uri };
  const text = document.getText();
  const range = { start: { line: 0, character: 0 }, end: document.positionAt(text.length) };
  const next = random(seed);
  const said: unknown[] = [];
  const ask = async (method: string, params: object) =>
    said.push([method, withoutNames(await client.request(method, { textDocument, ...params }))]);
  for (const method of ["diagnostic", "documentSymbol", "foldingRange", "semanticTokens/full", "documentLink", "formatting"])
    await ask(`textDocument/${method}`, { options: { tabSize: 2, insertSpaces: true } });
  await ask("textDocument/inlayHint", { range });
  for (let i = 0; i < 6; i++) {
    const position = document.positionAt(Math.floor(next() * (text.length + 1)));
    for (const method of ["hover", "completion", "definition", "documentHighlight", "signatureHelp", "typeDefinition"])
      await ask(`textDocument/${method}`, { position });
    await ask("textDocument/references", { position, context: { includeDeclaration: true } });
    await ask("textDocument/selectionRange", { positions: [position] });
    await ask("textDocument/codeAction", { range: { start: position, end: position }, context: { diagnostics: [] } });
    await ask("textDocument/semanticTokens/range", { range: { start: position, end: range.end } });
  }
  return JSON.stringify(said, undefined, 1);
}

/** Results have names that count up; all else is compared. */
function withoutNames(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result, (key, value) => (key === "resultId" ? undefined : value)) ?? "null");
}

const residentMb = (client: Client): number =>
  existsSync("/proc/self/status")
    ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${client.process.pid}/status`, "utf8"))![1]) / 1024
    : 0;

describe("a long session", () => {
  const running: Client[] = [];
  after(() => {
    for (const { process } of running) process.kill();
  });

  it("says after any edits what a fresh server says", async function () {
    this.timeout(1_800_000);
    const client = await started();
    running.push(client);
    const next = random(20_26);
    const documents = samples.map((file): Opened => {
      const [uri, sample] = [pathToFileURL(file).href, readFileSync(file, "utf8")];
      return { uri, sample, document: TextDocument.create(uri, "behavioral-pact", 1, sample), past: [] };
    });
    for (const each of documents) open(client, each);
    let settled = 0;
    for (let i = 1; i <= runs.soak; i++) {
      const opened = documents[Math.floor(next() * documents.length)]!;
      const text = opened.document.getText();
      const undone = next() < 0.2 ? opened.past[Math.floor(next() * opened.past.length)] : undefined;
      if (text.length > 3 * opened.sample.length || text.length < 200 || next() < 0.002)
        edit(client, opened, whole(opened.document, opened.sample));
      else edit(client, opened, undone === undefined ? randomEdit(text, next) : whole(opened.document, undone));
      if (i % 10 === 0) await client.request("textDocument/diagnostic", { textDocument: { uri: opened.uri } });
      if (i % 100 !== 0) continue;
      const fresh = await started();
      running.push(fresh);
      for (const each of documents) open(fresh, each);
      assert.equal(await everything(client, opened, i), await everything(fresh, opened, i), `after ${i} edits, ${opened.uri}`);
      await fresh.stop();
      if (i === Math.ceil(runs.soak / 500) * 100) settled = residentMb(client);
    }
    const bugs = client.notifications.filter(({ params }) => JSON.stringify(params).includes("bug of ours"));
    assert.deepEqual([bugs, client.noise], [[], []]);
    const grown = residentMb(client);
    assert.ok(grown < settled * 1.5 + 100, `from ${settled.toFixed(0)} MB to ${grown.toFixed(0)} MB`);
    await client.stop();
  });
});
