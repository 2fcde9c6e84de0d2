// The door of what evaluates an agent: cases, the stage they are played on, grades. Apart from the engine's own door, since a language
// server needs none of it; what is measured and what attacks has doors of its own, since the statistics are large.
export * from "./agent.ts";
export { type Attack, type Case, caseJsonSchema, caseSchema, type Expectation } from "./case.ts";
export { caseOfStep, type WrittenCase } from "./case-of-step.ts";
export type { CaseWords } from "./case-words.ts";
export type { Miss, Misses } from "./expectation.ts";
export { type Act, type Confusion, type Grade, type Grading, grade } from "./grade.ts";
export { type AskJudge, matcherProblem, mismatch } from "./matcher.ts";
export type { Gate, GateGroup, Measured, Report, Unit } from "./measure/index.ts";
export * from "./names.ts";
export { caseWordsOf, type Suite, seedOf, suitesOf } from "./plan.ts";
export { noPrices, type Prices, readPrices } from "./prices.ts";
export { type CaseProblem, caseProblemText, readCases } from "./read-cases.ts";
export { asHtml } from "./reports/html.ts";
export { asJUnit } from "./reports/junit.ts";
export { asMarkdown } from "./reports/markdown.ts";
export type { Told } from "./reports/told.ts";
export * as words from "./reports/words.ts";
export { keyOf, modelNamed, type Seen, type Setting, TrialStage, type WrittenSession } from "./stage.ts";
