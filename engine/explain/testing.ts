// How a pact is tried: the examples it carries, the evaluations of its agent, and what is watched once it runs.
import type { DriftItem, MemberNode, Requirement, SuiteItem, TestMember } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import { doing } from "./actions.ts";
import type { Item } from "./blocks.ts";
import { every, grouped, listed, literal, names, plural, quoted, spelled, spoken } from "./phrases.ts";

type Member<Kind extends MemberNode["kind"]> = Extract<MemberNode, { kind: Kind }>;

export function explainTests(tests: readonly TestMember[], model: Model): Item[] {
  if (tests.length === 0) return [];
  return [
    {
      text: `${plural(tests.length, "example")} ${tests.length === 1 ? "is" : "are"} tried whenever the pact is tested:`,
      items: tests.map((test) => explainTest(test, model)),
    },
  ];
}

export function explainTest({ name, call, effect, by, reason }: TestMember, model: Model): Item {
  const what = doing([call.tool], model);
  const why = by ? ` because of ${spelled(by.text)}` : reason ? ` because ${reasons[reason.text] ?? spoken(reason.text)}` : "";
  return { name: spelled(name.text), text: `the agent wants to ${what}, and ${effects[effect]}${why}.` };
}

const effects = { allow: "may", deny: "is refused", escalate: "a person has to decide" };
const reasons: Readonly<Record<string, string>> = {
  suspended: "the pact is suspended",
  not_in_force: "the pact is not in force",
  indeterminate: "it cannot be told whether it is prohibited",
  hard_cap: "a limit is reached",
  evidence_unavailable: "it cannot be recorded",
  out_of_scope: "nothing allows it",
};

export function explainSuite({ sort, name, items }: Member<"suite">): Item {
  const isRecorded = items.some((item) => item.kind === "suite-agent" && item.adapter.text === "recorded");
  const lead = isRecorded
    ? "What the agent has done is held against this pact"
    : sort === "evaluate"
      ? "The agent is tried on cases"
      : "The agent is attacked, to see whether it holds";
  return { name: spelled(name.text), text: items.length > 0 ? `${lead}:` : `${lead}.`, items: items.flatMap(suiteItem) };
}

function suiteItem(item: SuiteItem): Item[] {
  switch (item.kind) {
    case "suite-agent":
      return [
        {
          text:
            item.adapter.text === "recorded"
              ? `The recordings stand in ${quoted(item.target.value)}.`
              : `It is reached by ${spoken(item.adapter.text)}: ${quoted(item.target.value)}.`,
        },
      ];
    case "suite-cases":
      return [{ text: `The cases stand in ${listed(item.files.map(({ value }) => quoted(value)))}.` }];
    case "suite-trials":
      return [{ text: `Each case is tried ${plural(Number(item.count), "time")}.` }];
    case "suite-require":
      return item.requirements.map((requirement) => ({ text: `It passes only if ${requirementWords(requirement)}.` }));
    case "suite-generate":
      return [{ text: `More cases are made up: ${names(item.families)}${item.seed ? ` (by the random seed ${item.seed})` : ""}.` }];
    case "suite-schedule":
      return [{ text: `That is done ${every(item.every)}.` }];
    default:
      return assertNever(item);
  }
}

const sizes = { "<": "is under", "<=": "is at most", ">": "is over", ">=": "is at least" };

function requirementWords({ metric, power, of, operator, threshold, inEvery }: Requirement): string {
  const name = spoken(metric.text);
  const [, part] = /^p(\d+)$/.exec(metric.text) ?? [];
  const words = power
    ? `the share of cases in which all of ${power} trials pass${metric.text === "pass" ? "" : ` (${name})`}`
    : of
      ? `the ${part ? `${spoken(of.text)} that ${part}% stay below` : `${name} of the ${spoken(of.text)}`}`
      : `the ${name}`;
  return `${words} ${sizes[operator]} ${literal(threshold)}${inEvery ? `, in every ${spoken(inEvery.text)}` : ""}`;
}

export const explainDrift = ({ items }: Member<"drift">): Item[] => items.map(driftItem);

function driftItem(item: DriftItem): Item {
  switch (item.kind) {
    case "drift-baseline":
      return { text: `How the agent behaves is compared with ${quoted(item.file.value)}.` };
    case "drift-watch":
      return { text: `Watched for change: ${names(item.signals)}.` };
    case "drift-alarms":
      return {
        text: `At most ${grouped(item.atMost)} false ${item.atMost === "1" ? "alarm" : "alarms"} in each ${spoken(item.per.text)} ${item.atMost === "1" ? "is" : "are"} put up with.`,
      };
    case "drift-reevaluate":
      return {
        text: `It is tried again when ${item.when.length > 0 ? `its ${names(item.when, "or")} ${item.when.length === 1 ? "changes" : "change"}` : "something changes"}${item.every ? `, and ${every(item.every)}` : ""}.`,
      };
    default:
      return assertNever(item);
  }
}
