// `npm run bench:eval`: what an evaluation costs beside its agent, as whole commands by the wall clock: `pact eval` with one persistent
// program, promptfoo with the same agent in its own process, and the program fed by hand; and a fresh program for each case. All in one
// run, in turn. Exit 1 where a bound fails. promptfoo is installed from the lock beside it, only here.
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "../..");
const peer = path.join(import.meta.dirname, "promptfoo");
const cli = path.join(root, "dist/cli.cjs");
const rounds = 5;
const few = 200;
const many = 1000;
const fresh = 50;
const concurrency = 4;

const pact = `pact echo "Echo" {
  version 1.0.0
  purpose "Says again what was said."
  owner "bench@shop.example"
  tools from "./tools.json"
  may answer: respond
  evaluate FEW { agent command "node ./agent.mjs" cases "./cases-FEW.jsonl" }
}
`;
const tools = { tools: [{ name: "look_up", inputSchema: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } }] };

/** Everything is in a folder of its own; nothing is sent anywhere, and nothing is remembered. */
const folder = mkdtempSync(path.join(tmpdir(), "pact-bench-"));
const env = {
  ...process.env,
  PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`,
  NO_COLOR: "1",
  PROMPTFOO_DISABLE_TELEMETRY: "1",
  PROMPTFOO_DISABLE_UPDATE: "1",
  PROMPTFOO_DISABLE_SHARING: "1",
  PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
  PROMPTFOO_CONFIG_DIR: path.join(folder, "promptfoo"),
};

function prepare(): void {
  execFileSync(process.execPath, [path.join(root, "esbuild.mjs")], { cwd: root, stdio: "inherit" });
  // Without what is optional (two gigabytes); the binding of its database is named for Linux, where these figures are taken.
  if (!existsSync(path.join(peer, "node_modules/promptfoo")))
    execFileSync("npm", ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: peer, stdio: "inherit", env });
  for (const file of ["agent.mjs", "direct.mjs", "provider.mjs"])
    copyFileSync(path.join(import.meta.dirname, "eval", file), path.join(folder, file));
  writeFileSync(path.join(folder, "tools.json"), JSON.stringify(tools));
  for (const count of [few, many, fresh]) {
    const cases = Array.from({ length: count }, (_, i) => `hello ${i}`);
    writeFileSync(path.join(folder, `${count}.pact`), pact.replaceAll("cases-FEW", `cases-${count}`).replace("FEW", `of_${count}`));
    const lines = cases.map((text, i) => JSON.stringify({ id: `case-${i}`, input: text, expect: { answer: { $contains: text } } }));
    writeFileSync(path.join(folder, `cases-${count}.jsonl`), `${lines.join("\n")}\n`);
    const config = {
      prompts: ["{{text}}"],
      providers: ["file://provider.mjs"],
      tests: cases.map((text) => ({ vars: { text }, assert: [{ type: "icontains", value: text }] })),
    };
    writeFileSync(path.join(folder, `promptfoo-${count}.json`), JSON.stringify(config));
  }
}

/** Milliseconds of a whole command, which must say what it is to say. */
function timed(args: readonly string[], says: RegExp): number {
  rmSync(path.join(folder, "run"), { recursive: true, force: true });
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
  const time = performance.now() - began;
  if (status !== 0 || !says.test(stdout))
    throw new Error(`${args.join(" ")} ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return time;
}

const evaluated = (count: number, ...more: string[]) =>
  timed([cli, "eval", `${count}.pact`, "--out", "run", "--concurrency", String(concurrency), ...more], /task_completion\s+100\.0%/);
const direct = (count: number, ...more: string[]) => timed(["direct.mjs", `cases-${count}.jsonl`, ...more], /^$/);
const promptfoo = (count: number) =>
  timed(
    [
      path.join(peer, "node_modules/promptfoo/dist/src/entrypoint.js"),
      ...["eval", "-c", `promptfoo-${count}.json`, "-j", String(concurrency)],
      // What it writes and shows by itself it does here as well: so does `pact eval`.
      ...["--no-cache", "--no-share", "--no-progress-bar"],
    ],
    /100%/,
  );

/** The best of all rounds, in each of which everybody has a turn: what disturbs the machine disturbs all alike. */
function best<Name extends string>(jobs: Readonly<Record<Name, () => number>>): Record<Name, number> {
  const names = Object.keys(jobs) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++) for (const name of names) times[name] = Math.min(times[name], jobs[name]());
  return times;
}

interface Bound {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

function compare(): readonly Bound[] {
  const times = best({
    "pact eval, few": () => evaluated(few),
    "direct, few": () => direct(few),
    "promptfoo, few": () => promptfoo(few),
    "pact eval, many": () => evaluated(many),
    "direct, many": () => direct(many),
    "promptfoo, many": () => promptfoo(many),
    "pact eval, fresh": () => evaluated(fresh, "--fresh"),
    "direct, fresh": () => direct(fresh, "--fresh", String(concurrency)),
  });
  const slopes = new Map<string, number>();
  for (const name of ["pact eval", "promptfoo", "direct"] as const) {
    const [small, large] = [times[`${name}, few`], times[`${name}, many`]];
    slopes.set(name, (large - small) / (many - few));
    console.log(
      `${name.padEnd(10)} ${few} cases ${small.toFixed(0).padStart(5)} ms   ${many} cases ${large.toFixed(0).padStart(5)} ms   ${slopes.get(name)!.toFixed(3)} ms a case more`,
    );
  }
  const [ours, theirs] = [times["pact eval, fresh"], times["direct, fresh"]];
  console.log(`a fresh program for each of ${fresh} cases: pact eval ${ours.toFixed(0)} ms, direct ${theirs.toFixed(0)} ms\n`);
  return [
    { what: `${few} cases: pact eval / promptfoo`, value: times["pact eval, few"] / times["promptfoo, few"], limit: 1 / 10 },
    { what: "a case more: pact eval / promptfoo", value: slopes.get("pact eval")! / slopes.get("promptfoo")!, limit: 1 / 30 },
    { what: "a fresh program for each case: pact eval / direct", value: ours / theirs, limit: 1.3 },
  ];
}

try {
  prepare();
  const bounds = compare();
  const holds = ({ value, limit }: Bound) => value <= limit;
  for (const each of bounds)
    console.log(`${holds(each) ? "holds" : "FAILS"}  ${each.what}: ${each.value.toFixed(3)} (at most ${each.limit.toFixed(3)})`);
  const failed = bounds.filter((each) => !holds(each)).length;
  console.log(failed === 0 ? `all ${bounds.length} bounds hold` : `${failed} of ${bounds.length} bounds do not hold`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
