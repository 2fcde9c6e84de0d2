// What `npm test` and `npm start` share on a bare clone: running commands, and `npm ci` only when it is needed.
// Only Node's own modules (20 or newer), since it runs before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The root of the repository. */
export const root = path.resolve(import.meta.dirname, "..");
const bin = path.join(root, "node_modules", ".bin");
// The `node` package puts Node 24 there: found first on PATH, it runs the tools and the .ts tests, whatever Node runs us.
const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
/** The process groups of the commands now running. */
const running = new Set();

const killGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch {} // already gone
};

// Ctrl-C and the like: each command gets a while to stop what it started by itself, then its group is killed.
let ending = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    ending = true;
    const deadline = Date.now() + 5000;
    for (const child of running) killGroup(child, signal);
    const leave = () => (running.size === 0 || Date.now() > deadline) && process.exit(128 + os.constants.signals[signal]);
    leave();
    setInterval(leave, 50);
  });
}
process.on("exit", () => {
  for (const child of running) killGroup(child, "SIGKILL");
});

/**
 * Runs a command in the root, with its output on our terminal; never rejects.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, minutes?: number }} [options] how long it may take before it is ended
 * @returns {Promise<number>} its exit code; 124 when it took too long, 128 when a signal ended it
 */
export const run = (command, args, { env = {}, minutes = 5 } = {}) =>
  new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
      env: { ...process.env, PATH, ...env },
    });
    running.add(child);
    let late = false;
    let hardStop;
    const timer = setTimeout(() => {
      late = true;
      console.log(`${path.basename(command)} took longer than ${minutes} minutes: ended`);
      killGroup(child, "SIGTERM"); // time for a clean stop first: it may have servers of its own
      hardStop = setTimeout(() => killGroup(child, "SIGKILL"), 10_000);
    }, minutes * 60_000);
    const finish = (code) => {
      clearTimeout(timer);
      clearTimeout(hardStop);
      killGroup(child, "SIGKILL"); // whatever it left behind in its group
      running.delete(child);
      if (!ending) done(late ? 124 : code); // while ending, the next step must not begin
    };
    child.once("error", (error) => {
      console.log(`${command}: ${error.message}`);
      finish(127);
    });
    child.once("exit", (code) => finish(code ?? 128));
  });

/** Installs the dependencies when node_modules is missing or was made for another lock file. */
export const installDependencies = async () => {
  const stamp = path.join(root, "node_modules", ".stamp");
  const lock = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  const current = existsSync(stamp) && readFileSync(stamp, "utf8").trim() === lock;
  if (current) return 0;
  const code = await run("npm", ["ci", "--no-audit", "--no-fund"], { minutes: 10 });
  if (code === 0) writeFileSync(stamp, `${lock}\n`);
  return code;
};
