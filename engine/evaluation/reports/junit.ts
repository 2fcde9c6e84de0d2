// JUnit's XML as continuous integration reads it (github.com/testmoapp/junitxml): a suite for the requirements, one for the cases.
import type { Grade } from "../grade.ts";
import type { Told } from "./told.ts";
import { boundOf, hasFailed, reasonsOf, said, visible, why } from "./words.ts";

export function asJUnit(all: readonly Told[]): string {
  const suites = all.flatMap((told) => [gatesSuite(told), casesSuite(told)]);
  const count = (name: string) => suites.reduce((sum, suite) => sum + Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1] ?? 0), 0);
  const totals = `tests="${count("tests")}" failures="${count("failures")}" errors="${count("errors")}" skipped="${count("skipped")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pact eval" ${totals}>\n${suites.join("")}</testsuites>\n`;
}

function suite(name: string, tests: readonly string[]): string {
  const count = (tag: string) => tests.filter((test) => test.includes(`<${tag}`)).length;
  const totals = `tests="${tests.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  return `  <testsuite name="${escaped(name)}" ${totals}>\n${tests.join("")}  </testsuite>\n`;
}

function testCase(name: string, classname: string, inside: string, time?: number): string {
  const attributes = `name="${escaped(name)}" classname="${escaped(classname)}"${time === undefined ? "" : ` time="${(time / 1000).toFixed(3)}"`}`;
  return inside ? `    <testcase ${attributes}>${inside}</testcase>\n` : `    <testcase ${attributes}/>\n`;
}

const problem = (tag: "failure" | "error" | "skipped", message: string, body = ""): string =>
  `<${tag} message="${escaped(message)}"${body ? `>${escaped(body)}</${tag}>` : "/>"}`;

function gatesSuite({ report }: Told): string {
  const tests = report.gates.map((gate) => {
    const message = `${gate.verdict}: ${said(gate.estimate, gate.unit)}, at 95% ${boundOf(gate)}${why(gate) ? `; ${why(gate)}` : ""}`;
    const inside = gate.verdict === "met" ? "" : problem(gate.verdict === "not evaluable" ? "error" : "failure", message);
    return testCase(gate.requirement, report.suite, inside);
  });
  return suite(`${report.suite} requirements`, tests);
}

function casesSuite({ report, grades }: Told): string {
  return suite(
    `${report.suite} cases`,
    grades.map((grade) =>
      testCase(
        nameOf(grade, grades),
        `${report.suite}.${grade.attack?.family ?? grade.tags[0] ?? "cases"}`,
        insideOf(grade),
        grade.latencyMs,
      ),
    ),
  );
}

const nameOf = ({ case: id, trial }: Grade, grades: readonly Grade[]): string =>
  grades.some((each) => each.trial > 0) ? `${id}, trial ${trial}` : id;

function insideOf(grade: Grade): string {
  if (!hasFailed(grade)) return "";
  const reasons = reasonsOf(grade);
  return problem(grade.status === "played" ? "failure" : "error", reasons[0]!, reasons.join("\n"));
}

/** Lines stay lines; other characters that control are none in XML. */
const escaped = (text: string): string =>
  text
    .split("\n")
    .map(visible)
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
