// A request to a pact as a request to Cedar: the mapping that the head of the exported policies describes, as code.
// A value that Cedar cannot hold exactly is never rounded or left out: such a request is not put, and denied.
import type { Model } from "../analysis/model.ts";
import { canonicalAction, parametersOf } from "../analysis/model.ts";
import type { FieldType, Type } from "../analysis/types.ts";
import { isIntegral, isNum, toDouble } from "../decision/decimal.ts";
import type { Request } from "../decision/decision.ts";
import type { SessionMonitor } from "../decision/monitor.ts";
import { isRawObject, own, type Raw, type RawObject, typed } from "../decision/values.ts";
import { decimalText } from "./cedar-expression.ts";
import { actionsOf, hostFacts, isClosed, principalFields } from "./cedar-schema.ts";
import { type Carrier, carrierOf } from "./cedar-types.ts";

/** In Cedar's JSON form (docs.cedarpolicy.com/auth/entities-syntax.html); no entities besides are needed. */
export type CedarValue = string | number | boolean | readonly CedarValue[] | { readonly [name: string]: CedarValue };
export interface CedarRequest {
  readonly principal: { readonly type: "Agent"; readonly id: string };
  readonly action: { readonly type: "Action"; readonly id: string };
  readonly resource: { readonly type: "Pact"; readonly id: string };
  readonly context: { readonly [name: string]: CedarValue };
}

class Unfit extends Error {}

type Asked = Pick<Request, "action" | "args" | "facts" | "nowMs" | "suspended" | "unreadable" | "unrecordable">;
type Asking = Pick<SessionMonitor, "id" | "principal" | "isBlindRetry">;

/** Where there is a problem, the request cannot be put, and the action is denied. */
export function cedarRequest(model: Model, request: Asked, session: Asking): CedarRequest | { readonly problem: string } {
  const action = canonicalAction(request.action, model);
  if (!actionsOf(model).includes(action)) return { problem: `\`${action}\` is no action of this pact` };
  try {
    const context = action === "handoff" ? { args: {}, facts: {}, state: {} } : contextOf(action, model, request, session);
    return {
      principal: { type: "Agent", id: text(model.agent ?? model.id) },
      action: { type: "Action", id: text(action) },
      resource: { type: "Pact", id: text(model.id) },
      context,
    };
  } catch (error) {
    if (error instanceof Unfit) return { problem: error.message };
    throw error;
  }
}

function contextOf(action: string, model: Model, request: Asked, session: Asking): CedarRequest["context"] {
  const { principal } = session;
  const fields = principalFields(model);
  const whom = model.principal && own(principal, model.principal.name);
  return {
    args: argumentsOf(action, model, request),
    facts: supplied(request.facts ?? {}, hostFacts(model), model, ""),
    ...(fields && isRawObject(whom) && { principal: supplied(whom, fields, model, `${model.principal?.name}.`) }),
    ...texts({ user: own(principal, "user"), team: own(principal, "team"), session: session.id }),
    ...chain(own(principal, "via") ?? undefined),
    ...clock(request.nowMs),
    state: {
      suspended: request.suspended === true,
      unrecordable: request.unrecordable === true,
      repeated: session.isBlindRetry(action, request.args),
    },
  };
}

/** `user`, `team` and `session` are known where they are texts. */
const texts = (of: Readonly<Record<string, Raw | undefined>>): Record<string, CedarValue> =>
  Object.fromEntries(Object.entries(of).flatMap(([name, raw]) => (typeof raw === "string" ? [[name, text(raw)]] : [])));

/** A moment between two milliseconds has not reached the later one. */
function clock(nowMs: number | undefined): { readonly now?: number } {
  if (nowMs === undefined || !Number.isFinite(nowMs)) return {};
  const now = Math.floor(nowMs);
  return Number.isSafeInteger(now) ? { now } : unfit("`now` is no time");
}

