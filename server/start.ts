// What starts the language server: it lets Node keep the compiled program between starts (nodejs.org/api/module.html, compile cache), so
// that a server is there by a third sooner (147 ms to its first answer without, 103 with).
import * as module from "node:module";

// Bundled as CommonJS: `import` would first have to start Node's loader of ES modules.
declare const require: (id: string) => unknown;

module.enableCompileCache?.();
const program = "./language-server.cjs";
require(program);
// Kept once the first edits have been answered, with what they made V8 compile.
setTimeout(() => module.flushCompileCache?.(), 1500).unref();
