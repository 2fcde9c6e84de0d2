// One boundary for decision tests: a pact's body, an action, what happened before; the decision comes back in one line.
import { analyze, CompiledPact, type Decision, type Files, isRawObject, type RawObject, toRaw } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";

const catalogue = JSON.stringify({
  tools: [
    {
      name: "get_order",
      inputSchema: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] },
      annotations: { readOnlyHint: true },
    },
    {
      name: "refund",
      inputSchema: {
        type: "object",
        properties: {
          order_id: { type: "string" },
          amount: { type: "number" },
          kind: { type: "string", enum: ["full", "part"] },
          lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" }, price: { type: "number" } } } },
          note: { type: "string" },
          urgent: { type: "boolean", default: false },
        },
        required: ["order_id"],
      },
    },
    { name: "write_file", inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] } },
  ],
});
export const files: Files = { read: () => ({ text: catalogue }), exists: () => true };

export interface World {
  readonly action?: string;
  readonly args?: Record<string, unknown>;
  readonly facts?: Record<string, unknown>;
  readonly principal?: Record<string, unknown>;
  readonly now?: string;
  /** `user: …`, `agent: …`, or a call with its result; a result of `undefined` is still under way. */
  readonly past?: readonly (
    | string
    | {
        readonly tool: string;
        readonly args?: Record<string, unknown>;
        readonly result?: unknown;
        readonly failed?: true;
        readonly time?: string;
      }
  )[];
}

export const object = (value: Record<string, unknown> = {}): RawObject => {
  const raw = toRaw(value);
  if (!isRawObject(raw)) throw new Error("not an object");
  return raw;
};

export function compile(body: string): CompiledPact {
  const text = `pact p {\n  version 1.0.0\n  agent "x" acts for customer { id: text }\n  tools from "./tools.json" results json errors /^Error/\n  ${body}\n}\n`;
  const { model, diagnostics } = analyze(parse(text), files);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return new CompiledPact(model);
}

/** `allow by a, b`, `deny as out_of_scope`, `escalate by c`. */
export function decide(body: string, world: World = {}): string {
  const { effect, reason, basis } = decisionOf(body, world);
  const names = basis.map((id) => id.slice(id.indexOf("#") + 1));
  return names.length > 0 ? `${effect} by ${names.join(", ")}` : `${effect} as ${reason}`;
}

export function decisionOf(body: string, world: World = {}): Decision {
  const pact = compile(body);
  const session = pact.session({ principal: object(world.principal) });
  for (const event of world.past ?? []) {
    session.nextTurn();
    if (typeof event === "string") session.say(event.startsWith("user: ") ? "user" : "agent", event.slice(event.indexOf(" ") + 1));
    else {
      const call = session.begin(event.tool, object(event.args), event.time === undefined ? undefined : Date.parse(event.time));
      if (event.failed) session.settle(call, "failed");
      else if ("result" in event) session.settle(call, "succeeded", toRaw(event.result));
    }
  }
  session.nextTurn();
  const { action = "refund", args = { order_id: "A1", amount: 49, kind: "full" }, now = "2026-12-10T10:00:00Z" } = world;
  return pact.decide({ action, args: object(args), facts: object(world.facts), nowMs: now ? Date.parse(now) : undefined }, session);
}
