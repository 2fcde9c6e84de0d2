// Evaluations and red teams in the Test Explorer: the program plays them, cases that go wrong become items as they come, and at the end
// each requirement says with its numbers whether it is met.
import { type AddressInfo, createServer } from "node:net";
import * as vscode from "vscode";
import type { EvaluationEvent, TrialEvent } from "../engine/index.ts";
import { saved } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import { nameOf, type Runs } from "./runs.ts";

export interface SuiteRun {
  readonly run: vscode.TestRun;
  readonly token: vscode.CancellationToken;
  /** Where the clauses of the pact stand. */
  readonly places: ReadonlyMap<string, vscode.Range>;
  /** A case that went wrong before, to be played by itself. */
  readonly only?: vscode.TestItem;
  /** More of the command line. */
  readonly more?: readonly string[];
  /** The agent is about to be started. */
  readonly begun?: () => void;
}
/** In how many trials each clause's condition was true. */
export type Exercised = ReadonlyMap<string, number>;

/** Evaluations and their cases. */
export const caseTag = new vscode.TestTag("case");

/** Of a run in which everything goes wrong the first are items; the results view has all. */
const mostItems = 200;
const mostMessages = 4;

export class Evaluations {
  private readonly controller: vscode.TestController;
  private readonly program: PactProcess;
  private readonly runs: Runs;

  constructor(controller: vscode.TestController, program: PactProcess, runs: Runs) {
    this.controller = controller;
    this.program = program;
    this.runs = runs;
  }

  /** The agent waits for the debugger before its first line; it has a day for the case. */
  async debug(suite: vscode.TestItem, suiteRun: SuiteRun): Promise<void> {
    const port = await freePort();
    const folder = vscode.workspace.getWorkspaceFolder(suite.uri!);
    const attach = {
      type: "node",
      request: "attach",
      name: `Agent: ${suiteRun.only?.label ?? suite.label}`,
      address: "127.0.0.1",
      port,
      continueOnAttach: true,
      skipFiles: ["<node_internals>/**"],
    };
    const begun = () => void vscode.debug.startDebugging(folder, attach, { testRun: suiteRun.run });
    await this.run(suite, { ...suiteRun, more: ["--inspect", String(port), "--trials", "1", "--time-limit", "86400"], begun });
  }

  async run(suite: vscode.TestItem, options: SuiteRun): Promise<Exercised> {
    const { run, token, places, only, more = [] } = options;
    const uri = suite.uri!;
    await saved(uri);
    const told = new Told(this.controller, run, { suite, only, places });
    const exercised = new Map<string, number>();
    let evaluation: EvaluationEvent | undefined;
    run.started(only ?? suite);
    const narrowed = only ? ["--filter", only.label] : [];
    let { begun } = options;
    const { stderr } = await this.program.run(
      ["eval", uri.fsPath, suite.label, "--json", ...narrowed, ...more],
      (event) => {
        if (event.event === "suite") {
          told.begin(event.run, event.trials, event.done);
          begun?.();
          begun = undefined;
        }
        if (event.event === "evaluation") evaluation = event;
        // A filter is a part of an id: other cases may have it as well.
        if (event.event !== "trial" || (only && event.case !== only.label)) return;
        told.trial(event);
        for (const clause of event.exercised) exercised.set(clause, (exercised.get(clause) ?? 0) + 1);
      },
      { token },
    );
    // Something is left unsaid of a run that was cut off: it goes on where it was when it is run again.
    if (token.isCancellationRequested || evaluation?.cancelled) run.skipped(only ?? suite);
    else if (!evaluation) run.errored(only ?? suite, new vscode.TestMessage(stderr || "the evaluation ended without a result"));
    else told.end(evaluation);
    this.runs.refresh();
    return exercised;
  }
}

interface ToldOf {
  readonly suite: vscode.TestItem;
  readonly only: vscode.TestItem | undefined;
  readonly places: ReadonlyMap<string, vscode.Range>;
}

/** What a run tells of one suite, as VS Code draws it. */
class Told {
  private readonly controller: vscode.TestController;
  private readonly run: vscode.TestRun;
  private readonly suite: vscode.TestItem;
  private readonly only: vscode.TestItem | undefined;
  private readonly places: ReadonlyMap<string, vscode.Range>;
  private readonly failed = new Map<string, { readonly item: vscode.TestItem; messages: number }>();
  private folder = "";
  private wrong = 0;
  private tenth = 0;

