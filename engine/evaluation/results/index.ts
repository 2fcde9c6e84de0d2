// The door of a run's results: the table of cases, what is shown of it and in which order, how amounts are spread, two runs compared.
export { type CaseChange, type Comparison, caseChanges, type MetricChange, metricChanges } from "./compare.ts";
export { type Distribution, distribution } from "./distribution.ts";
export {
  mostRows,
  type Overview,
  type ResultsAnswer,
  type ResultsRequest,
  requestSchema,
  type SessionFound,
  type TrialRow,
  trialRowOf,
} from "./protocol.ts";
export { type CaseRow, type Place, ResultsTable } from "./table.ts";
export { needsLook, type Sorting, sortings, type View, viewOf } from "./view.ts";
