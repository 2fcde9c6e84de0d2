// A pact in plain language: the whole of it, or what stands under one name.
export { type Explained, type Form, type Item, render, renderItem, type Section } from "./blocks.ts";
export { explainClause } from "./clauses.ts";
export { explainFact } from "./facts.ts";
export { explainLimit } from "./limits.ts";
export { explainable, explainNamed, explainPact } from "./pact.ts";
