// Bad input through the real protocol: each is answered in time with a clear finding, and the server lives on.
import assert from "node:assert/strict";
import type { Diagnostic } from "vscode-languageserver-types";
import type { Client } from "./client.ts";
import { build, Folder, serve, told } from "./serving.ts";

const good = `pact desk {
  version 1.0.0
  tools from "./tools.json"
  may look: get_order
}
`;

describe("bad input over the protocol", function () {
  this.timeout(20_000);
  let folder: Folder;
  let client: Client;
  before(async () => {
    build();
    client = serve();
    await client.initialize({ textDocument: { diagnostic: {} } });
  });
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(async () => {
    assert.equal(client.process.exitCode, null, "the server lives");
    assert.doesNotMatch(client.noise.join(""), /bug of ours/);
    assert.ok(
      client.notifications.every(({ method }) => method !== "window/logMessage"),
      JSON.stringify(client.notifications.at(-1)),
    );
    folder.remove();
  });
  after(() => client.stop());

  let next = 0;
  /** The errors of a text, and an answer to everything else an editor asks at once. */
  const errorsOf = async (text: string, uri = folder.uri(`bad${next++}.pact`)): Promise<string[]> => {
    client.open(uri, "behavioral-pact", text);
    return told(await ask(uri));
  };
  const ask = async (uri: string): Promise<Diagnostic[]> => {
    const textDocument = { uri };
    const position = { line: 0, character: 5 };
    const range = { start: position, end: position };
    const [report] = await Promise.all([
      client.request<{ items: Diagnostic[] }>("textDocument/diagnostic", { textDocument }),
      client.request("textDocument/hover", { textDocument, position }),
      client.request("textDocument/completion", { textDocument, position }),
      client.request("textDocument/definition", { textDocument, position }),
      client.request("textDocument/documentSymbol", { textDocument }),
      client.request("textDocument/formatting", { textDocument, options: { tabSize: 2, insertSpaces: true } }),
      client.request("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } }),
    ]);
    return report.items;
  };
  const body = (member: string) => good.replace("may look: get_order", member);

  it("10,000 parentheses", async () => {
    assert.deepEqual(await errorsOf(body(`may deep: get_order when ${"(".repeat(10_000)}now is known${")".repeat(10_000)}`)), [
      "3:127 PACT1006 nested more than 100 deep; name a part of it as a fact or a clause of its own",
    ]);
  });
  it("one line of 1 MB", async () => {
    assert.deepEqual(await errorsOf(body(`may long: get_order when order_id in [${'"A1", '.repeat(150_000)}"A2"]`)), []);
    assert.deepEqual(await errorsOf("x".repeat(1_000_000)), [
      "0:0 PACT1004 expected `pact NAME {` or `charter NAME {`; found `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…`",
      "0:0 PACT1005 `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…` begins no member of a pact; members begin with words such as `may`, `never`, `escalate`, `fact`",
    ]);
  });
  it("CRLF", async () => {
    assert.deepEqual(await errorsOf(body("may look: get_ordr").replaceAll("\n", "\r\n")), [
      "3:12 PACT2002 the catalogue has no tool `get_ordr`, did you mean `get_order`?",
    ]);
  });
  it("a byte order mark", async () => {
    assert.deepEqual(await errorsOf(`\uFEFF${good}`), []);
    assert.deepEqual(await errorsOf(`${good.slice(0, 5)}\uFEFF${good.slice(5)}`), []);
  });
  it("lone surrogates", async () => {
    assert.deepEqual(await errorsOf(body('may look: get_order when order_id is "\ud800" \udfff')), [
      "3:43 PACT1001 `\\u{dfff}` means nothing here; remove it, or put it in quotes",
    ]);
  });
  it("NUL bytes", async () => {
    assert.deepEqual(await errorsOf(body("may look: get_order\0")), [
      "3:21 PACT1003 this is not text in UTF-8; open the right file, or save it as UTF-8",
    ]);
  });
  it("5 MB", async () => {
    assert.deepEqual(await errorsOf(`${good}${"// a line of a very long file\n".repeat(170_000)}`), [
      "0:0 PACT1003 this file has 5100080 characters, and a pact may have 4000000; split it, or open the right file",
    ]);
  });
  it("nothing at all", async () => {
    assert.deepEqual(await errorsOf(""), ["0:0 PACT1004 expected `pact NAME {` or `charter NAME {`; the text is empty"]);
  });
  it("the folder of an open file removed under it", async () => {
    const uri = folder.uri("gone.pact");
    assert.deepEqual(await errorsOf(good, uri), []);
    folder.remove();
    client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: folder.uri("tools.json"), type: 3 }] });
    assert.deepEqual(told(await ask(uri)), ["2:13 PACT2011 the tool catalogue cannot be read: there is no such file"]);
  });
  it("a catalogue removed, and put back", async () => {
    const uri = folder.uri("desk.pact");
    assert.deepEqual(await errorsOf(good, uri), []);
    folder.remove("tools.json");
    assert.deepEqual(told(await ask(uri)), ["2:13 PACT2011 the tool catalogue cannot be read: there is no such file"]);
    folder.put("tools.json", '{"tools": [');
    assert.deepEqual(told(await ask(uri)), ["2:13 PACT2101 ./tools.json:1: this catalogue is not JSON: Unexpected end of JSON input"]);
    folder.put("tools.json", '{"tools": [{"name": "get_order"}]}');
    assert.deepEqual(told(await ask(uri)), []);
  });
});
