// Writes what is generated: `npm run generate`.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generatedFiles, pagesFolder } from "./generated.ts";

const root = path.join(import.meta.dirname, "..");
const files = generatedFiles();

mkdirSync(path.join(root, pagesFolder), { recursive: true });
for (const name of readdirSync(path.join(root, pagesFolder)))
  if (!files.has(`${pagesFolder}/${name}`)) rmSync(path.join(root, pagesFolder, name));
for (const [file, text] of files) writeFileSync(path.join(root, file), text);
