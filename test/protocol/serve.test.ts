// `pact serve --stdio` from the bundle, by a client of nothing but JSON-RPC: the life of a session, and what is no session.
import assert from "node:assert/strict";
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  DocumentSymbol,
  Hover,
  Location,
  LocationLink,
  TextEdit,
} from "vscode-languageserver-types";
import { framed } from "../../server/frames.ts";
import type { Client } from "./client.ts";
import { build, exitOf, Folder, pushed, serve, told } from "./serving.ts";

const text = `pact desk {
  version 1.0.0
  tools   from "./tools.json"
  fact topic: one of a, b

  may look: get_order when order_id == "A1"
  may talk:   respond when topic is a
}
`;

describe("pact serve --stdio", function () {
  this.timeout(30_000);
  let folder: Folder;
  let client: Client;
  before(build);
  beforeEach(() => {
    folder = new Folder();
    client = serve();
  });
  afterEach(() => {
    client.process.kill("SIGKILL");
    folder.remove();
  });

  const at = (line: number, word: string, source = text) => ({ line, character: source.split("\n")[line]!.indexOf(word) + 1 });
  const pull = async (uri: string): Promise<Diagnostic[]> =>
    (await client.request<{ items: Diagnostic[] }>("textDocument/diagnostic", { textDocument: { uri } })).items;
  const answersAll = async (uri: string) => {
    const textDocument = { uri };
    const hover = await client.request<Hover>("textDocument/hover", { textDocument, position: at(5, "get_order") });
    assert.match(JSON.stringify(hover.contents), /get_order/);
    const completion = await client.request<CompletionItem[] | CompletionList>("textDocument/completion", {
      textDocument,
      position: { line: 6, character: text.split("\n")[6]!.indexOf(" a") + 1 },
    });
    const items = Array.isArray(completion) ? completion : completion.items;
    assert.ok(items.some(({ label }) => label === "b"));
    const definition = await client.request<Location | Location[] | LocationLink[]>("textDocument/definition", {
      textDocument,
      position: at(6, "topic"),
    });
    assert.match(JSON.stringify(definition), /"line":3/);
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", { textDocument });
    assert.match(JSON.stringify(symbols), /"look"/);
  };
  /** The edits of an answer in the order of the text, from its end. */
  const changes = (edits: readonly TextEdit[]) =>
    edits
      .toSorted((a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character)
      .map(({ range, newText }) => ({ range, text: newText }));
  const mend = async (uri: string, finding: Diagnostic) => {
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri },
      range: finding.range,
      context: { diagnostics: [finding] },
    });
    const action = actions.find(({ title }) => title === "Change to `is`")!;
    const { changes: byUri, documentChanges = [] } = action.edit!;
    const edits = byUri?.[uri] ?? documentChanges.flatMap((each) => ("edits" in each ? (each.edits as TextEdit[]) : []));
    client.change(uri, 2, changes(edits));
  };

  it("pushes to a client that cannot pull, and everything a bare client asks is answered", async () => {
    const offered = await client.initialize({}, { root: folder.uri("") });
    assert.equal(offered.diagnosticProvider, undefined);
    const uri = folder.uri("desk.pact");
    const first = pushed(client, uri);
    client.open(uri, "behavioral-pact", text);
    const finding = (await first).find(({ code }) => code === "PACT1007")!;
    assert.equal(finding.message, "`==` is written `is` here");
    await answersAll(uri);
    const second = pushed(client, uri);
    await mend(uri, finding);
    assert.deepEqual(told(await second), []);
    const loose = folder.uri("loose.pact");
    client.open(loose, "behavioral-pact", text.replace("==", "is"));
    const edits = await client.request<TextEdit[]>("textDocument/formatting", {
      textDocument: { uri: loose },
      options: { tabSize: 2, insertSpaces: true },
    });
    const third = pushed(client, loose);
    client.change(loose, 2, changes(edits));
    assert.deepEqual([told(await third), edits.length > 0], [[], true]);
    await client.stop();
    assert.equal(client.process.exitCode, 0);
    assert.deepEqual(client.noise, []);
  });

  it("writes places to be filled in only for a client that says it knows them", async () => {
    const uri = folder.uri("desk.pact");
    const items = async (capabilities: object) => {
      await client.initialize(capabilities, { root: folder.uri("") });
      client.open(uri, "behavioral-pact", text);
      const params = { textDocument: { uri }, position: { line: 5, character: text.split("\n")[5]!.indexOf("order_id") } };
      const answer = await client.request<CompletionItem[]>("textDocument/completion", params);
      await client.stop();
      client = serve();
      return new Map(answer.map(({ label, insertTextFormat, textEdit }) => [label, { insertTextFormat, newText: textEdit!.newText }]));
    };
    for (const completionItem of [undefined, {}, { snippetSupport: false }]) {
      const plain = await items(completionItem ? { textDocument: { completion: { completionItem } } } : {});
      assert.equal(plain.get("count")!.newText, "count()");
      for (const [label, { insertTextFormat = 1, newText }] of plain) {
        assert.equal(insertTextFormat, 1, label);
        assert.doesNotMatch(newText, /\$/);
      }
    }
    const filled = await items({ textDocument: { completion: { completionItem: { snippetSupport: true } } } });
    assert.deepEqual(filled.get("count"), { insertTextFormat: 2, newText: "count($1)" });
  });

  it("is pulled from by a client that can, and pushes nothing there", async () => {
    const offered = await client.initialize({ textDocument: { diagnostic: {} } }, { root: folder.uri("") });
    assert.ok(offered.diagnosticProvider);
    const uri = folder.uri("desk.pact");
    client.open(uri, "behavioral-pact", text);
    const finding = (await pull(uri)).find(({ code }) => code === "PACT1007")!;
    await answersAll(uri);
    await mend(uri, finding);
    assert.deepEqual(told(await pull(uri)), []);
    assert.ok(client.notifications.every(({ method }) => method !== "textDocument/publishDiagnostics"));
    await client.stop();
    assert.equal(client.process.exitCode, 0);
  });

  it("ends with 1 on an exit without a shutdown, and where its input ends", async () => {
    await client.initialize({});
    client.notify("exit", undefined);
    assert.equal(await exitOf(client), 1);
    client = serve();
    client.process.stdin.end();
    assert.equal(await exitOf(client), 1);
  });

  it("answers all that was said before its input ended, and ends as it was told to", async () => {
    const frame = (message: object) => framed({ jsonrpc: "2.0", ...message });
    const initialize = frame({ id: 1, method: "initialize", params: { capabilities: {} } });
    const told: Buffer[] = [];
    client.process.stdout!.on("data", (chunk: Buffer) => told.push(chunk));
    client.process.stdin!.end(initialize + frame({ id: 2, method: "shutdown" }) + frame({ method: "exit" }));
    assert.equal(await exitOf(client), 0);
    assert.match(Buffer.concat(told).toString(), /"id":2,"result":null/);
    client = serve();
    client.process.stdin!.end(initialize + frame({ method: "exit" }));
    assert.equal(await exitOf(client), 1);
  });

  it("answers -32002 to what comes before initialize, and lives on", async () => {
    const params = { textDocument: { uri: folder.uri("desk.pact") }, position: { line: 0, character: 0 } };
    await assert.rejects(client.request("textDocument/hover", params), {
      code: -32002,
      message: "`textDocument/hover` comes before `initialize`",
    });
    assert.ok((await client.initialize({})).hoverProvider);
  });

  it("says nothing to an answer that nobody waits for, and takes `initialize` once, and after `shutdown` nothing but `exit`", async () => {
    const told: Buffer[] = [];
    client.process.stdout.on("data", (chunk: Buffer) => told.push(chunk));
    client.process.stdin.write(framed({ jsonrpc: "2.0", id: 77, result: null }));
    await client.initialize({});
    await assert.rejects(client.initialize({}), { code: -32600, message: "`initialize` has been asked already" });
    assert.equal(await client.request("shutdown", undefined), null);
    const params = { textDocument: { uri: folder.uri("desk.pact") }, position: { line: 0, character: 0 } };
    await assert.rejects(client.request("textDocument/hover", params), {
      code: -32600,
      message: "`textDocument/hover` comes after `shutdown`",
    });
    assert.ok(!Buffer.concat(told).includes('"id":77'));
    client.notify("exit", undefined);
    assert.equal(await exitOf(client), 0);
  });

  it("reads a header however it is written", async () => {
    const body = (id: number) =>
      JSON.stringify({ jsonrpc: "2.0", id, method: id === 1 ? "initialize" : "none/such", params: { capabilities: {} } });
    const told: Buffer[] = [];
    client.process.stdout.on("data", (chunk: Buffer) => told.push(chunk));
    const fields = [
      "Content-Length: N",
      "content-length:N",
      "Content-Length:\tN ",
      "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: N",
      "Content-Length: N\r\nX-Sent-By: somebody",
      "X-Content-Length: 3\r\nContent-Length : N",
      "X-Sent-By: somebody\r\nContent-Length: N\r\nContent-Type: utf8\r\nX-More:",
    ];
    for (const [i, each] of fields.entries())
      client.process.stdin.write(`${each.replace("N", String(body(i + 1).length))}\r\n\r\n${body(i + 1)}`);
    const isTold = () => fields.every((_, i) => Buffer.concat(told).includes(`"id":${i + 1},`));
    for (let waited = 0; !isTold() && waited < 5000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(isTold(), Buffer.concat(told).toString());
    assert.deepEqual(client.noise, []);
  });

  it("passes over what is no message, before and after initialize", async () => {
    const garbage = [
      "\0\xff{{{",
      "GET / HTTP/1.1\r\n\r\n",
      "Content-Length: 9\r\n\r\n{no json}",
      ...[[], {}, [{ jsonrpc: "2.0", id: 3 }]].map(framed),
      ...["null", "5", '"x"'].map((body) => `Content-Length: ${body.length}\r\n\r\n${body}`),
      ...[undefined, null, {}, { id: null }, 5].map((params) => framed({ jsonrpc: "2.0", method: "$/cancelRequest", params })),
      "Content-Length: 999999999999\r\n\r\n",
      "x".repeat(100_000),
    ];
    for (const each of garbage) client.process.stdin.write(each);
    await client.initialize({});
    const uri = folder.uri("desk.pact");
    client.open(uri, "behavioral-pact", text);
    for (const each of garbage) {
      client.process.stdin.write(each);
      assert.ok(await client.request("textDocument/documentSymbol", { textDocument: { uri } }));
    }
    assert.match(client.noise.join(""), /^pact: \d+ bytes of standard input are no message/);
    await client.stop();
    assert.equal(client.process.exitCode, 0);
  });

  it("garbage alone, and the end of it, ends the server", async () => {
    client.process.stdin.end("these are no messages\n".repeat(1000));
    assert.equal(await exitOf(client), 1);
  });
});