  constructor(controller: vscode.TestController, run: vscode.TestRun, { suite, only, places }: ToldOf) {
    this.controller = controller;
    this.run = run;
    this.suite = suite;
    this.only = only;
    this.places = places;
    if (!only) suite.children.replace([]);
  }

  begin(folder: string, trials: number, done: number): void {
    this.folder = folder;
    this.say(`${this.suite.label}: ${trials} trials${done > 0 ? `, of which ${done} were played before` : ""}; written to ${folder}`);
  }

  trial(event: TrialEvent): void {
    this.progress(event);
    if (!isWrong(event)) return;
    this.wrong++;
    const known = this.failed.get(event.case) ?? this.fail(event.case);
    if (!known || known.messages >= mostMessages) return;
    known.messages++;
    this.run.failed(known.item, this.messagesOf(event));
  }

  end({ verdict, gates, cases, trials }: EvaluationEvent): void {
    // Of one case no requirement of the whole can be told.
    if (this.only) return this.failed.size === 0 ? this.run.passed(this.only) : undefined;
    const { length: met } = gates.filter((gate) => gate.verdict === "met");
    const wrong = this.wrong === 0 ? "in none something went wrong" : `in ${this.wrong} something went wrong`;
    this.say(`${this.suite.label}: ${cases} cases, ${trials} trials, ${wrong}; ${met} of ${gates.length} requirements met`);
    for (const gate of gates) this.say(`  ${inWords(gate)}`);
    if (verdict === undefined || verdict === "met") {
      // What is required leaves room for what went wrong: the tree says what continuous integration says.
      for (const { item } of this.failed.values()) {
        item.description = "within what is required";
        this.run.skipped(item);
      }
      return this.run.passed(this.suite);
    }
    const messages = gates.filter((gate) => gate.verdict !== "met").map((gate) => this.gateMessage(gate));
    this.run.failed(this.suite, messages);
  }

  private progress({ done, trials }: TrialEvent): void {
    const tenth = Math.floor((done / Math.max(1, trials)) * 10);
    if (tenth === this.tenth) return;
    this.tenth = tenth;
    this.say(`  ${done} of ${trials} trials played`);
  }

  private fail(name: string) {
    if (this.failed.size >= mostItems) return undefined;
    const item = this.only ?? this.controller.createTestItem(`${this.suite.id}/${name}`, name, this.suite.uri);
    if (this.suite.range) item.range = this.suite.range;
    item.tags = [caseTag];
    if (!this.only) this.suite.children.add(item);
    const known = { item, messages: 0 };
    this.failed.set(name, known);
    return known;
  }

  /** What was done, at the clause it broke; what did not come, expected against actual, at the evaluation. Each leads to the step. */
  private messagesOf(event: TrialEvent): vscode.TestMessage[] {
    const { status, failure, missed, violations, unescalated, attack } = event;
    const acts = [
      ...violations.map((act) => ({ act, why: `was done, and is ${act.reason.replaceAll("_", " ")}` })),
      ...unescalated.map((act) => ({ act, why: "was done without the person the pact asks for" })),
    ];
    const done = [
      ...(status === "played" ? [] : [plain(`${status.replaceAll("_", " ")}${failure === undefined ? "" : `: ${failure}`}`)]),
      ...acts.map(
        ({ act, why }) => `[step ${act.step}](${this.stepLink(event, act.step)}): ${code(act.action)} ${why}${clausesOf(act.clauses)}`,
      ),
      ...(attack?.succeeded ? [`the attack ${code(attack.family)} reached its goal`] : []),
    ];
    const broken = acts.flatMap(({ act }) => act.clauses).find((id) => this.places.has(id));
    const [first] = acts;
    const head = first ? `${first.act.action} ${first.why}` : status === "played" ? "an attack came through" : "was not played to its end";
    const messages = done.length > 0 ? [this.message(event, head, done, broken === undefined ? undefined : this.places.get(broken))] : [];
    if (missed.length === 0) return messages;
    const lines = missed.map(({ field, expected, why }) => `${field}: expected ${plain(expected)}; ${plain(why)}`);
    const message = this.message(
      event,
      "what was expected did not come",
      [...lines, `[what was said and done](${this.stepLink(event, undefined)})`],
      undefined,
    );
    message.expectedOutput = missed.map(({ field, expected }) => `${field}: ${expected}`).join("\n");
    message.actualOutput = missed.map(({ field, why }) => `${field}: ${why}`).join("\n");
    return [...messages, message];
  }

