// The server as an editor meets it: over stdio, every request answered, refusals readable, files on disk found.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { pact, tools } from "./world.ts";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly params?: unknown;
}

/** The smallest client: frames, ids, and what comes back. */
class Client {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (message: Message) => void>();
  readonly told: Message[] = [];
  private count = 0;
  private rest = Buffer.alloc(0);

  constructor() {
    const program = process.env.PACT_SERVER ?? path.join(import.meta.dirname, "../../server/main.ts");
    this.process = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process.stdout!.on("data", (chunk: Buffer) => this.read(chunk));
  }
  ask(method: string, params: unknown): Promise<Message> {
    const id = ++this.count;
    this.send({ id, method, params });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }
  tell(method: string, params: unknown): void {
    this.send({ method, params });
  }
  stop(): void {
    this.process.kill();
  }
  private send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  private read(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const head = this.rest.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(this.rest.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head < 0 || this.rest.length < head + 4 + length) return;
      const message = JSON.parse(this.rest.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.rest = this.rest.subarray(head + 4 + length);
      if (message.method) {
        this.told.push(message);
        if (message.id !== undefined) this.send({ id: message.id, result: null });
      } else this.waiting.get(message.id!)?.(message);
    }
  }
}

describe("the server over stdio", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "pact-wire-"));
  const uri = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const charter = "charter floor {\n  fact checked: boolean\n  never unchecked: process_return unless checked\n}\n";
  const text = pact(
    'fact topic: one of a, b\n  may x: get_order, send_email\n    when checked and topic is a\n  may big: process_return when amount < 500\n  never all: when true because "y"',
  ).replace("pact p {", 'pact p under "./floor.pact" {');
  const at = (part: string, inside = 1) => {
    const before = text.slice(0, text.indexOf(part) + inside).split("\n");
    return { line: before.length - 1, character: before.at(-1)!.length };
  };
  const here = { textDocument: { uri: uri("a.pact") } };
  const everything = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
  let client: Client;
  let capabilities: Record<string, unknown>;

  before(async () => {
    mkdirSync(path.join(folder, "below"));
    for (const [name, content] of Object.entries({
      "tools.json": tools,
      "floor.pact": charter,
      "a.pact": text,
      "below/b.pact": text.replaceAll('"./', '"../'),
    }))
      writeFileSync(path.join(folder, name), content);
    client = new Client();
    const { result } = await client.ask("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "work" }],
      capabilities: { workspace: { workspaceFolders: true, workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: {} } },
      initializationOptions: { docs: "https://pacts.example/" },
    });
    ({ capabilities } = result as { capabilities: Record<string, unknown> });
    client.tell("initialized", {});
    client.tell("textDocument/didOpen", { textDocument: { ...here.textDocument, languageId: "behavioral-pact", version: 1, text } });
  });
  after(() => {
    client.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The answer as JSON fits the pattern, so many times where that is said. */
  const asks = (method: string, params: object, pattern: RegExp, times?: number) =>
    it(method, async () => {
      const { result, error } = await client.ask(method, params);
      assert.equal(error, undefined);
      const found = JSON.stringify(result);
      if (times === undefined) assert.match(found, pattern);
      else assert.equal(found.match(new RegExp(pattern, "g"))?.length ?? 0, times, found);
    });
  const floor = new RegExp(`^\\[\\{"uri":"${uri("floor.pact")}"`);

  asks("textDocument/completion", { ...here, position: at("may x: get") }, /"label":"may"/);
  asks("textDocument/completion", { ...here, position: at("may x: get"), context: { triggerKind: 2, triggerCharacter: '"' } }, /^\[\]$/);
  asks("textDocument/signatureHelp", { ...here, position: at("get_order") }, /^null$/);
  asks("textDocument/hover", { ...here, position: at("big:") }, /499\.99/);
  for (const method of ["definition", "declaration", "typeDefinition"])
    asks(`textDocument/${method}`, { ...here, position: at("checked and") }, floor);
  asks("textDocument/references", { ...here, position: at("checked and"), context: { includeDeclaration: true } }, /"uri"/, 4);
  asks("textDocument/documentHighlight", { ...here, position: at("topic is") }, /"kind"/, 2);
  asks("textDocument/prepareRename", { ...here, position: at("checked and") }, /"placeholder":"checked"/);
  asks("textDocument/rename", { ...here, position: at("checked and"), newName: "sure" }, /"newText":"sure"/, 4);
  asks("textDocument/documentSymbol", here, /"name":"topic","detail":"fact: one of a, b"/);
  asks("workspace/symbol", { query: "unch" }, /^\[\{"name":"unchecked"/);
  asks("textDocument/foldingRange", here, /"startLine":0/);
  asks("textDocument/selectionRange", { ...here, positions: [at("topic is")] }, /"parent":\{.*"parent":\{/);
  asks("textDocument/documentLink", here, /"target"/, 2);
  asks("textDocument/inlayHint", { ...here, range: everything }, /"label":"every tool/);
  asks("textDocument/semanticTokens/full", here, /"resultId":"1","data":\[\d/);
  asks("textDocument/semanticTokens/full/delta", { ...here, previousResultId: "1" }, /"edits":\[\]/);
  asks("textDocument/semanticTokens/range", { ...here, range: everything }, /"data":\[\d/);
  asks("textDocument/formatting", { ...here, options: {} }, /"newText"/);
  asks("textDocument/rangeFormatting", { ...here, range: everything, options: {} }, /"newText"/);
  asks("textDocument/onTypeFormatting", { ...here, position: at("}"), ch: "}", options: {} }, /^\[/);
  asks(
    "textDocument/codeAction",
    { ...here, range: { start: at("big:"), end: at("big:") }, context: { diagnostics: [] } },
    /test big_amount_below: process_return/,
  );
  asks("textDocument/diagnostic", here, /"items":\[\{/);
  asks("workspace/willRenameFiles", { files: [{ oldUri: uri("floor.pact"), newUri: uri("deep/floor.pact") }] }, /deep\/floor\.pact"/, 2);
  asks("pact/runnables", { uri: uri("a.pact") }, /"kind"/, 3);

  it("resolves what it offers", async () => {
    const { result: items } = (await client.ask("textDocument/completion", { ...here, position: at("may x: get") })) as {
      result: { label: string }[];
    };
    const { result: item } = await client.ask(
      "completionItem/resolve",
      items.find(({ label }) => label === "may"),
    );
    assert.match(JSON.stringify(item), /Authorises/);
    const { result: hints } = (await client.ask("textDocument/inlayHint", { ...here, range: everything })) as { result: object[] };
    assert.match(JSON.stringify((await client.ask("inlayHint/resolve", hints[0])).result), /tooltip/);
    const { result: untouched } = await client.ask("codeAction/resolve", { title: "of nobody", data: { uri: "nowhere" } });
    assert.deepEqual(untouched, { title: "of nobody", data: { uri: "nowhere" } });
  });
  it("refuses in words", async () => {
    const { error } = await client.ask("textDocument/rename", { ...here, position: at("get_order,"), newName: "y" });
    assert.match(error!.message, /tool of the catalogue/);
  });
  it("pushes findings with their pages to an editor that does not pull", () => {
    const [pushed] = client.told.filter(({ method }) => method === "textDocument/publishDiagnostics");
    assert.match(JSON.stringify(pushed), /"href":"https:\/\/pacts\.example\/PACT/);
  });
  it("forgets files that have gone, and finds those that have come", async () => {
    renameSync(path.join(folder, "floor.pact"), path.join(folder, "below/floor.pact"));
    client.tell("workspace/didChangeWatchedFiles", { changes: [{ uri: uri("floor.pact"), type: 3 }] });
    const places = async () =>
      (((await client.ask("workspace/symbol", { query: "unchecked" })).result as { location: { uri: string } }[]) ?? []).map(
        ({ location }) => location.uri,
      );
    assert.deepEqual(await places(), [uri("below/floor.pact")]);
    client.tell("workspace/didChangeWorkspaceFolders", {
      event: { added: [], removed: [{ uri: pathToFileURL(folder).href, name: "work" }] },
    });
    assert.deepEqual(await places(), []);
  });
  it("says what it can", () => assert.ok(Object.keys(capabilities).length >= 20));
});
