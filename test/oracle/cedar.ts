// Cedar itself, asked about an exported pact: policies under the ids of their clauses, requests validated by the schema.
import assert from "node:assert/strict";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { type CedarExport, type CedarRequest, cedarRequest, exportCedar, type Model } from "../../engine/index.ts";
import type { Situation } from "./cedar-worlds.ts";

export interface Answer {
  readonly allows: boolean;
  /** The policies that applied: those that forbid where one does, else those that permit. */
  readonly by: readonly string[];
  /** Policies that could not be evaluated, and were skipped. */
  readonly errors: readonly string[];
}

/** What Cedar says against policies and schema, beyond warnings. */
export function problemsOf({ policies, schema }: Pick<CedarExport, "policies" | "schema">): string[] {
  const answer = cedar.validate({ schema, policies: { staticPolicies: policies } });
  if (answer.type === "failure") return answer.errors.map(({ message }) => message);
  return answer.validationErrors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
}

const idOf = (policy: string): string => {
  const read = cedar.policyToJson(policy);
  assert.equal(read.type, "success");
  return read.type === "success" ? (read.json.annotations?.id ?? policy) : policy;
};

/** Reads policies once, and answers many requests. `validate` off is how a host should not ask. */
export function authorizer(name: string, { policies, schema }: Pick<CedarExport, "policies" | "schema">, validate = true) {
  const parts = cedar.policySetTextToParts(policies);
  assert.equal(parts.type, "success", JSON.stringify(parts));
  const named = parts.type === "success" ? Object.fromEntries(parts.policies.map((policy) => [idOf(policy), policy])) : {};
  assert.equal(cedar.preparsePolicySet(name, { staticPolicies: named }).type, "success");
  assert.equal(cedar.preparseSchema(name, schema).type, "success");
  return (request: CedarRequest): Answer => {
    const answer = cedar.statefulIsAuthorized({
      principal: request.principal,
      action: request.action,
      resource: request.resource,
      context: request.context as cedar.Context,
      entities: [],
      preparsedPolicySetId: name,
      ...(validate && { preparsedSchemaName: name }),
      validateRequest: validate,
    });
    if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
    const { decision, diagnostics } = answer.response;
    return { allows: decision === "allow", by: [...diagnostics.reason].sort(), errors: diagnostics.errors.map(({ policyId }) => policyId) };
  };
}

/** One exported pact: asked as its header says. Where a request cannot be put, the answer is no. */
export function exported(name: string, model: Model) {
  const written = exportCedar(model);
  const ask = authorizer(name, written);
  return {
    ...written,
    ask: ({ request, session }: Pick<Situation, "request" | "session">): Answer | { readonly problem: string } => {
      const put = cedarRequest(model, request, session);
      return "problem" in put ? put : ask(put);
    },
  };
}