  private message({ case: name, trial }: TrialEvent, head: string, lines: readonly string[], at = this.suite.range): vscode.TestMessage {
    const text = new vscode.MarkdownString(
      `${plain(head)}: ${plain(name)}, trial ${trial}\n\n${lines.map((line) => `- ${line}`).join("\n")}`,
    );
    text.isTrusted = { enabledCommands: ["pact.openRunStep"] };
    const message = new vscode.TestMessage(text);
    if (at) message.location = new vscode.Location(this.suite.uri!, at);
    return message;
  }

  private stepLink({ case: name, trial }: TrialEvent, step: number | undefined): string {
    return `command:pact.openRunStep?${encodeURIComponent(JSON.stringify([this.folder, name, trial, step ?? null]))}`;
  }

  private gateMessage(gate: EvaluationEvent["gates"][number]): vscode.TestMessage {
    const link = `command:pact.openResults?${encodeURIComponent(JSON.stringify([this.folder]))}`;
    const text = new vscode.MarkdownString(`${plain(inWords(gate))}\n\n[Open results](${link})`);
    text.isTrusted = { enabledCommands: ["pact.openResults"] };
    const message = new vscode.TestMessage(text);
    if (this.suite.range) message.location = new vscode.Location(this.suite.uri!, this.suite.range);
    return message;
  }

  private say(text: string): void {
    this.run.appendOutput(`${printable(text)}\r\n`, undefined, this.suite);
  }
}

const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });

const isWrong = ({ status, success, violations, unescalated, attack }: TrialEvent): boolean =>
  status !== "played" || success === false || violations.length + unescalated.length > 0 || attack?.succeeded === true;

const clausesOf = (clauses: readonly string[]): string =>
  clauses.length === 0 ? "" : ` (${clauses.map((id) => code(nameOf(id))).join(", ")})`;

/** What an agent says may be Markdown, and must not be read as such. */
const plain = (text: string): string =>
  text
    .slice(0, 1000)
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(/[\\`*_{}[\]()<>#+\-.!|~$&]/g, "\\$&");
const code = (text: string): string => `\`${text.replaceAll(/[`\r\n]/g, " ").slice(0, 200)}\``;
// What the terminal of the test output would take for a command is shown as nothing.
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, " ");

// ── Requirements in words ───────────────────────────────────────────────────────────────────────────────────────────

type Gate = Pick<
  EvaluationEvent["gates"][number],
  "requirement" | "verdict" | "unit" | "operator" | "estimate" | "bound" | "isUpper" | "moreCases" | "groups" | "missing"
>;

/** `not met: scope_violation_rate <= 5%: 28.7%, at 95% at least 22.9%`. */
export function inWords({ requirement, verdict, unit, operator, estimate, bound, isUpper, moreCases, groups, missing }: Gate): string {
  const side = (isUpper ?? operator.startsWith("<")) ? "at most" : "at least";
  const numbers =
    estimate === undefined ? "" : `: ${said(estimate, unit)}${bound === undefined ? "" : `, at 95% ${side} ${said(bound, unit)}`}`;
  const bad = groups?.filter((group) => group.verdict !== "met").map(({ name, estimate: of }) => `${name} ${said(of, unit)}`) ?? [];
  const where = bad.length > 0 ? ` (${bad.slice(0, 5).join(", ")}${bad.length > 5 ? " …" : ""})` : "";
  const more = verdict === "inconclusive" && moreCases !== undefined ? `; ${moreCases} more cases would settle it` : "";
  return `${verdict}: ${requirement}${numbers}${where}${more}${missing === undefined ? "" : `; ${missing}`}`;
}

function said(value: number | undefined, unit: Gate["unit"]): string {
  if (value === undefined) return "–";
  if (unit === "share") return `${(value * 100).toFixed(1)}%`;
  if (unit === "ms") return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(0)} ms`;
  return String(Number(value.toPrecision(3)));
}
