// What the bundled `pact` starts with: code that was compiled once is kept by Node (below the folder for temporary files, for this user and
// this version; NODE_DISABLE_COMPILE_CACHE=1 keeps none), so that a command does not compile a megabyte again.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`pact needs Node 22.12 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
module.enableCompileCache?.();
await import("./main.ts");
