// Signature help: the signature at `|`, with its active parameter in brackets.
import assert from "node:assert/strict";
import { signatureHelp } from "../../server/features/index.ts";
import { marked, pact } from "./world.ts";

const shows = (line: string, expected: string | undefined, body = "") =>
  it(line, () => {
    const { snapshot, position } = marked(pact(`${body}\n${line}`));
    const help = signatureHelp(snapshot, position);
    const signature = help?.signatures[help.activeSignature ?? 0];
    const active = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
    assert.equal(signature && (typeof active === "string" ? signature.label.replace(active, `[${active}]`) : signature.label), expected);
  });

describe("signature help", () => {
  shows("test x: process_return(|", "process_return([order_id: text], amount: number)");
  shows('test x: process_return(order_id: "A|', "process_return([order_id: text], amount: number)");
  shows('test x: process_return(order_id: "A", |', "process_return(order_id: text, [amount: number])");
  shows('test x: process_return(order_id: "A", amount: |3)', "process_return(order_id: text, [amount: number])");
  shows("fact order: text from get_order(|", "get_order([order_id: text])");
  shows("may x: process_return when count(|", "count([list])");
  shows("may x: process_return when count(calls |", "count([calls of TOOL same ARGUMENT within DURATION per SCOPE])");
  shows("may x: process_return when count(p in |", "count([name in list where CONDITION])");
  shows("may x: process_return when age(|", "age([time])");
  shows("never x: respond when bad(text, |", "bad(t: text, [u: text])", 'judge bad(t: text, u: text) by command "./j" error 4%');
  shows("may x: process_return when |", undefined);
  shows("// process_return(|", undefined);
});
