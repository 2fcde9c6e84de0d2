// What starts the language server, with what V8 compiled of it the time before (140 ms to the first findings
// without, 85 with).
import path from "node:path";
import { runBundled } from "../engine/node/kept-program.ts";

// Bundled as CommonJS, as the server is: `import` would first have to start Node's loader of ES modules.
declare const require: (id: string) => unknown;

runBundled({ file: path.join(import.meta.dirname, process.env.PACT_PROGRAM!), use: "server", require });
