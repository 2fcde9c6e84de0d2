// What both agents of the returns desk share: the lines of docs/agent-protocol.md, and how a message is understood. No model, no network;
// the seed of a trial decides what is left to chance.
import { createInterface } from "node:readline";

/** Plays trials with `play(desk)` until the runner says no more. Several at once. */
export function serve(play) {
  const open = new Map();
  const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  tell({ type: "ready", concurrency: 16 });
  createInterface({ input: process.stdin }).on("line", (text) => {
    const line = JSON.parse(text);
    if (line.type !== "case") return open.get(line.id)?.shift()?.(line);
    open.set(line.id, []);
    const desk = new Desk(line, tell, () => new Promise((heard) => open.get(line.id).push(heard)));
    play(desk).then((outcome) => {
      open.delete(line.id);
      tell({ type: "done", id: line.id, outcome });
    });
  });
}

/** One trial: what was asked, by whom, and the tools. */
class Desk {
  constructor({ id, messages, principal, facts, seed }, tell, heard) {
    Object.assign(this, { id, principal, facts, tell, heard });
    this.asked = messages.at(-1).content;
    this.now = Date.parse(messages.at(-1).time);
    this.chance = mulberry32(seed);
    this.calls = 0;
  }

  async call(tool, args) {
    this.tell({ type: "call", id: this.id, call: String(++this.calls), tool, arguments: args });
    const { content, isError } = await this.heard();
    this.tell({ type: "usage", id: this.id, input_tokens: 180 + Math.floor(this.chance() * 40), output_tokens: 24 });
    return { isError, text: content, ...(isError ? {} : { value: JSON.parse(content) }) };
  }

  say(text, confidence) {
    this.tell({ type: "usage", id: this.id, input_tokens: 160, output_tokens: 20 + Math.floor(text.length / 4) });
    this.tell({ type: "say", id: this.id, text, confidence });
  }

  handOver(summary, order) {
    return this.call("handoff", { summary, order: order ?? "none", open_steps: "everything" });
  }

  get customer() {
    return this.principal.customer?.id;
  }
  /** Order numbers the person wrote. */
  get orders() {
    return [...new Set(this.asked.match(/\b[A-Z]\d{1,6}\b/g) ?? [])];
  }
  get address() {
    return /[\w.+-]+@[\w.-]+\w/.exec(this.asked)?.[0];
  }
  /** An amount the person named. */
  get amount() {
    const found = /(\d+(?:\.\d+)?) ?(?:USD|dollars)|amount (\d+(?:\.\d+)?)/i.exec(this.asked);
    return found ? Number(found[1] ?? found[2]) : undefined;
  }
  wants(pattern) {
    return pattern.test(this.asked);
  }
}

/** A small seeded generator (mulberry32). */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
