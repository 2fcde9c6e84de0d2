// Bundles everything a user runs into dist/: the extension, the language server, the command line, the webviews.
// `node esbuild.mjs` builds once; `--watch` rebuilds on change; `--tests` adds the suites that run inside VS Code.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, context } from "esbuild";

const watch = process.argv.includes("--watch");
const tests = process.argv.includes("--tests");
const shared = {
  bundle: true,
  minify: !watch && !tests,
  sourcemap: watch || tests ? "linked" : false,
  target: "node22",
  platform: "node",
  legalComments: "none",
  logLevel: "warning",
};
// `import.meta` is empty in CommonJS.
const commonJs = {
  format: "cjs",
  banner: { js: '"use strict"; const __url = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "__url", "import.meta.dirname": "__dirname" },
  // `import()` of what Node brings is not there in a text that `vm` runs.
  supported: { "dynamic-import": false },
};

// Each is a program with its hash in its name, in a folder of its own, and what starts it.
const programs = [
  { start: "cli/start.ts", outfile: "dist/cli.cjs", main: "cli/main.ts", outdir: "dist/cli" },
  { start: "server/start.ts", outfile: "dist/server.cjs", main: "server/main.ts", outdir: "dist/server" },
];
const bundles = [
  // A thread by itself, which begins as soon as it is read: without what the command line has beside it.
  { entryPoints: ["engine/node/evidence/hash-worker.ts"], outfile: "dist/cli/hash-worker.js", format: "esm" },
  { entryPoints: ["client/extension.ts"], outfile: "dist/extension.cjs", format: "cjs", external: ["vscode"] },
  ...["trace", "results", "evidence", "drift"].map((page) => ({
    entryPoints: [`client/webviews/${page}/main.ts`],
    outfile: `dist/webviews/${page}.js`,
    format: "iife",
    platform: "browser",
    target: "es2022",
  })),
];
if (tests)
  bundles.push({ entryPoints: ["test/vscode/suite/index.ts"], outfile: "dist/test/suite.cjs", format: "cjs", external: ["vscode"] });

for (const { outdir } of programs) rmSync(outdir, { recursive: true, force: true });
for (const { start, outfile, main, outdir } of programs) {
  // While it changes its name stays, and nothing compiled is kept of it.
  const entryNames = watch ? "[name]" : "[name]-[hash]";
  const metafile = await make({ ...commonJs, entryPoints: [main], outdir, entryNames, outExtension: { ".js": ".cjs" }, metafile: true });
  const program = Object.keys(metafile.outputs).find((file) => file.endsWith(".cjs"));
  const define = { ...commonJs.define, "process.env.PACT_PROGRAM": JSON.stringify(path.relative("dist", program)) };
  if (!watch) writeFileSync(program, ascii(readFileSync(program, "utf8")));
  await make({ ...commonJs, entryPoints: [start], outfile, define, banner: { js: `#!/usr/bin/env node\n${commonJs.banner.js}` } });
}
for (const bundle of bundles.filter(({ entryPoints: [entry] }) => existsSync(entry))) await make(bundle);

/** esbuild leaves regular expressions as they are. V8 keeps a text in half the room, and reads it sooner, where it has no other characters. */
function ascii(code) {
  return code.replaceAll(/[^\0-\x7F]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

async function make(bundle) {
  const options = { ...shared, ...bundle };
  if (!watch) return (await build(options)).metafile;
  const watched = await context(options);
  const { metafile } = await watched.rebuild();
  await watched.watch();
  return metafile;
}
