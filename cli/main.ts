// `pact`: the same engine without an editor. Exit 0: it holds; 1: it does not; 2: it could not be run. Each command is loaded by itself.
import { Argument, Command, CommanderError, Option } from "commander";
import type { TraceForm } from "../engine/index.ts";
import type { BlessArguments } from "./baseline.ts";
import type { CaseArguments } from "./case.ts";
import type { CheckArguments, CheckForm } from "./check.ts";
import type { DecideArguments } from "./decide.ts";
import type { DriftArguments } from "./drift.ts";
import type { DueArguments } from "./due.ts";
import type { EvalArguments } from "./eval.ts";
import type { EvidenceArguments } from "./evidence.ts";
import type { ViewArguments } from "./evidence-view.ts";
import type { ExplainArguments } from "./explain.ts";
import type { ExportArguments } from "./export.ts";
import { exit, printable, Unrunnable, write } from "./output.ts";
import type { ResultsArguments } from "./results.ts";
import type { TestArguments } from "./test.ts";
import { version } from "./version.ts";

const program = new Command("pact")
  .description("Behavioral pacts: what an AI agent may do, must never do, and must hand over to a person.")
  .version(version)
  // What stands behind a command is said to it: `eval merge --json` is not `eval --json`.
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ writeErr: (text) => write(text, 2), writeOut: (text) => write(text) })
  .showHelpAfterError("(`pact --help` lists the commands)");

const traceForms = ["auto", "openai", "tau-bench", "agentdojo", "otlp", "pact"] as const satisfies readonly TraceForm[];

let code: number = exit.holds;
const run = async (body: () => number | Promise<number>) => {
  code = await body();
};

const reporting = (command: Command): Command =>
  command
    .option("--json", "events, one JSON object a line", false)
    .addOption(new Option("--accept <verdict>", "exit 0 with this verdict as well").choices(["inconclusive"]))
    .option("--junit <file>", "a report for CI")
    .option("--sarif <file>", "what was done against the pact, as code scanning shows it")
    .option("--html <file>", "one page that opens anywhere and prints")
    .option("--summary <file>", "a summary in Markdown, added to the file");

