// The Cedar schema of a pact: its actions, and the context a request for each of them carries.
// Syntax: docs.cedarpolicy.com/schema/human-readable-schema-grammar.html.
import type { Model } from "../analysis/model.ts";
import { parametersOf } from "../analysis/model.ts";
import type { FieldType } from "../analysis/types.ts";
import { quote } from "./cedar-expression.ts";
import { type Carrier, carrierOf, readableFields, typeText } from "./cedar-types.ts";

/** The actions Cedar is asked about. A tool that hands over is the action `handoff`. */
export const actionsOf = ({ catalogue, handoffTool }: Model): readonly string[] => [
  ...new Set([...catalogue.keys(), "respond", "handoff"].filter((action) => action === "handoff" || action !== handoffTool)),
];

export const isClosed = (action: string, { catalogue }: Model): boolean => catalogue.get(action)?.closed === true;

/** An action's arguments as the context carries them. Each may be missing: a policy says which must not. */
export const argumentCarriers = (action: string, { catalogue }: Model): ReadonlyMap<string, Carrier> =>
  new Map([...(parametersOf(action, catalogue) ?? [])].map(([name, { type }]) => [name, carrierOf(type)]));

/** What the host itself knows. Facts that are read from results and messages are not among them. */
export const hostFacts = ({ facts }: Model): ReadonlyMap<string, FieldType> =>
  readableFields(
    new Map([...facts.values()].flatMap(({ name, type, member }) => (member.source ? [] : [[name, { type, required: false }] as const]))),
  );

export const principalFields = ({ principal }: Model): ReadonlyMap<string, FieldType> | undefined =>
  principal?.type.kind === "record" ? readableFields(principal.type.fields) : undefined;

export function schemaText(model: Model): string {
  const principal = principalFields(model);
  return [
    `// The Cedar schema of ${model.id}@${model.version}. Requests are validated against it: see the head of the policies.`,
    "entity Agent;",
    "entity Pact;",
    recordType("Facts", hostFacts(model)),
    ...(principal ? [recordType("Principal", principal)] : []),
    "type State = { suspended?: Bool, unrecordable?: Bool, repeated?: Bool };",
    ...actionsOf(model).map((action) => actionText(action, model, principal !== undefined)),
    "",
  ].join("\n");
}

const recordType = (name: string, fields: ReadonlyMap<string, FieldType>): string =>
  `type ${name} = ${typeText(carrierOf({ kind: "record", fields }))};`;

function actionText(action: string, model: Model, principal: boolean): string {
  const fields = [...argumentCarriers(action, model)].map(
    ([name, carrier]) => `      ${quote(name)}?: ${typeText(carrier)},${note(carrier)}`,
  );
  return [
    `action ${quote(action)} appliesTo {`,
    "  principal: Agent,",
    "  resource: Pact,",
    "  context: {",
    ...(fields.length === 0 ? ["    args: {},"] : ["    args: {", ...fields, "    },"]),
    "    facts: Facts,",
    ...(principal ? ["    principal?: Principal,"] : []),
    "    user?: String, team?: String, session?: String,",
    "    via?: Set<String>,",
    "    now?: Long,",
    "    state: State,",
    "  },",
    "};",
  ].join("\n");
}

const note = ({ kind }: Carrier): string => (kind === "presence" ? " // Cedar has no type for it: `true` where the call carries it" : "");
