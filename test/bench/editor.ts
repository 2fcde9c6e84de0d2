// `npm run bench:editor`: what an edit costs, over real stdio, beside a server that answers at once and beside the JSON language
// server on JSON of the same size; how fast the server starts and the parser reads; what 500 pacts weigh. Exit 1 where a bound fails.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Client } from "../protocol/client.ts";
import { grownJson, grownPact, sampleFolder, smallPact } from "./grown.ts";

const root = path.join(import.meta.dirname, "../..");
const floor = path.join(root, "out/bench/floor.cjs");
const json = path.join(
  path.dirname(createRequire(import.meta.url).resolve("vscode-langservers-extracted/package.json")),
  "bin/vscode-json-language-server",
);

type Name = "floor" | "json" | "ours";
interface Peer {
  readonly name: Name;
  readonly command: readonly string[];
  readonly language: string;
  readonly uri: string;
  text(size: number): string;
}
const pactUri = pathToFileURL(path.join(sampleFolder, "grown.pact")).href;
const pact = (size: number) => (size < 20_000 ? smallPact(size) : grownPact(size));
const peers: readonly Peer[] = [
  { name: "floor", command: [process.execPath, floor, "--stdio"], language: "behavioral-pact", uri: pactUri, text: pact },
  { name: "json", command: [process.execPath, json, "--stdio"], language: "json", uri: pathToFileURL("/grown.json").href, text: grownJson },
  {
    name: "ours",
    command: [process.execPath, path.join(root, "dist/server.cjs"), "--stdio"],
    language: "behavioral-pact",
    uri: pactUri,
    text: pact,
  },
];
const capabilities = { textDocument: { diagnostic: { dynamicRegistration: false }, synchronization: {} }, workspace: {} };
const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!;

interface Report {
  readonly items: readonly unknown[];
}

/** One server with one document, edited a character at a time. */
class Editing {
  private readonly peer: Peer;
  private readonly client: Client;
  private readonly lines: string[];
  private readonly places: { line: number; character: number }[];
  private version = 1;
  readonly times: number[] = [];

