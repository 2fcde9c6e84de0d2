// Writes the TextMate grammar from the token table: `npm run generate`.
import { writeFileSync } from "node:fs";
import { textMateGrammar } from "../grammar/textmate.ts";

writeFileSync(new URL("./behavioral-pact.tmLanguage.json", import.meta.url), `${JSON.stringify(textMateGrammar(), null, 2)}\n`);
