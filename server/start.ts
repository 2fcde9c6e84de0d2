// What starts the language server: it lets Node keep the compiled program between starts (nodejs.org/api/module.html, compile cache), so
// that a server is there in half the time.
import * as module from "node:module";

// Bundled as CommonJS: `import` would first have to start Node's loader of ES modules.
declare const require: (id: string) => unknown;

module.enableCompileCache?.();
const program = "./language-server.cjs";
require(program);
setTimeout(() => module.flushCompileCache?.(), 3000).unref();