/** By their names. Of one that is asked for only that one is made: making all takes longer than many of them run. */
const commands: Readonly<Record<string, () => unknown>> = {
  check: () =>
    program
      .command("check")
      .description("findings of every `.pact` below the paths")
      .argument("[paths...]", "files or folders", [])
      .addOption(
        new Option("--format <form>", "how to say it")
          .choices(["text", "json", "sarif", "github"] satisfies readonly CheckForm[])
          .default("text"),
      )
      .option("--fix", "first apply every fix that is safe; what is left is reported", false)
      .option("--dry-run", "print what --fix would change as a diff, and write nothing", false)
      .addHelpText("after", "\nExamples: pact check samples --format json\n          pact check --fix --format sarif > findings.sarif")
      .action((paths: string[], options: CheckArguments) => run(async () => (await import("./check.ts")).check(paths, options))),
  format: () =>
    program
      .command("format")
      .description("canonical layout; refuses to write what would mean something else")
      .argument("[paths...]", "files or folders", [])
      .option("--check", "write nothing, and fail where a file would change", false)
      .addHelpText("after", "\nExample: pact format --check .")
      .action((paths: string[], options: { check: boolean }) => run(async () => (await import("./format.ts")).format(paths, options))),
  explain: () =>
    program
      .command("explain")
      .description("a pact in plain language, for whoever answers for it")
      .argument("<file>", "the pact or charter")
      .option("--clause <name>", "only this clause, limit, fact or test")
      .addOption(
        new Option("--format <form>", "how to write it")
          .choices(["text", "markdown"] satisfies readonly ExplainArguments["format"][])
          .default("text"),
      )
      .addHelpText("after", "\nExample: pact explain returns-desk.pact --format markdown > returns-desk.md")
      .action((file: string, options: ExplainArguments) => run(async () => (await import("./explain.ts")).explain(file, options))),
  decide: () =>
    program
      .command("decide")
      .description("requests in, decisions out, one JSON object a line")
      .argument("<file>", "the pact")
      .option("--requests <file>", "one request a line; `-` is standard input", "-")
      .option("--now <time>", "the time of requests that carry none (default: this machine's clock)")
      .option("--explain", "add how each clause over the action stood, and why", false)
      .addOption(new Option("--format <form>", "how to say it").choices(["json", "text"]).default("json"))
      .addHelpText(
        "after",
        `
A request has the fields action, arguments, principal, facts, history (chat messages), usage, now and suspended; only action is a must.
Where the pact limits tokens or cost, or looks back in time, each message of the agent in the history has its usage and its time (with a zone).

Example, of the returns desk:
  echo '{"action": "get_order", "arguments": {"order_id": "A1"}, "now": "2026-12-10T10:00:00Z",
    "principal": {"customer": {"id": "c1"}, "team": "returns"}, "usage": {"tokens": 1200, "cost": 0.02},
    "facts": {"under_investigation": false, "confidence": 0.9}}' | tr -d '\\n' | pact decide returns-desk.pact --format text`,
      )
      .action((file: string, options: DecideArguments) => run(async () => (await import("./decide.ts")).decide(file, options))),
  replay: () =>
    program
      .command("replay")
      .description("recorded sessions through the pact: a decision for each action, then a summary")
      .argument("<file>", "the pact")
      .addArgument(new Argument("<traces...>", "recorded sessions; `-` is standard input"))
      .option("--json", "events, one JSON object a line", false)
      .addOption(new Option("--from <form>", "what wrote the traces").choices(traceForms).default("auto"))
      .option("--now <time>", "the time of messages that carry none, with its zone")
      .option("--facts <file>", "facts of the host, one JSON object")
      .option("--session <id>", "only this session")
      .option("--explain", "add messages, arguments and explanations to the events", false)
      .option("--evidence <log>", "put every decision on record in this log")
      .option("--diff <old>", "only the decisions that differ from the pact as it was; `-` is its text on standard input")
      .addHelpText(
        "after",
        "\nExamples: pact replay airline.pact runs/gpt-4o-airline.json --now 2024-05-15T15:00:00-05:00\n" +
          "          git show HEAD:./airline.pact | pact replay airline.pact runs/*.json --diff -",
      )
      .action((file: string, traces: string[], options) => run(async () => (await import("./replay.ts")).replay(file, traces, options))),
  test: () =>
    program
      .command("test")
      .description("the `test` members of every pact below the paths")
      .argument("[paths...]", "files or folders", [])
      .option("--json", "events, one JSON object a line", false)
      .option("--filter <name>", "only tests whose name has this in it")
      .option("--list", "only list what can be run: clauses, limits, tests, evaluations", false)
      .option("--coverage", "what the tests try of each clause: true, false, unknown", false)
      .option("--evidence <log>", "put every decision on record in this log")
      .addHelpText("after", "\nExample: pact test samples --filter refund")
      .action((paths: string[], options: TestArguments) => run(async () => (await import("./test.ts")).test(paths, options))),
  eval: () => {
    const evaluating = reporting(program.command("eval"))
      .description("the evaluations and red teams of a pact; a run that was cut off goes on where it was")
      .argument("<file>", "the pact")
      .argument("[name]", "only this one of its evaluations")
      .option("--list", "only list them, with their cases", false)
      .option("--agent <agent>", "this agent instead of the pact's: a command, or `openai MODEL@URL`, or `mcp COMMAND`")
      .option("--tools <command>", "an MCP server that answers the calls a case has no answer for")
      .option("--filter <text>", "only cases with this in their id, tags or family of attack, whatever its case")
      .option("--trials <n>", "how often each case is played, at most 10000 times")
      .option("--seed <n>", "another draw of generated attacks and of the agent's seeds")
      .option("--shard <i/n>", "only every n-th case, from the i-th on; `pact eval merge` puts shards together")
      .option("--concurrency <n>", "trials at once", "4")
      .option(
        "--inspect <port>",
        "start an agent that runs on Node with its debugger there, waiting to be attached to; one trial at a time",
      )
      .option("--time-limit <seconds>", "for one trial", "120")
      .option("--fresh", "a fresh process of the agent for each trial", false)
      .option("--prices <file>", "what tokens cost: {MODEL: {input, output, currency}} for a million")
      .option("--now <time>", "the time of recorded messages that carry none, with its zone")
      .option("--out <folder>", "where the run is written (default: .pact/runs beside the pact)")
      .option("--evidence <log>", "put every decision on record in this log")
      .addHelpText(
        "after",
        "\nExit 1: a requirement is not met, open, or cannot be told. Examples:\n" +
          "  pact eval returns-desk.pact regression --agent 'node ./my-agent.mjs' --junit results.xml\n" +
          '  pact eval returns-desk.pact --summary "$GITHUB_STEP_SUMMARY"',
      )
      .action((file: string, name: string | undefined, options: EvalArguments) =>
        run(async () => (await import("./eval.ts")).evaluations(file, name, options)),
      );

    reporting(evaluating.command("merge"))
      .description("the shards of one run as one")
      .argument("<file>", "the pact")
      .argument("<out>", "the folder of the whole run")
      .argument("<shards...>", "the folders of all its shards")
      .addHelpText("after", "\nExample: pact eval merge returns-desk.pact whole shards/1 shards/2 --junit results.xml")
      .action((file: string, out: string, shards: string[], options: EvalArguments) =>
        run(async () => (await import("./eval.ts")).merge(file, out, shards, options)),
      );
  },
  evidence: () => {
    const evidence = program.command("evidence").description("the transparency log: what was done, on what basis, provably");
    const evidenceCommands = () => import("./evidence.ts");
    const keyed = (command: Command): Command =>
      command.option("--key <key>", "the log's key, `name+id+key`, or a file with it (default: the one this machine signs with)");
    const filtered = (command: Command): Command =>
      command
        .option("--session <id>", "only this session")
        .option("--agent <name>", "only this agent")
        .option("--clause <name>", "only what this clause decided")
        .option("--action <name>", "only this action")
        .addOption(new Option("--decision <effect>", "only what was decided so").choices(["allow", "deny", "escalate"]))
        .addOption(
          new Option("--outcome <outcome>", "only what came of it").choices(["executed", "denied", "failed", "escalated", "unknown"]),
        )
        .option("--person <id>", "only what was done for this person")
        .option("--since <time>", "from this time on, ISO 8601 in UTC")
        .option("--until <time>", "before this time")
        .option("--text <text>", "only what has this anywhere in it");
    const json = (command: Command): Command => command.option("--json", "one JSON object a line", false);

    evidence
      .command("init")
      .description("a new log, and a key for it")
      .argument("<log>", "its folder")
      .option("--name <name>", "its name, which no other log has (default: the folder's)")
      .action((log: string, options: EvidenceArguments) => run(async () => (await import("./evidence-init.ts")).init(log, options)));
    json(keyed(evidence.command("verify")))
      .description("every step, to the first that fails")
      .argument("<log>", "its folder")
      .option("--checkpoint <files...>", "checkpoints of it that were kept elsewhere")
      .action((log: string, options: EvidenceArguments) => run(async () => (await evidenceCommands()).verify(log, options)));
    json(filtered(evidence.command("list")))
      .description("its entries; of several logs in the order of time")
      .argument("<logs...>", "their folders")
      .option("--limit <n>", "no more than these")
      .addOption(
        new Option("--by <column>", "how many entries have each value of it, the most frequent first").choices([
          "session",
          "agent",
          "clause",
          "action",
          "decision",
          "outcome",
          "person",
        ]),
      )
      .action((logs: string[], options: EvidenceArguments) => run(async () => (await evidenceCommands()).list(logs, options)));
    json(evidence.command("show"))
      .description("one entry, whole")
      .argument("<log>", "its folder")
      .argument("<entry>", "its index, from 0")
      .action((log: string, entry: string, options: EvidenceArguments) =>
        run(async () => (await evidenceCommands()).show(log, entry, options)),
      );
    json(keyed(evidence.command("view")))
      .description("what the log is; with --serve, asked in pages")
      .argument("<log>", "its folder")
      .option("--serve", "answer questions about it, one JSON object a line: for whoever shows it in pages", false)
      .option("--pact <paths...>", "pacts, or folders of them, whose clauses its entries name", [])
      .addHelpText("after", "\nExample: pact evidence view log --pact desk.pact")
      .action((log: string, options: ViewArguments) => run(async () => (await import("./evidence-view.ts")).view(log, options)));
    json(evidence.command("attribute"))
      .description("whose failure it was: policy, specification, technical, infrastructure")
      .argument("<log>", "its folder")
      .argument("<entry>", "its index, from 0")
      .action((log: string, entry: string, options: EvidenceArguments) =>
        run(async () => (await evidenceCommands()).whose(log, entry, options)),
      );
    evidence
      .command("prove")
      .description("one entry with its proof, as a file that a stranger can check")
      .argument("<log>", "its folder")
      .argument("<entry>", "its index, from 0")
      .option("--out <file>", "where to; else standard output")
      .action((log: string, entry: string, options: EvidenceArguments) =>
        run(async () => (await evidenceCommands()).prove(log, entry, options)),
      );
    json(evidence.command("check"))
      .description("a proof file, without the log")
      .argument("<file>", "the proof")
      .option("--key <key>", "the log's key, `name+id+key`, or a file with it: a proof cannot vouch for its own")
      .action((file: string, options: EvidenceArguments) => run(async () => (await evidenceCommands()).check(file, options)));
    json(evidence.command("consistency"))
      .description("has the log only grown since an older checkpoint?")
      .argument("<log>", "its folder")
      .argument("<old>", "the checkpoint that was kept")
      .action((log: string, old: string, options: EvidenceArguments) =>
        run(async () => (await evidenceCommands()).consistency(log, old, options)),
      );
    json(evidence.command("prune"))
      .description("remove the large values that only entries before a time have; the log stays as it is, and verifies")
      .argument("<log>", "its folder")
      .requiredOption("--before <time>", "ISO 8601 in UTC")
      .action((log: string, options: EvidenceArguments & { before: string }) =>
        run(async () => (await evidenceCommands()).prune(log, options)),
      );
    filtered(evidence.command("export"))
      .description("its entries, one JSON object a line: as they were logged, or as spans of OpenTelemetry")
      .argument("<log>", "its folder")
      .addOption(new Option("--form <form>", "of a line").choices(["json", "otlp"]).default("json"))
      .action((log: string, options: EvidenceArguments) => run(async () => (await evidenceCommands()).exportEntries(log, options)));
  },
  case: () =>
    program
      .command("case")
      .description("a case made of a step of a recorded session: a line for a file of cases")
      .addArgument(new Argument("<traces...>", "recorded sessions; `-` is standard input"))
      .requiredOption("--session <id>", "which one")
      .requiredOption("--step <n>", "the message the step stands in, from 0")
      .option("--id <id>", "how the case is called")
      .option("--json", "as an event", false)
      .addOption(new Option("--from <form>", "what wrote the traces").choices(traceForms).default("auto"))
      .addHelpText("after", "\nExample: pact case sessions.jsonl --session large_1/0 --step 2 >> cases/found.jsonl")
      .action((traces: string[], options: CaseArguments) => run(async () => (await import("./case.ts")).caseFrom(traces, options))),
  results: () =>
    program
      .command("results")
      .description("a run that was written, shown again")
      .argument("<run>", "its folder, such as .pact/runs/regression-001")
      .option("--json", "what it came to, as one JSON object", false)
      .option("--serve", "answer questions about it, one JSON object a line: for whoever shows it in pages", false)
      .addHelpText("after", "\nExit 1: a requirement is not met, open, or cannot be told. Example: pact results .pact/runs/regression-001")
      .action((folder: string, options: ResultsArguments) => run(async () => (await import("./results.ts")).results(folder, options))),
  baseline: () =>
    program
      .command("baseline")
      .description("how an agent should behave, as somebody said of a run")
      .command("bless")
      .description("make a run the baseline that later ones are held against; who did, and why, stays in the file")
      .argument("<run>", "the folder of a run that is over, such as .pact/runs/regression-001")
      .requiredOption("--as <file>", "the baseline, JSON for git")
      .option("--by <name>", "who blesses it (default: git's user)")
      .option("--because <text>", "why; owed where there is a baseline already")
      .option("--per-day <n>", "how many interactions the agent has in a day, which streams divide their false alarms by")
      .addHelpText(
        "after",
        "\nExample: pact baseline bless .pact/runs/regression-001 --as baselines/2026-10.json --because 'first deployment'",
      )
      .action((folder: string, options: BlessArguments) => run(async () => (await import("./baseline.ts")).blessRun(folder, options))),
  drift: () =>
    program
      .command("drift")
      .description("the newest run against the baseline: what changed, how sure that is, and what could not have been seen")
      .argument("<file>", "the pact")
      .option("--baseline <file>", "instead of the one the pact names")
      .option("--run <folder>", "instead of the newest whole run of the baseline's evaluation")
      .option("--json", "one JSON object", false)
      .option("--html <file>", "one page that opens anywhere and prints")
      .option("--seed <n>", "another draw of permutations (default: 1)")
      .option("--permutations <n>", "how often runs are permuted where all ways are too many (default: 10000)")
      .option("--other-cases", "compare two runs without a case in common, as samples", false)
      .option("--stream <log>", "watch what was put on record in this evidence log since the last time, instead of comparing a run")
      .option("--state <file>", "where the watch stands (default: .pact/streams beside the pact)")
      .option("--dry-run", "with --stream: only look, and leave the watch where it stands", false)
      .option("--now <time>", "with --stream: the time by which sessions are over, with its zone (default: this machine's clock)")
      .addHelpText(
        "after",
        "\nExit 0: no alarm; 1: the agent drifted; 2: it could not be run, or nothing can be told.\n" +
          "Examples: pact drift returns-desk.pact --html drift.html\n" +
          "          pact drift returns-desk.pact --stream evidence/returns-desk",
      )
      .action((file: string, options: DriftArguments) =>
        run(async () =>
          options.stream === undefined
            ? (await import("./drift.ts")).drift(file, options)
            : (await import("./drift-stream.ts")).driftStream(file, options.stream, options),
        ),
      ),
  due: () =>
    program
      .command("due")
      .description("which agents are to be evaluated again, as `reevaluate when …` of their pacts asks for it")
      .argument("[paths...]", "files or folders", [])
      .option("--json", "one JSON object for each pact that has a baseline or asks for one", false)
      .option("--now <time>", "the time to measure ages at, with its zone (default: this machine's clock)")
      .addHelpText("after", "\nExit 1: one is due. Example: pact due . || pact eval returns-desk.pact regression")
      .action((paths: string[], options: DueArguments) => run(async () => (await import("./due.ts")).due(paths, options))),
  export: () =>
    program
      .command("export")
      .description("a pact in another language; what that cannot say is listed, and never weakened")
      .addArgument(new Argument("<language>", "which one").choices(["cedar"]))
      .argument("<file>", "the pact")
      .option("--out <folder>", "write NAME.cedar and NAME.cedarschema there instead of the policies to standard output")
      .option("--json", "one JSON object: policies, schema, and what is listed", false)
      .addHelpText("after", "\nExit 1: something is listed. Example: pact export cedar returns-desk.pact --out policies")
      .action((_language: string, file: string, options: ExportArguments) =>
        run(async () => (await import("./export.ts")).exportTo(file, options)),
      ),
  serve: () =>
    program
      .command("serve")
      .description("the language server, for any editor")
      .option("--stdio", "speak the Language Server Protocol over standard input and output", false)
      .addHelpText("after", "\ndocs/editors.md says how Neovim, Helix and others start it.")
      .action(async (options: { stdio: boolean }) => (await import("./serve.ts")).serve(options)),
};

const asked = process.argv[2] ?? "";
for (const make of Object.hasOwn(commands, asked) ? [commands[asked]!] : Object.values(commands)) make();

// Said before anything runs: a command that ends without having come to its end was not run.
process.exitCode = exit.unrunnable;
void program
  .parseAsync()
  .catch(failed)
  .then(() => {
    process.exitCode = code;
  });

function failed(error: unknown): void {
  code = error instanceof CommanderError && error.exitCode === 0 ? exit.holds : exit.unrunnable;
  // What Commander throws it has said itself.
  if (error instanceof CommanderError) return;
  if (error instanceof Unrunnable) write(`pact: ${printable(error.message)}\n`, 2);
  else write(`pact: this is a bug of ours: ${printable((error as Error).stack ?? String(error))}\n`, 2);
}