function chain(via: Raw | undefined): { readonly via?: readonly CedarValue[] } {
  if (via === undefined) return {};
  if (!Array.isArray(via)) throw new Unfit("`via` is no list of agents");
  return { via: via.map((each: Raw) => (typeof each === "string" ? text(each) : unfit("`via` is no list of agents"))) };
}

// ── Arguments: what does not fit its type breaks the schema ─────────────────────────────────────────────────────────

function argumentsOf(action: string, model: Model, { args, unreadable }: Asked): CedarValue {
  if (unreadable || !isRawObject(args)) throw new Unfit("the arguments are no JSON object");
  const parameters = parametersOf(action, model.catalogue) ?? new Map<string, FieldType>();
  const stray = isClosed(action, model) ? Object.keys(args).find((name) => !parameters.has(name)) : undefined;
  if (stray !== undefined) throw new Unfit(`\`${stray}\` is no argument of \`${action}\``);
  return record(parameters, (name, type) => {
    const raw = own(args, name);
    return raw === undefined || raw === null ? undefined : carried(raw, type, carrierOf(type), `\`${name}\``);
  });
}

function carried(raw: Raw, type: Type, carrier: Carrier, name: string): CedarValue {
  if (carrier.kind === "presence") return type.kind === "list" && !Array.isArray(raw) ? unfit(`${name} is no list`) : true;
  if (type.kind === "list" && carrier.kind === "Set")
    return Array.isArray(raw)
      ? raw.map((each: Raw) => carried(each, type.of, carrier.of, `an element of ${name}`))
      : unfit(`${name} is no list`);
  if (type.kind === "record" && carrier.kind === "Record") {
    if (!isRawObject(raw)) return unfit(`${name} is no object`);
    return record(type.fields, (field, inner) => {
      const value = own(raw, field);
      if (value !== undefined && value !== null) return carried(value, inner, carrierOf(inner), `${name}.${field}`);
      return carrier.fields.get(field)?.required ? unfit(`${name}.${field} is missing`) : undefined;
    });
  }
  // Times, durations and the values of enumerations are carried as they are; the policies say what is among the values.
  const read = carrier.kind === "String" ? (typeof raw === "string" ? raw : undefined) : typed(raw, type, undefined);
  return read === undefined ? unfit(`${name} is not what its schema says`) : scalar(read as Raw, carrier.kind, name);
}

function record(fields: ReadonlyMap<string, FieldType>, value: (name: string, type: Type) => CedarValue | undefined): CedarValue {
  return Object.fromEntries(
    [...fields].flatMap(([name, { type }]) => {
      const found = value(name, type);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

// ── Facts and the principal: what cannot be read is unknown ─────────────────────────────────────────────────────────

function supplied(from: RawObject, fields: ReadonlyMap<string, FieldType>, model: Model, where: string): CedarValue {
  return record(fields, (name, type) => {
    const read = typed(own(from, name), type, model.timezone);
    if (read === undefined) return undefined;
    if (type.kind === "record") return supplied(read as RawObject, type.fields, model, `${where}${name}.`);
    return scalar(read as Raw, carrierOf(type).kind, `\`${where}${name}\``);
  });
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function scalar(value: Raw, kind: Carrier["kind"], name: string): CedarValue {
  if (typeof value === "string") return text(value);
  if (typeof value === "boolean") return value;
  if (!isNum(value)) return unfit(`${name} is of no type Cedar has`);
  if (kind === "Long") {
    const whole = toDouble(value);
    return isIntegral(value) && Number.isSafeInteger(whole) ? whole : unfit(`${name} is too large an integer`);
  }
  const digits = decimalText(value);
  return digits === undefined ? unfit(`${name} has more digits than a Cedar decimal`) : { __extn: { fn: "decimal", arg: digits } };
}

/** Half a surrogate pair would arrive as another character. */
const text = (value: string): string => (value.isWellFormed() ? value : unfit("a text is no well-formed Unicode"));

function unfit(why: string): never {
  throw new Unfit(why);
}
