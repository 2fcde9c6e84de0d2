// For whom a session is: the authority that decisions carry, and the keys that accounts are told apart by.
import type { Model } from "../analysis/model.ts";
import type { Type } from "../analysis/types.ts";
import { isRawObject, keyOf, own, type Raw, type RawObject, typed } from "./values.ts";

type Acting = Pick<Model, "principal" | "agent" | "timezone">;

/** Whose authority an action is taken with: for whom, by which agent, through which delegates. */
export interface Authority {
  readonly principal?: Raw;
  readonly user?: Raw;
  readonly team?: Raw;
  readonly agent?: string;
  readonly via: readonly string[];
}

/** The agents through which authority came; undefined where what is said of them is no such list. */
export function chainOf(principal: RawObject): readonly string[] | undefined {
  const via = own(principal, "via") ?? [];
  return Array.isArray(via) && via.every((agent) => typeof agent === "string") ? (via as readonly string[]) : undefined;
}

export function authorityOf(model: Acting, principal: RawObject, via: readonly string[]): Authority {
  const who = model.principal && own(principal, model.principal.name);
  const [user, team] = [own(principal, "user"), own(principal, "team")];
  return Object.freeze({
    ...(who !== undefined && { principal: who }),
    ...(user !== undefined && { user }),
    ...(team !== undefined && { team }),
    ...(model.agent !== undefined && { agent: model.agent }),
    via,
  });
}

/** Who the session is for, as keys: the principal by its declared fields, the user, the team. */
export function principalKeys(model: Acting, principal: RawObject): Map<string, string | undefined> {
  const keys = new Map<string, string | undefined>();
  for (const name of ["user", "team"]) keys.set(name, keyOf(typed(own(principal, name), text, undefined)));
  const declared = model.principal?.type.kind === "record" ? [...model.principal.type.fields] : [];
  const record = model.principal ? own(principal, model.principal.name) : undefined;
  const fields = declared.map(([name, { type }]) =>
    keyOf(isRawObject(record) ? typed(own(record, name), type, model.timezone) : undefined),
  );
  const key = declared.length === 0 ? keys.get("user") : joinKeys(fields);
  keys.set("principal", key);
  if (model.principal) keys.set(model.principal.name, key);
  return keys;
}
const text: Type = { kind: "text" };

/** One text for a list of keys; undefined where one is not known. */
export function joinKeys(keys: readonly (string | undefined)[]): string | undefined {
  if (keys.length === 1) return keys[0];
  return keys.includes(undefined) ? undefined : JSON.stringify(keys);
}
