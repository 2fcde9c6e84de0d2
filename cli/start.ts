// What the bundled `pact` starts with: code that was compiled once is kept by Node (below the folder for temporary files, for this user and
// this version; NODE_DISABLE_COMPILE_CACHE=1 keeps none), so that a command does not compile a megabyte again.
import module from "node:module";

module.enableCompileCache?.();
await import("./main.ts");
