// Pages of what the analysis finds about files, heads, charters and the catalogue.
import type { Page } from "../rule.ts";
import { under, without } from "../whole.ts";

const note = { name: "send_note", inputSchema: { type: "object", properties: { text: { type: "string" } } } };
const tools = (...list: unknown[]) => ({ "tools.json": JSON.stringify({ tools: list }) });
const floor = 'charter floor {\n  never loud: send_note when text is "hey" because "Nobody is shouted at."\n}\n';
export const surroundingPages: readonly Page[] = [
  {
    code: "PACT2011",
    name: "file-not-read",
    severity: "error",
    summary: "a file the pact names and that cannot be read, or, as information, is not there yet",
    why: "Paths are relative to the pact's own folder. Without its catalogue or charter a pact is not checked in full; recordings and cases may still be made, and are only mentioned.",
    bad: [{ pact: 'tools from "./nowhere.json"\nmay look: get_order' }],
    good: [{ pact: 'tools from "./tools.json"\nmay look: get_order' }],
  },
  {
    code: "PACT2012",
    name: "unreadable-pattern",
    severity: "error",
    summary: "a regular expression that cannot be matched in linear time, or a pattern of paths whose bracket is not closed",
    why: "A hostile message must not be able to hang a decision: there are no back-references and no look-around.",
    bad: [{ pact: "may note: send_note when to matches /(?=shop)/" }, { pact: 'may note: send_note when to is like "[abc"' }],
    good: [{ pact: "may note: send_note when to matches /^shop/" }],
  },
  {
    code: "PACT2013",
    name: "time-zone",
    severity: "error",
    summary: "a time zone that is none, or, as a warning, dates and days without one",
    why: "A day begins at another moment in every zone. Where a pact names dates or counts by the day and no zone, UTC is taken, which is a warning.",
    bad: [{ pact: 'timezone "Mars/Olympus"' }],
    good: [{ pact: 'timezone "Europe/Berlin"\neffective 2026-01-01 until 2027-01-01' }],
  },
  {
    code: "PACT2014",
    name: "head-missing-or-twice",
    severity: "error",
    summary: "a head that stands twice, or, as a warning, is missing",
    why: "A pact has one version, one owner, one catalogue. Without a version its clauses have no identity, and without tools nothing can be checked: a missing one is a warning.",
    bad: [{ pact: "version 1.0.0\nversion 2.0.0" }, without("version"), without("tools")],
    good: [{ pact: "version 2.0.0" }],
  },
  {
    code: "PACT2015",
    name: "charter",
    severity: "error",
    summary: "a charter that is none, has errors, or allows something",
    why: "A charter is a floor: it has no `may`, and a pact under it may not record less. Otherwise a pact would not be stricter by construction.",
    bad: [{ pact: "charter floor {\n  may look: get_order\n}\n" }, under("pact other { version 1.0.0 }")],
    good: [{ pact: floor }, under(floor)],
  },
  {
    code: "PACT2016",
    name: "judge-opens-a-gate",
    severity: "error",
    summary: "a judge whose failure would let something through",
    why: "A classifier that does not answer must never open a gate. Leave `on failure` out: then a failure is unknown.",
    bad: [
      {
        pact: 'judge polite(text: text) by command "node polite.mjs" error 3% on failure true\nmay note: send_note when polite(text)',
      },
    ],
    good: [{ pact: 'judge polite(text: text) by command "node polite.mjs" error 3%\nmay note: send_note when polite(text)' }],
  },
  {
    code: "PACT2101",
    name: "malformed-catalogue",
    severity: "error",
    summary: "a catalogue that is malformed or names a tool twice",
    why: "The catalogue is the answer of an MCP `tools/list` request. What can be read of it is read; of two tools with one name, the first.",
    bad: [{ pact: "may note: send_note when length(text) < 9", files: tools(note, note) }],
    good: [{ pact: "may note: send_note when length(text) < 9", files: tools(note) }],
  },
  {
    code: "PACT2102",
    name: "schema-not-checked",
    severity: "information",
    summary: "a tool's schema constrains by a keyword that is not checked",
    why: "Arguments that break their schema are denied, by the keywords the engine knows. What else the schema says, the tool itself must hold.",
    bad: [
      {
        pact: "may note: send_note when length(text) < 9",
        files: tools({ ...note, inputSchema: { ...note.inputSchema, if: { required: ["text"] } } }),
      },
    ],
    good: [{ pact: "may note: send_note when length(text) < 9", files: tools(note) }],
  },
  {
    code: "PACT2103",
    name: "tool-named-as-a-word",
    severity: "error",
    summary: "a tool of the catalogue is called `respond` or `handoff`, which the language means otherwise",
    why: "`respond` is what the agent says and `handoff` is giving up to a person: clauses could not speak of a tool of that name.",
    bad: [{ pact: "may note: send_note when length(text) < 9", files: tools(note, { ...note, name: "respond" }) }],
    good: [{ pact: "may note: send_note when length(text) < 9", files: tools(note) }],
  },
];
