// Recorded sessions, in the forms agents really leave behind. What cannot be read is said with its place, and the rest is read.
import { isAgentDojo, readAgentDojo } from "./agentdojo.ts";
import { isChat, readChat } from "./chat.ts";
import { unreadable } from "./collect.ts";
import { isOtlp, readOtlp } from "./otlp.ts";
import { readOwn } from "./own.ts";
import type { ReadTrace } from "./session.ts";
import { readTauBench } from "./tau-bench.ts";

export type TraceForm = "auto" | "openai" | "tau-bench" | "agentdojo" | "otlp" | "pact";

const forms =
  "OpenAI chat messages, a JSON array of tau-bench runs, one AgentDojo run, OpenTelemetry spans as OTLP JSON, or one JSON session a line";

/** `from` auto: what opens with `resourceSpans` is OTLP, an array of messages is a chat, another is tau-bench's, an object that opens with a field of AgentDojo's is AgentDojo's, others are ours. Never throws. Sessions that name themselves have their own id; others are called by their place, below `called`. */
export function readTrace(marked: string, from: TraceForm = "auto", called = ""): ReadTrace {
  const text = marked.replace(/^\uFEFF/, "");
  const start = text.trimStart().slice(0, 1);
  if (text.trim() === "") return unreadable("line 1", "this trace is empty");
  if (from === "otlp" || (from === "auto" && isOtlp(text))) return readOtlp(text);
  if (from === "openai" || (from === "auto" && isChat(text))) return readChat(text, called);
  if (from === "tau-bench" || (from === "auto" && start === "[")) return readTauBench(text);
  if (from === "agentdojo" || (from === "auto" && isAgentDojo(text))) return readAgentDojo(text);
  if (start === "{") return readOwn(text);
  return unreadable("line 1", `this is no trace in a form known here: ${forms}`);
}
