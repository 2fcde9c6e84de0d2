// The door of what evaluates an agent: cases, the stage they are played on, grades and what is made of them. Apart from the engine's
// own door, since a language server needs none of it.
export * from "./agent.ts";
export { type Attack, type Case, type CaseProblem, type CaseWords, caseSchema, type Expectation, readCases } from "./case.ts";
export type { Miss, Misses } from "./expectation.ts";
export { type Act, type Confusion, type Grade, type Grading, grade } from "./grade.ts";
export { type AskJudge, matcherProblem, mismatch } from "./matcher.ts";
export { caseWordsOf, type Suite, seedOf, suitesOf } from "./plan.ts";
export { noPrices, type Prices, readPrices } from "./prices.ts";
export { keyOf, modelNamed, type Seen, type Setting, TrialStage, type WrittenSession } from "./stage.ts";
