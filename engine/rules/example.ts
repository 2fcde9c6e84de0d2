// An example of a rule as a whole pact: what it leaves out of a complete one is put around it, and it is checked like any other.
import { type Diagnostic, type MemberNode, parse } from "../../grammar/index.ts";
import type { Analysis } from "../analysis/model.ts";
import type { Files } from "../analysis/sources.ts";
import { check } from "./index.ts";
import type { Example } from "./rule.ts";

/** The pact an example stands for, and its findings. What it writes down and nothing enforces yet is not what it is about. */
export function checkExample({ pact, files: beside = {} }: Example): Checked {
  const text = isWhole(pact) ? pact : around(pact);
  const files = filesOf({ "tools.json": catalogue, ...beside });
  const analysis = check(parse(text), files);
  return { text, files, analysis, diagnostics: analysis.diagnostics };
}

interface Checked {
  readonly text: string;
  readonly files: Files;
  readonly analysis: Analysis;
  readonly diagnostics: readonly Diagnostic[];
}

const isWhole = (pact: string): boolean => /^(?:\s|\/\/[^\n]*\n)*(?:pact|charter)\b/.test(pact) || pact === "";

const rest: readonly (readonly [MemberNode["kind"], string])[] = [
  ["version", "version 1.0.0"],
  ["purpose", 'purpose "Answer questions about orders, and refund small ones."'],
  ["timezone", 'timezone "UTC"'],
  ["owner", 'owner "orders@shop.example"'],
  ["reviewers", 'reviewers "security@shop.example"'],
  ["agent", 'agent "shop/orders" acts for customer { id: text }'],
  ["tools", 'tools from "./tools.json"'],
  ["handoff", '// pact-ignore PACT3001: an example\n  handoff to "order-desk" carrying summary'],
  [
    "record",
    "// pact-ignore PACT3001: an example\n  record input, action, authorization, decision, time for every action retain 1 year on failure deny",
  ],
];

function around(members: string): string {
  const there = new Set(
    parse(`pact x {\n${members}\n}`).tree.members.map((member) => (member.kind === "broken" ? member.word : member.kind)),
  );
  const missing = rest.flatMap(([kind, text]) => (there.has(kind) ? [] : [text]));
  return `pact example {\n${[...missing, ...members.split("\n")].map((line) => `  ${line}`).join("\n")}\n}\n`;
}

function filesOf(files: Readonly<Record<string, string>>): Files {
  const textOf = (path: string) => files[path.replace(/^\.\//, "")];
  return {
    read: (path) => {
      const found = textOf(path);
      return found === undefined ? { problem: "there is no such file" } : { text: found };
    },
    exists: (path) => textOf(path) !== undefined,
    head: (path) => {
      const found = textOf(path);
      return found === undefined ? { problem: "there is no such file" } : { text: found, isWhole: true };
    },
  };
}

const tool = (name: string, types: Readonly<Record<string, unknown>>, annotations: object = {}) => ({
  name,
  inputSchema: { type: "object", properties: types, required: Object.keys(types) },
  annotations,
});
const text = { type: "string" };
const catalogue = JSON.stringify({
  tools: [
    tool("get_order", { order_id: text }, { readOnlyHint: true }),
    tool("search_orders", { query: text }, { readOnlyHint: true }),
    tool("issue_refund", { order_id: text, amount: { type: "number" } }, { destructiveHint: true }),
    tool("send_note", { to: text, text }, { destructiveHint: false }),
  ],
});
