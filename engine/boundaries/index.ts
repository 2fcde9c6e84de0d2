// Where a clause turns: what it compares with constants, and a small world around each such point.
export { appliesAt, type Boundary, boundariesOf, comparisonsIn, type Point, typeOf } from "./boundaries.ts";
export { jsonOf, jsonSample, literalSample, schemaOf } from "./sample-values.ts";
export { BoundaryWorld } from "./world.ts";
