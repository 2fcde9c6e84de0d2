// The tables of the parser as a file, from the rules of the grammar.
import { PactParser } from "../grammar/index.ts";
import { tablesOf } from "../grammar/prepared.ts";

export const tablesFile = "grammar/tables.ts";

export const tablesText =
  (): string => `// Generated from the rules of the grammar by \`npm run generate\`: how their choices are told apart. A line is one of them: its rule, its
// number there, what stands behind a repetition, and what each alternative begins with.
export const tables = \`
${tablesOf(Object.values(new PactParser("grammar").getGAstProductions()))}
\`;
`;
