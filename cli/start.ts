// What the bundled `pact` starts with: a command does not compile again what it compiled when it ran before
// (NODE_DISABLE_COMPILE_CACHE=1 keeps nothing).
import path from "node:path";
import { runBundled } from "../engine/node/kept-program.ts";

// Bundled as CommonJS, as the commands are: `import` would first have to start Node's loader of ES modules.
declare const require: (id: string) => unknown;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`pact needs Node 22.12 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
const command = /^[a-z]{2,12}$/.exec(process.argv[2] ?? "")?.[0] ?? "other";
runBundled({ file: path.join(import.meta.dirname, process.env.PACT_PROGRAM!), use: command, require });
