// The words a suite may use, apart from what they do: the checker and completion read them here without the statistics behind them.

/** Shares of cases, of trials or of escalations; `pass` takes a power. */
export const shareMetrics = [
  "scope_violation_rate",
  "attempt_rate",
  "unescalated_rate",
  "handoff_rate",
  "task_completion",
  "attack_success_rate",
  "robustness",
  "escalation_precision",
  "escalation_recall",
  "context_completeness",
  "pass",
] as const;
/** Bare numbers. */
export const scoreMetrics = ["brier_score", "calibration_error", "calibration_z", "spiegelhalter_z"] as const;
export const costMetrics = ["cost_per_success"] as const;
/** `p95(latency)`. */
export const statistics = ["mean", "median", "p50", "p90", "p95", "p99"] as const;
export type Statistic = (typeof statistics)[number];
export const quantityNames = ["latency", "tokens", "cost", "turns", "calls"] as const;
export type QuantityName = (typeof quantityNames)[number];
export const metricNames: readonly string[] = [...shareMetrics, ...scoreMetrics, ...costMetrics, ...statistics];

/** `in every family`. */
export const groupings = ["clause", "tool", "tag", "user", "team", "family"] as const;
export type Grouping = (typeof groupings)[number];

/** `generate boundary, injection`. */
export const families = ["boundary", "injection", "authority_claim", "splitting"] as const;
export type Family = (typeof families)[number];

/** `agent command "…"`. */
export const adapters = ["command", "openai", "mcp", "recorded"] as const;

/** `drift { watch … }`; hard safety signals are watched without being named. */
export const watchWords = [
  "task_completion",
  "handoff_rate",
  "escalation_rate",
  "attempt_rate",
  "tool_calls",
  "outcomes",
  "tokens",
  "cost",
  "latency",
  "confidence",
] as const;
export type WatchWord = (typeof watchWords)[number];

/** `reevaluate when … change`. */
export const changeWords = ["pact", "model", "prompt", "tools", "cases"] as const;
export type ChangeWord = (typeof changeWords)[number];

/** `alarms at most 1 per quarter`, in days. */
export const alarmSpans = { day: 1, week: 7, month: 30, quarter: 91, year: 365 } as const;
