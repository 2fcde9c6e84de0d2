// Random conditions that a checker has nothing to say against: like is compared with like, over what is there to be read.
import { computed, listsIn, literalOf, type Operand, operandsIn, pastOf, placeIn, type Reach } from "./arbitrary-values.ts";
import type { Comparator, RefCondition, RefOrigin, RefPath, RefValue } from "./model.ts";
import { textsOf } from "./pools.ts";

const comparators: readonly Comparator[] = ["<", "<=", ">", ">=", "is", "is not"];

/** At most `depth` conditions inside each other. */
export function conditionIn(reach: Reach, depth: number): RefCondition {
  const { choose } = reach;
  if (depth <= 1 || choose.chance(45)) return leafIn(reach, depth);
  if (choose.chance(15)) return { kind: "not", part: conditionIn({ ...reach, positive: false }, depth - 1) };
  const parts = [conditionIn(reach, depth - 1), conditionIn(reach, depth - 1)];
  return { kind: choose.chance(60) ? "and" : "or", parts };
}

function leafIn(reach: Reach, depth: number): RefCondition {
  const { choose } = reach;
  const kind = choose.below(100);
  if (kind < 14) return pastCondition(reach);
  if (kind < 30) return originCondition(reach) ?? comparisonIn(reach);
  if (kind < 44) return listCondition(reach, depth) ?? comparisonIn(reach);
  if (kind < 50) return judgeCondition(reach) ?? comparisonIn(reach);
  if (kind < 55) return { kind: "known", value: choose.pick(operandsIn(reach)).value, known: choose.chance(50) };
  return comparisonIn(reach);
}

// ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────────────

function comparisonIn(reach: Reach): RefCondition {
  const operands = operandsIn(reach);
  const operand = reach.choose.chance(15) ? computed(reach) : reach.choose.pick(preferred(reach, operands));
  switch (operand.type.kind) {
    case "text":
      return textCondition(reach, operand);
    case "enum":
      return enumCondition(reach, operand);
    case "boolean": {
      if (reach.choose.chance(70)) return { kind: "holds", value: operand.value };
      return {
        kind: "compare",
        left: operand.value,
        operator: reach.choose.chance(50) ? "is" : "is not",
        right: { kind: "boolean", value: reach.choose.chance(50) },
      };
    }
    default:
      return orderCondition(reach, operand);
  }
}

/** Arguments, facts and variables are more telling than who asks and where. */
function preferred(reach: Reach, operands: readonly Operand[]): readonly Operand[] {
  const telling = operands.filter((operand) => operand.origin !== "world");
  return telling.length > 0 && reach.choose.chance(85) ? telling : operands;
}

/** Another value of the same kind, or a literal. */
function counterpart(reach: Reach, operand: Operand): RefValue {
  const alike = operandsIn(reach).filter(
    (other) =>
      JSON.stringify(other.type) === JSON.stringify(operand.type) &&
      other.topic === operand.topic &&
      JSON.stringify(other.value) !== JSON.stringify(operand.value),
  );
  return alike.length > 0 && reach.choose.chance(45) ? reach.choose.pick(alike).value : literalOf(reach, operand);
}

function orderCondition(reach: Reach, operand: Operand): RefCondition {
  const { choose } = reach;
  const right = counterpart(reach, operand);
  const sameKind = literalOf(reach, operand);
  if (operand.type.kind === "time" || operand.type.kind === "percent" || !choose.chance(20)) {
    return { kind: "compare", left: operand.value, operator: choose.pick(comparators), right };
  }
  const left: RefValue = choose.chance(50)
    ? { kind: "arithmetic", operator: choose.chance(50) ? "+" : "-", left: operand.value, right: sameKind }
    : { kind: "arithmetic", operator: "*", left: operand.value, right: { kind: "number", digits: choose.pick(["2", "3"]) } };
  return { kind: "compare", left, operator: choose.pick(comparators), right };
}

function enumCondition(reach: Reach, operand: Operand): RefCondition {
  const { choose } = reach;
  if (operand.type.kind !== "enum" || choose.chance(55)) {
    return { kind: "compare", left: operand.value, operator: choose.chance(65) ? "is" : "is not", right: counterpart(reach, operand) };
  }
  const words = choose.some(operand.type.values, 60);
  const among = (words.length > 0 ? words : operand.type.values.slice(0, 1)).map((word): RefValue => ({ kind: "word", word }));
  return { kind: "in", left: operand.value, negated: choose.chance(30), among };
}

const regexes = [
  { source: "^[A-Z]\\d+$", flags: "" },
  { source: "refund", flags: "i" },
  { source: "\\b(north|ann)\\b", flags: "i" },
  { source: "1", flags: "" },
  { source: "^$", flags: "" },
];

