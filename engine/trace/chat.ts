// OpenAI chat messages as they are: one conversation as a JSON array, or one a line as an object with `messages`, the form of
// request logs and fine-tuning files. They name no principal and carry no times; a name is made from where they stand.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { isAgentDojo } from "./agentdojo.ts";
import { collect, type Item, misshapen, parseJson, type ReadItem, unreadable } from "./collect.ts";
import { messageSchema, readMessages } from "./openai.ts";
import { noFacts, type ReadTrace, type Session } from "./session.ts";

const conversation = lazy(() =>
  z.object({ id: z.optional(z.string()), model: z.optional(z.string()), messages: z.array(messageSchema()) }),
);

export function readChat(text: string, called: string): ReadTrace {
  const readConversation = conversationReader(called);
  if (text.trimStart().startsWith("[")) {
    const json = parseJson(text);
    return "problem" in json ? unreadable(json.place, json.problem) : collect(arrayItems(json.value), readConversation);
  }
  const whole = parseJson(text);
  if (!("problem" in whole)) return collect([{ place: "line 1", value: whole.value }], readConversation);
  const lines = text.split("\n").flatMap((line, i): Item[] => (line.trim() === "" ? [] : [{ place: `line ${i + 1}`, value: line }]));
  return collect(lines, (line, place) => {
    const json = parseJson(String(line));
    return "problem" in json ? { problem: { place, message: json.problem } } : readConversation(json.value, place);
  });
}

/** An array of messages is one conversation, an array of arrays or of objects with `messages` is many. */
function arrayItems(value: unknown): Item[] {
  const items = Array.isArray(value) ? value : [];
  if (items.some(isMessage)) return [{ place: "message 0", value: { messages: items } }];
  return items.map((each, i) => ({ place: `conversation ${i}`, value: Array.isArray(each) ? { messages: each } : each }));
}

const isMessage = (value: unknown): boolean => typeof value === "object" && value !== null && "role" in value;

const conversationReader =
  (called: string) =>
  (value: unknown, place: string): ReadItem => {
    const read = conversation().safeParse(value);
    if (!read.success) return misshapen(read.error, value, place, "no chat messages");
    const { id = `${called}${called && "/"}${place.replace(" ", "-")}`, model } = read.data;
    const { messages, problem } = readMessages(read.data.messages);
    const session: Session = { id, agent: undefined, model, principal: noFacts, facts: noFacts, messages, labels: {} };
    return { session, ...(problem && { problem: { place, message: problem } }) };
  };

/** An array that begins with a message, or with an array of them; or conversations: objects with messages and no `id`, which each of our sessions has. */
export function isChat(text: string): boolean {
  const head = text.slice(0, 4000);
  if (/^\s*\[\s*(?:\[\s*)?\{\s*"(?:role|content)"/.test(head)) return true;
  if (!/^\s*[[{]/.test(head) || !/"messages"\s*:/.test(head) || isAgentDojo(text)) return false;
  const line = parseJson(text.trimStart().split("\n", 1)[0]!);
  const json = "value" in line ? line : parseJson(text);
  const value = "value" in json ? json.value : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null && "messages" in first && !("id" in first);
}
