// Writes the tables of the parser, before anything is read with them: a part of `npm run generate`.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { tablesFile, tablesText } from "./tables.ts";

writeFileSync(path.join(import.meta.dirname, "..", tablesFile), tablesText());
