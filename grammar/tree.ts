// The typed tree: readonly tagged unions with offsets and nothing else. What a name refers to, what type a value has and
// what a clause decides are facts about a tree, and live in side tables of the floors above.

/** UTF-16 offsets into the text the tree was read from; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node<Kind extends string> extends Span {
  readonly kind: Kind;
}

// ── Words and values ────────────────────────────────────────────────────────────────────────────────────────────────

/** A name as its owner spells it, without back-quotes. Empty where recovery had to invent it. */
export interface Name extends Node<"name"> {
  readonly text: string;
}
export interface TextLiteral extends Node<"text"> {
  readonly value: string;
}
/** `digits` is a plain decimal without `_`; `unit` a currency, a unit of time or `tokens`. */
export interface NumberLiteral extends Node<"number"> {
  readonly digits: string;
  readonly unit: string | undefined;
}
/** `digits` as written before the `%`: `70` for `70%`. */
export interface PercentLiteral extends Node<"percent"> {
  readonly digits: string;
}
/** A date, or a date and time, as written (ISO 8601). */
export interface MomentLiteral extends Node<"moment"> {
  readonly text: string;
}
export interface BooleanLiteral extends Node<"boolean"> {
  readonly value: boolean;
}
export type Literal = TextLiteral | NumberLiteral | PercentLiteral | MomentLiteral | BooleanLiteral;

export interface RegexLiteral extends Node<"regex"> {
  readonly source: string;
  readonly flags: string;
}
export interface Duration extends Node<"duration"> {
  readonly digits: string;
  readonly unit: string;
}

export interface JsonNull extends Node<"null"> {}
export interface JsonArray extends Node<"array"> {
  readonly items: readonly Json[];
}
export interface JsonObject extends Node<"object"> {
  readonly entries: readonly { readonly key: TextLiteral; readonly value: Json }[];
}
export type Json = Literal | JsonNull | JsonArray | JsonObject;

// ── Types and sources ───────────────────────────────────────────────────────────────────────────────────────────────

export interface ScalarType extends Node<"scalar"> {
  readonly name: "text" | "boolean" | "integer" | "number" | "percent" | "duration" | "time";
}
export interface MoneyType extends Node<"money"> {
  readonly currency: Name;
}
export interface EnumType extends Node<"enum"> {
  readonly values: readonly (Name | TextLiteral)[];
}
export interface ListType extends Node<"list"> {
  readonly of: TypeNode;
}
export interface RecordType extends Node<"record-type"> {
  readonly fields: readonly Field[];
}
/** Stands where a type, a value or a condition should be and is not; the parser has said so already. */
export interface Missing extends Node<"missing"> {}
export type TypeNode = ScalarType | MoneyType | EnumType | ListType | RecordType | Missing;

export interface Field extends Span {
  readonly name: Name;
  readonly type: TypeNode;
  readonly at: At | undefined;
}

export interface IndexStep extends Node<"index"> {
  readonly index: number | "*" | Path;
}
export type Step = Name | IndexStep;
/** `a.b[0].c`: the first step is always a name. */
export interface Path extends Node<"path"> {
  readonly steps: readonly Step[];
}
/** `at a.b[0]`, `at [0].a`: where inside a result a value stands. */
export interface At extends Span {
  readonly steps: readonly Step[];
}

export interface Pattern extends Node<"pattern"> {
  readonly text: string;
}
export type Tool = Name | Pattern;
export interface AnyTool extends Node<"any-tool"> {
  readonly nature: "read-only" | "destructive";
}
export type Action = Tool | AnyTool;

export interface MessageSource extends Node<"message-source"> {
  readonly which: "last" | "any";
  readonly regex: RegexLiteral;
}
export interface KeyBinding extends Span {
  readonly argument: Name;
  readonly value: Path | undefined;
}
export interface ResultSource extends Node<"result-source"> {
  readonly tools: readonly Tool[];
  readonly keys: readonly KeyBinding[];
  readonly at: At | undefined;
}
export type Source = MessageSource | ResultSource;

// ── Conditions and values ───────────────────────────────────────────────────────────────────────────────────────────

export interface Past extends Span {
  readonly tool: Tool;
  readonly same: readonly Name[];
  readonly within: Duration | undefined;
  readonly per: Name | undefined;
}

export interface Arithmetic extends Node<"arithmetic"> {
  readonly operator: "+" | "-" | "*";
  readonly left: Value;
  readonly right: Value;
}
/** `count(x)`, `length(x)`, `age(x)`, `domain(x)`, `sum(x)`, or a judge. */
export interface FunctionCall extends Node<"function"> {
  readonly name: Name;
  readonly args: readonly Value[];
}
/** `count(calls of T …)`: `what` is `calls`; `sum(amount of T …)`: `what` is the argument. */
export interface HistoryAggregate extends Node<"history"> {
  readonly name: Name;
  readonly what: Name;
  readonly past: Past;
}
/** `count(p in payments where …)`. */
export interface FilteredCount extends Node<"filtered"> {
  readonly name: Name;
  readonly variable: Name;
  readonly list: Path;
  readonly where: Condition;
}
export type Value = Literal | Path | Arithmetic | FunctionCall | HistoryAggregate | FilteredCount | Missing;

