// Completion by the place of the cursor (`|`): what is offered first, and what must not be offered.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { check, type Files } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import { completion } from "../../server/features/index.ts";

const folder = path.join(import.meta.dirname, "../../samples/returns-desk");
const files: Files = { read: (file) => ({ text: readFileSync(path.join(folder, file), "utf8") }), exists: () => true };
const sample = readFileSync(path.join(folder, "returns-desk.pact"), "utf8").replace(/\}\s*$/, "");

/** The labels offered at `|`, likeliest first. */
function offered(line: string): string[] {
  const text = `${sample}  ${line.replace("|", "")}\n}\n`;
  const document = TextDocument.create("file:///sample.pact", "behavioral-pact", 1, text);
  const parsed = parse(text);
  const snapshot = {
    uri: document.uri,
    text,
    parsed,
    analysis: check(parsed, files),
    positionAt: (offset: number) => document.positionAt(offset),
    offsetAt: (position: { line: number; character: number }) => document.offsetAt(position),
    textOf: ({ start, end }: { start: number; end: number }) => text.slice(start, end),
    resolve: (file: string) => file,
    read: () => undefined,
  };
  const items = completion(snapshot, document.positionAt(sample.length + 2 + line.indexOf("|")));
  return items.sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1)).map(({ label }) => label);
}

const begins = (line: string, ...labels: string[]) => it(line, () => assert.deepEqual(offered(line).slice(0, labels.length), labels));
const without = (line: string, label: string) => it(`${line} without ${label}`, () => assert.ok(!offered(line).includes(label)));

describe("completion", () => {
  begins("may x: |", "get_order", "issue_store_credit", "process_return", "search_products", "send_email");
  begins("may x: process_return when |", "amount", "order_id");
  begins("may x: process_return when order.|", "customer_id", "delivered_at", "paid", "status");
  begins("may x: process_return when order.status is |", "cancelled", "delivered", "pending");
  begins("may x: process_return when topic in [product, |", "billing_dispute", "other", "product", "return", "shipping");
  begins("never x: process_return unless after get_order same |", "amount", "order_id");
  begins("fact x: text from get_order(|", "order_id");
  begins("test x: get_order(|", "order_id");
  begins("may x: process_return when order_id comes from |", "respond", "user");
  without("may x: process_return when order.|", "amount");
  without("may x: |", "topic");
  it("offers nothing in comments and texts", () => {
    assert.deepEqual(offered("// may |"), []);
    assert.deepEqual(offered('never x: get_order because "no |'), []);
  });
  it("offers a member where one may begin, and a head only once", () => {
    const labels = offered("m|");
    assert.ok(labels.includes("may") && labels.includes("never") && labels.includes("fact"));
    assert.ok(!labels.includes("version"));
  });
});