  constructor(peer: Peer, size: number) {
    this.peer = peer;
    this.client = new Client(peer.command);
    const text = peer.text(size);
    this.lines = text.split("\n");
    // Inside of words on both sides, spread over the whole document.
    this.places = this.lines.flatMap((line, i) => {
      const at = /[a-z]_?[a-z](?=[a-z]*["_ ])/.exec(line)?.index;
      return at === undefined ? [] : [{ line: i, character: at + 1 }];
    });
  }

  async start(): Promise<void> {
    await this.client.initialize(capabilities);
    this.client.open(this.peer.uri, this.peer.language, this.lines.join("\n"));
    await this.pull();
  }

  /** A letter put in, its findings; taken out, its findings. */
  async edit(index: number, counts: boolean): Promise<void> {
    const at = this.places[(index * 7919) % this.places.length]!;
    const after = { line: at.line, character: at.character + 1 };
    await this.change({ range: { start: at, end: at }, text: "x" }, counts);
    await this.change({ range: { start: at, end: after }, text: "" }, counts);
  }

  private async change(change: object, counts: boolean): Promise<void> {
    const start = performance.now();
    this.client.change(this.peer.uri, ++this.version, [change]);
    await this.pull();
    if (counts) this.times.push(performance.now() - start);
  }

  private pull(): Promise<Report> {
    return this.client.request<Report>("textDocument/diagnostic", { textDocument: { uri: this.peer.uri } });
  }

  stop(): Promise<void> {
    return this.client.stop();
  }
}

async function latencies(size: number, edits: number): Promise<Record<Name, readonly number[]>> {
  const all = peers.map((peer) => new Editing(peer, size));
  for (const each of all) await each.start();
  // A session lasts for hours: what counts is how a server answers once it has answered for a while.
  const warm = edits * 3;
  // In turn, so that whatever disturbs the machine disturbs all alike.
  for (let i = 0; i < warm + edits; i++) for (const each of all) await each.edit(i, i >= warm);
  for (const each of all) await each.stop();
  const [floor, json, ours] = all.map(({ times }) => times);
  return { floor: floor!, json: json!, ours: ours! };
}

/** Milliseconds from the start of the process to the first findings of a document of 10 kB. */
async function startUp(peer: Peer): Promise<number> {
  const text = peer.text(10_000);
  const start = performance.now();
  const client = new Client(peer.command);
  await client.initialize(capabilities);
  client.open(peer.uri, peer.language, text);
  await client.request("textDocument/diagnostic", { textDocument: { uri: peer.uri } });
  const time = performance.now() - start;
  await client.stop();
  return time;
}

/** Megabytes resident with 500 documents of 10 kB open and checked. */
async function weight(peer: Peer): Promise<number> {
  const client = new Client(peer.command);
  await client.initialize(capabilities);
  const text = peer.text(10_000);
  for (let i = 0; i < 500; i++) {
    const uri = peer.uri.replace("grown", `grown-${i}`);
    client.open(uri, peer.language, text);
    await client.request("textDocument/diagnostic", { textDocument: { uri } });
  }
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${client.process.pid}/status`, "utf8"))?.[1]) / 1024;
  await client.stop();
  return resident;
}

interface Bound {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly atLeast?: boolean;
}
const holds = ({ value, limit, atLeast }: Bound): boolean => (atLeast ? value >= limit : value <= limit);

async function main(): Promise<void> {
  mkdirSync(path.dirname(floor), { recursive: true });
  await build({
    entryPoints: [path.join(import.meta.dirname, "floor.ts")],
    outfile: floor,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
  execFileSync(process.execPath, [path.join(root, "esbuild.mjs")], { stdio: "inherit" });
  const bounds: Bound[] = [];
  const bound = (what: string, value: number, limit: number, atLeast = false) =>
    bounds.push({ what, value, limit, ...(atLeast && { atLeast }) });

  for (const [size, called, edits] of [
    [10_000, "10 kB", 300],
    [100_000, "100 kB", 150],
    [1_000_000, "1 MB", 40],
  ] as const) {
    const times = await latencies(size, edits);
    const p50 = (name: Name) => quantile(times[name], 0.5);
    for (const { name } of peers)
      console.log(
        `${called.padStart(6)} ${name.padEnd(5)} edit to findings: p50 ${p50(name).toFixed(2)} ms, p95 ${quantile(times[name], 0.95).toFixed(2)} ms`,
      );
    if (size === 10_000) bound("10 kB: ours / floor, p50", p50("ours") / p50("floor"), 3);
    bound(`${called}: ours / JSON server, p50`, p50("ours") / p50("json"), size === 1_000_000 ? 1.5 : 1);
  }

  const starts = new Map<Name, number[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < 12; round++) for (const peer of peers) starts.get(peer.name)!.push(await startUp(peer));
  for (const [name, times] of starts)
    console.log(`start  ${name.padEnd(5)} spawn to first findings: p50 ${quantile(times, 0.5).toFixed(0)} ms`);
  bound("start: ours / floor, p50", quantile(starts.get("ours")!, 0.5) / quantile(starts.get("floor")!, 0.5), 2);

  const rates = JSON.parse(execFileSync(process.execPath, [path.join(import.meta.dirname, "parse.ts")], { encoding: "utf8" })) as Record<
    string,
    number
  >;
  for (const [name, rate] of Object.entries(rates)) console.log(`parse  ${name}: ${(rate / 1e6).toFixed(2)} M tokens/s`);
  bound("parse: ours / chevrotain JSON to a CST", rates.ours! / rates["chevrotain JSON"]!, 0.9, true);
  bound("parse: ours / Langium", rates.ours! / rates.Langium!, 4, true);

  for (const peer of peers.slice(1))
    console.log(`memory ${peer.name.padEnd(5)} 500 documents of 10 kB open: ${(await weight(peer)).toFixed(0)} MB resident`);

  for (const each of bounds)
    console.log(
      `${holds(each) ? "holds" : "FAILS"}  ${each.what}: ${each.value.toFixed(2)} (${each.atLeast ? "at least" : "at most"} ${each.limit})`,
    );
  const failed = bounds.filter((each) => !holds(each)).length;
  console.log(failed === 0 ? `all ${bounds.length} bounds hold` : `${failed} of ${bounds.length} bounds do not hold`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