export interface Logical extends Node<"and" | "or"> {
  readonly operands: readonly Condition[];
}
export interface Not extends Node<"not"> {
  readonly operand: Condition;
}
export interface Parenthesised extends Node<"parenthesised"> {
  readonly inner: Condition;
}
export interface After extends Node<"after"> {
  readonly past: Past;
}
export interface Quantified extends Node<"quantified"> {
  readonly quantifier: "every" | "some" | "no";
  readonly variable: Name;
  readonly list: Path;
  readonly satisfies: Condition;
}
/** A value that is itself yes or no: `when confirmed`. */
export interface Holds extends Node<"holds"> {
  readonly value: Value;
}
export type Comparator = "is" | "is not" | "<" | "<=" | ">" | ">=";
export interface Comparison extends Node<"comparison"> {
  readonly left: Value;
  readonly operator: Comparator;
  readonly right: Value;
}
export interface Known extends Node<"known"> {
  readonly left: Value;
  readonly known: boolean;
}
export interface Membership extends Node<"in"> {
  readonly left: Value;
  readonly negated: boolean;
  readonly values: readonly Value[] | Path;
}
export interface Inside extends Node<"inside"> {
  readonly left: Value;
  readonly negated: boolean;
  readonly folder: TextLiteral;
}
export interface Like extends Node<"like"> {
  readonly left: Value;
  readonly negated: boolean;
  readonly glob: TextLiteral;
}
export interface Matches extends Node<"matches"> {
  readonly left: Value;
  readonly regex: RegexLiteral;
}
export interface TextTest extends Node<"text-test"> {
  readonly left: Value;
  readonly test: "starts with" | "ends with" | "contains";
  readonly right: Value;
}
/** `user`, `respond`, or a tool and the place inside its result. */
export interface Origin extends Span {
  readonly tool: Tool;
  readonly at: At | undefined;
}
export interface ComesFrom extends Node<"comes-from"> {
  readonly left: Value;
  readonly origins: readonly Origin[];
}
export type Condition =
  | Logical
  | Not
  | Parenthesised
  | After
  | Quantified
  | Holds
  | Comparison
  | Known
  | Membership
  | Inside
  | Like
  | Matches
  | TextTest
  | ComesFrom
  | Missing;

/** `when a unless b`: both, either or none. */
export interface Conditions {
  readonly when: Condition | undefined;
  readonly unless: Condition | undefined;
}

// ── Members ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Member<Kind extends string> extends Node<Kind> {
  /** Recovery mended something inside: what is missing has been reported, and nothing more is said about it. */
  readonly broken?: true;
}

