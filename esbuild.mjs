// Bundles everything a user runs into dist/: the extension, the language server, the command line, the webviews.
// `node esbuild.mjs` builds once; `--watch` rebuilds on change; `--tests` adds the suites that run inside VS Code.
import { existsSync, rmSync } from "node:fs";
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
// Some dependencies are CommonJS and call `require` for Node's own modules: an ES module bundle has to provide it.
const requireBanner = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const bundles = [
  // In parts: what few commands need (clients of endpoints, servers) is loaded by those alone.
  {
    entryPoints: [{ in: "cli/start.ts", out: "cli" }],
    outdir: "dist",
    chunkNames: "cli/[name]-[hash]",
    splitting: true,
    format: "esm",
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
  // A thread by itself, which begins as soon as it is read: without what the command line has beside it.
  { entryPoints: ["engine/node/evidence/hash-worker.ts"], outfile: "dist/cli/hash-worker.js", format: "esm" },
  { entryPoints: ["server/start.ts"], outfile: "dist/server.cjs", format: "cjs" },
  { entryPoints: ["server/main.ts"], outfile: "dist/language-server.cjs", format: "cjs" },
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

rmSync("dist/cli", { recursive: true, force: true });
for (const bundle of bundles.filter(({ entryPoints: [entry] }) => existsSync(entry.in ?? entry))) {
  const options = { ...shared, ...bundle };
  await (watch ? (await context(options)).watch() : build(options));
}