function textCondition(reach: Reach, operand: Operand): RefCondition {
  const { choose } = reach;
  const left = operand.value;
  const kind = choose.below(100);
  if (operand.topic === "file" && kind < 45) {
    return { kind: "inside", left, negated: choose.chance(30), text: choose.pick(["/srv/app", "/srv"]) };
  }
  if (operand.topic === "file" && kind < 60) {
    return { kind: "like", left, negated: choose.chance(30), text: choose.pick(["/srv/**/.env", "/srv/app/*", "/srv/*/b"]) };
  }
  if (operand.topic === "mail" && kind < 50) {
    const domain: RefValue = { kind: "function", name: "domain", of: left };
    return { kind: "compare", left: domain, operator: choose.chance(50) ? "is" : "is not", right: { kind: "text", text: "shop.example" } };
  }
  const literals = textsOf(operand.topic).map((text): RefValue => ({ kind: "text", text }));
  const piece: RefValue = { kind: "text", text: choose.pick(["A", "1", "nor", "th", "c", "ann", "2", "shop.example"]) };
  if (kind < 65) return { kind: "compare", left, operator: choose.chance(65) ? "is" : "is not", right: counterpart(reach, operand) };
  if (kind < 75) {
    const lists = listsIn(reach).filter((list) => list.topic === operand.topic && list.of.kind === "text");
    const among = lists.length > 0 && choose.chance(60) ? choose.pick(lists).path : [choose.pick(literals), counterpart(reach, operand)];
    return { kind: "in", left, negated: choose.chance(30), among };
  }
  if (kind < 80) return { kind: "matches", left, regex: choose.pick(regexes) };
  if (kind < 83) return { kind: "like", left, negated: choose.chance(30), text: choose.pick(["A*", "*1", "*or*"]) };
  if (kind < 88) {
    const length: RefValue = { kind: "function", name: "length", of: left };
    return {
      kind: "compare",
      left: length,
      operator: choose.pick(comparators),
      right: { kind: "number", digits: choose.pick(["2", "5", "7"]) },
    };
  }
  return { kind: choose.pick(["starts with", "ends with", "contains"] as const), left, right: piece };
}

// ── The past, origins, lists and judges ─────────────────────────────────────────────────────────────────────────────

function pastCondition(reach: Reach): RefCondition {
  const { choose } = reach;
  if (choose.chance(50)) return { kind: "after", past: pastOf(reach, choose.pick(reach.tools).name, true) };
  const left = computed(reach, "past");
  return { kind: "compare", left: left.value, operator: choose.pick(["<", "<=", ">", ">="] as const), right: literalOf(reach, left) };
}

function originCondition(reach: Reach): RefCondition | undefined {
  const { choose } = reach;
  const kinds = ["text", "enum", "integer", "number", "money", "boolean"];
  const scalars = operandsIn(reach).filter(
    ({ origin, type }) => (origin === "argument" || origin === "variable") && kinds.includes(type.kind),
  );
  const lists = listsIn(reach).filter(({ origin, of }) => origin === "argument" && kinds.includes(of.kind));
  const paths = [...scalars.flatMap(({ value }) => (value.kind === "path" ? [value.path] : [])), ...lists.map(({ path }) => path)];
  if (paths.length === 0) return undefined;
  const origins = Array.from({ length: choose.chance(75) ? 1 : 2 }, () => originIn(reach));
  return { kind: "comes from", value: choose.pick(paths), origins };
}

function originIn(reach: Reach): RefOrigin {
  const { choose } = reach;
  const kind = choose.below(100);
  if (kind < 42) return { from: "user" };
  if (kind < 55) return { from: "respond" };
  if (kind < 63) return { from: "get_*" };
  const tool = choose.pick(reach.tools).name;
  const at = placeIn(reach, tool);
  return at && choose.chance(50) ? { from: tool, at } : { from: tool };
}

function listCondition(reach: Reach, depth: number): RefCondition | undefined {
  const { choose } = reach;
  const lists = listsIn(reach);
  if (lists.length === 0) return undefined;
  const list = choose.pick(lists);
  const variable = `v${reach.variables.length + 1}`;
  const origin = list.origin === "argument" || list.origin === "variable" ? "variable" : "fact";
  const variables = [...reach.variables, { name: variable, type: list.of, topic: list.topic, origin } as const];
  const inner: Reach = { ...reach, positive: false, variables };
  const count = (value: RefValue): RefCondition => ({
    kind: "compare",
    left: value,
    operator: choose.pick(comparators),
    right: { kind: "number", digits: choose.pick(["0", "1", "2"]) },
  });
  const listValue: RefValue = { kind: "path", path: list.path };
  const kind = choose.below(100);
  if (kind < 15) return count({ kind: "function", name: "count", of: listValue });
  if (kind < 30 && list.of.kind === "text") {
    return { kind: "contains", left: listValue, right: { kind: "text", text: choose.pick(textsOf(list.topic)) } };
  }
  if (kind < 65 && list.of.kind === "integer") return count({ kind: "function", name: "sum", of: listValue });
  if (kind < 45) return count({ kind: "filtered", variable, list: list.path, where: aboutVariable(inner, variable, depth) });
  const quantifier = choose.pick(["every", "some", "no"] as const);
  return { kind: "quantified", quantifier, variable, list: list.path, satisfies: aboutVariable(inner, variable, depth) };
}

/** Nearly always a condition on the variable itself, since one that ignores it says little. */
function aboutVariable(reach: Reach, variable: string, depth: number): RefCondition {
  const own = operandsIn(reach).filter(({ value }) => value.kind === "path" && value.path.name === variable);
  if (own.length === 0 || reach.choose.chance(15)) return conditionIn(reach, depth - 1);
  const operand = reach.choose.pick(own);
  const path: RefPath | undefined = operand.value.kind === "path" ? operand.value.path : undefined;
  if (path && operand.origin === "variable" && reach.choose.chance(25))
    return { kind: "comes from", value: path, origins: [originIn(reach)] };
  if (reach.choose.chance(10)) return { kind: "known", value: operand.value, known: reach.choose.chance(50) };
  return operand.type.kind === "text" ? textCondition(reach, operand) : orderCondition(reach, operand);
}

/** A judge whose failure counts as true stands only where that makes a `never` hold. */
function judgeCondition(reach: Reach): RefCondition | undefined {
  const judges = reach.judges.filter((judge) => judge.onFailure !== "true" || reach.positive);
  const words = operandsIn(reach).filter(({ type, topic }) => type.kind === "text" && topic === "word");
  if (judges.length === 0 || words.length === 0) return undefined;
  return { kind: "holds", value: { kind: "judge", judge: reach.choose.pick(judges).name, of: reach.choose.pick(words).value } };
}
