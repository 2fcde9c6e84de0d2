// What starts the language server: it lets Node keep the compiled program between starts (nodejs.org/api/module.html, compile cache), so
// that a server is there by a third sooner (147 ms to its first answer without, 103 with).
import * as module from "node:module";
import { setFlagsFromString } from "node:v8";

// Bundled as CommonJS: `import` would first have to start Node's loader of ES modules.
declare const require: (id: string) => unknown;

module.enableCompileCache?.();
const program = "./language-server.cjs";
require(program);
setTimeout(begun, 1500).unref();

/**
 * V8 optimizes a function once it was called 400 times, and again at 3,000. What an edit asks of a server is called once for each: at a
 * keystroke a second that is an hour. Optimized sooner, an edit costs a tenth less; from the start it would delay the first answer,
 * and what is compiled under other flags is no use to the next start.
 */
function begun(): void {
  module.flushCompileCache?.();
  setFlagsFromString("--invocation-count-for-maglev=30");
  setFlagsFromString("--invocation-count-for-turbofan=300");
}
