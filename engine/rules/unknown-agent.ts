// A suite whose agent is reached in a way that does not exist, or whose attacks are of a family nobody makes.
import type { Name } from "../../grammar/index.ts";
import { adapters, families } from "../evaluation/names.ts";
import { unknownWord } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";

export const unknownAgent: Rule = {
  code: "PACT4002",
  name: "unknown-agent",
  severity: "error",
  summary: "a suite that cannot be played: a way to reach its agent, or a family of attacks, that does not exist",
  why:
    "An agent under test is a `command` that speaks lines of JSON, an `openai` model behind any compatible endpoint, an `mcp` client, or `recorded`: sessions " +
    "that were recorded elsewhere. Attacks are made of the families `boundary`, `injection`, `authority_claim` and `splitting`.",
  bad: [
    {
      pact: 'evaluate small {\n  agent comand "node agent.mjs"\n  cases "./cases.jsonl"\n}',
      files: { "cases.jsonl": '{"id":"c","input":"hello"}\n' },
    },
    { pact: 'red team hard {\n  agent command "node agent.mjs"\n  generate injections seed 1\n}' },
  ],
  good: [{ pact: 'red team hard {\n  agent command "node agent.mjs"\n  generate boundary, injection seed 1\n}' }],
  about: ["suite"],
  *member(member) {
    if (member.kind !== "suite") return;
    for (const item of member.items) {
      if (item.kind === "suite-agent" && !(adapters as readonly string[]).includes(item.adapter.text)) yield unknownAdapter(item.adapter);
      if (item.kind !== "suite-generate") continue;
      for (const family of item.families)
        if (!(families as readonly string[]).includes(family.text))
          yield unknownWord(family, `nobody makes attacks of the family \`${family.text}\``, families);
    }
  },
};

const unknownAdapter = (adapter: Name): Finding =>
  adapter.text === "http"
    ? {
        at: adapter,
        message: "agents behind `http` cannot be reached yet; put a small `command` before it that speaks docs/agent-protocol.md",
      }
    : unknownWord(adapter, `an agent cannot be reached by \`${adapter.text}\``, adapters);