export interface VersionMember extends Member<"version"> {
  readonly version: string;
}
export interface PurposeMember extends Member<"purpose"> {
  readonly text: TextLiteral;
}
export interface EffectiveMember extends Member<"effective"> {
  readonly from: MomentLiteral;
  readonly until: MomentLiteral | undefined;
}
export interface TimezoneMember extends Member<"timezone"> {
  readonly zone: TextLiteral;
}
export interface OwnerMember extends Member<"owner"> {
  readonly owner: TextLiteral;
}
export interface ReviewersMember extends Member<"reviewers"> {
  readonly reviewers: readonly TextLiteral[];
}
export interface ReviewMember extends Member<"review"> {
  readonly every: Duration;
}
export interface AgentMember extends Member<"agent"> {
  readonly id: TextLiteral;
  readonly model: TextLiteral | undefined;
  readonly prompt: TextLiteral | undefined;
  readonly principal: Name | undefined;
  readonly fields: RecordType | undefined;
}
export interface ToolsMember extends Member<"tools"> {
  readonly from: TextLiteral;
  readonly results: "json" | "yaml" | "text" | undefined;
  readonly errors: RegexLiteral | undefined;
}
export interface SuspendMember extends Member<"suspend"> {
  readonly by: readonly (Name | TextLiteral)[];
}
export interface RefineMember extends Member<"refine"> {
  readonly actions: readonly Action[];
  readonly nature: "read-only" | "destructive" | undefined;
  readonly fields: RecordType | undefined;
}
export interface GroupMember extends Member<"group"> {
  readonly name: Name;
  readonly actions: readonly Action[];
}
export interface FactMember extends Member<"fact"> {
  readonly name: Name;
  readonly type: TypeNode | undefined;
  readonly source: Source | undefined;
}
export interface JudgeMember extends Member<"judge"> {
  readonly name: Name;
  readonly parameters: readonly { readonly name: Name; readonly type: TypeNode }[];
  readonly command: TextLiteral;
  readonly version: TextLiteral | undefined;
  readonly error: PercentLiteral;
  readonly onFailure: "true" | "false" | "unknown" | undefined;
}
interface Clause<Kind extends string> extends Member<Kind> {
  readonly name: Name;
  readonly actions: readonly Action[];
  readonly conditions: Conditions;
}
export interface MayMember extends Clause<"may"> {}
export interface NeverMember extends Clause<"never"> {
  readonly because: TextLiteral | undefined;
}
export interface Rung {
  readonly to: TextLiteral;
  readonly within: Duration;
}
export interface EscalateMember extends Clause<"escalate"> {
  readonly rungs: readonly Rung[];
  readonly carrying: readonly Name[];
  readonly because: TextLiteral | undefined;
}
export interface LimitMember extends Member<"limit"> {
  readonly name: Name;
  readonly measure: "tokens" | "cost" | "calls";
  readonly actions: readonly Action[];
  readonly soft: Literal | undefined;
  readonly hard: Literal | undefined;
  readonly per: readonly Name[];
}
export interface DelegateMember extends Member<"delegate"> {
  readonly to: TextLiteral;
  readonly actions: readonly Action[];
}
export interface HandoffMember extends Member<"handoff"> {
  readonly to: TextLiteral;
  readonly by: Tool | undefined;
  readonly carrying: readonly Name[];
  readonly rate: { readonly from: PercentLiteral; readonly to: PercentLiteral } | undefined;
}
export interface RecordMember extends Member<"record"> {
  readonly fields: readonly Name[];
  readonly redact: readonly Name[];
  readonly retain: Duration | undefined;
  readonly onFailure: "deny" | "allow" | undefined;
}
export interface ToolCall extends Span {
  readonly tool: Name;
  readonly args: readonly { readonly name: Name; readonly value: Json }[];
}
export interface SaysEvent extends Node<"says"> {
  readonly who: "user" | "agent";
  readonly text: TextLiteral;
  readonly ago: Duration | undefined;
}
export interface ReturnsEvent extends Node<"returns"> {
  readonly call: ToolCall;
  readonly result: Json;
  readonly ago: Duration | undefined;
}
export interface Given extends Span {
  readonly path: Path;
  readonly value: Literal | Name;
}
export interface TestMember extends Member<"test"> {
  readonly name: Name;
  readonly call: ToolCall;
  readonly history: readonly (SaysEvent | ReturnsEvent)[];
  readonly given: readonly Given[];
  readonly effect: "allow" | "escalate" | "deny";
  readonly by: Name | undefined;
  readonly reason: Name | undefined;
}
export interface Requirement extends Span {
  readonly metric: Name;
  readonly power: string | undefined;
  readonly of: Name | undefined;
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly threshold: Literal;
  readonly inEvery: Name | undefined;
}
export type SuiteItem =
  | (Node<"suite-agent"> & { readonly adapter: Name; readonly target: TextLiteral })
  | (Node<"suite-cases"> & { readonly files: readonly TextLiteral[] })
  | (Node<"suite-trials"> & { readonly count: string })
  | (Node<"suite-require"> & { readonly requirements: readonly Requirement[] })
  | (Node<"suite-generate"> & { readonly families: readonly Name[]; readonly seed: string | undefined })
  | (Node<"suite-schedule"> & { readonly every: Duration });
export interface SuiteMember extends Member<"suite"> {
  readonly sort: "evaluate" | "red team";
  readonly name: Name;
  readonly items: readonly SuiteItem[];
}
export type DriftItem =
  | (Node<"drift-baseline"> & { readonly file: TextLiteral })
  | (Node<"drift-watch"> & { readonly signals: readonly Name[] })
  | (Node<"drift-alarms"> & { readonly atMost: string; readonly per: Name })
  | (Node<"drift-reevaluate"> & { readonly when: readonly Name[]; readonly every: Duration | undefined });
export interface DriftMember extends Member<"drift"> {
  readonly items: readonly DriftItem[];
}
/** A member too damaged to read; its word and name survive, so that what refers to it is not reported as unknown. */
export interface BrokenMember extends Member<"broken"> {
  readonly word: string;
  readonly name: Name | undefined;
}

export type MemberNode =
  | VersionMember
  | PurposeMember
  | EffectiveMember
  | TimezoneMember
  | OwnerMember
  | ReviewersMember
  | ReviewMember
  | AgentMember
  | ToolsMember
  | SuspendMember
  | RefineMember
  | GroupMember
  | FactMember
  | JudgeMember
  | MayMember
  | NeverMember
  | EscalateMember
  | LimitMember
  | DelegateMember
  | HandoffMember
  | RecordMember
  | TestMember
  | SuiteMember
  | DriftMember
  | BrokenMember;

export interface Pact extends Node<"pact" | "charter"> {
  readonly name: Name;
  readonly title: TextLiteral | undefined;
  readonly under: TextLiteral | undefined;
  readonly members: readonly MemberNode[];
}

/** Ends a switch over a tagged union: a new kind that nobody handles is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
