// Starts and stops one VS Code server in folders of its own, with our extension put into its extensions folder.
// Used by the tests (host.mjs) and by `npm start`; needs nothing but Node's own modules and what setup.mjs installed.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { setup } from "./setup.mjs";

/** The root of this repository: the folder of the extension's package.json. */
export const root = path.resolve(import.meta.dirname, "../../..");

// Chat and the secondary side bar would cover the right side of a small window; nothing may ask the network.
const SETTINGS = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "telemetry.telemetryLevel": "off",
  "git.enabled": false,
};

/** Every file that package.json's `main`, `icon` and `contributes` name by a path. */
const referredFiles = (value) => {
  if (typeof value === "string") return existsSync(path.join(root, value)) && /[./]/.test(value) ? [value] : [];
  return value && typeof value === "object" ? Object.values(value).flatMap(referredFiles) : [];
};

/** Copies what the product consists of into a folder of extensions, as an install would. */
export const placeExtension = (extensionsDir) => {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const target = path.join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  const wanted = ["package.json", "README.md", "LICENSE", "dist", "syntaxes", "media", "client/media"];
  wanted.push(...referredFiles([manifest.main, manifest.icon, manifest.contributes ?? {}]));
  for (const name of new Set(wanted.filter((entry) => existsSync(path.join(root, entry))))) {
    const filter = (source) => path.relative(root, source) !== path.join("dist", "test");
    cpSync(path.join(root, name), path.join(target, name), { recursive: true, dereference: true, filter });
  }
  return target;
};

const freePort = () =>
  new Promise((found, failed) => {
    const probe = net.createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });

/**
 * Starts a VS Code server on a free loopback port.
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] user settings on top of the quiet defaults
 * @param {boolean} [options.trust] keep workspace trust on, as it is for a person (default: off)
 * @param {"dev" | "installed"} [options.extension] `installed`: placed in the extensions folder, as for a person.
 *   `dev`: loaded from the clone by the page's payload, which the server heeds only with its smoke test driver.
 * @param {Record<string, string>} [options.env]
 * @returns {Promise<{ origin: string, remote: string, tmp: string, settingsFile: string, log(): string, exited: Promise<number | null>, stop(): Promise<void> }>}
 */
export const startServer = async ({ settings = {}, trust = false, extension = "installed", env = {} } = {}) => {
  const vscode = setup({ browser: false });
  const tmp = mkdtempSync(path.join(os.tmpdir(), "pact-vscode-"));
  const inTmp = (...names) => path.join(tmp, ...names);
  const settingsFile = inTmp("data", "User", "settings.json");
  mkdirSync(path.dirname(settingsFile), { recursive: true });
  mkdirSync(inTmp("ext"));
  writeFileSync(settingsFile, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  if (extension === "installed") placeExtension(inTmp("ext"));

  const port = await freePort();
  const logFile = inTmp("server.log");
  const log = () => readFileSync(logFile, "utf8").slice(-4000);
  const output = openSync(logFile, "w");
  const args = [vscode.server, "--accept-server-license-terms", "--without-connection-token", "--telemetry-level", "off"];
  args.push("--host", "127.0.0.1", "--port", String(port));
  args.push("--server-data-dir", inTmp("srv"), "--user-data-dir", inTmp("data"), "--extensions-dir", inTmp("ext"));
  if (!trust) args.push("--disable-workspace-trust");
  if (extension === "dev") args.push("--enable-smoke-test-driver");
  // A process group of its own, so that the hosts it forks end with it. XDG_RUNTIME_DIR: its sockets are in `tmp` too.
  const child = spawn(vscode.node, args, {
    stdio: ["ignore", output, output],
    detached: true,
    env: { ...process.env, XDG_RUNTIME_DIR: tmp, VSCODE_SUITE_RESULT: inTmp("result.json"), ...env },
  });
  const exited = new Promise((done) => child.once("exit", done));
  const kill = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {} // already gone
  };
  const remove = () => {
    if (!process.env.PACT_KEEP_TMP) rmSync(tmp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  // Whatever ends this process (Ctrl-C, SIGTERM, an uncaught error), the server goes too: it is not in our group.
  const onExit = () => {
    kill("SIGKILL");
    remove();
  };
  const onSignal = (signal) => process.exit(128 + os.constants.signals[signal]);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  process.once("exit", onExit);
  for (const signal of signals) process.once(signal, onSignal);

  const stop = async () => {
    kill("SIGTERM");
    const late = await Promise.race([exited.then(() => false), sleep(5000, true, { ref: false })]);
    if (late) await sleep(100);
    kill("SIGKILL"); // and what is left of its group
    process.off("exit", onExit);
    for (const signal of signals) process.off(signal, onSignal);
    remove();
  };
  for (let attempt = 0; ; attempt++) {
    const version = await fetch(`http://127.0.0.1:${port}/version`).catch(() => undefined);
    if (version?.ok) break;
    if (child.exitCode !== null || attempt > 300) {
      const text = log();
      await stop();
      throw new Error(`the VS Code server did not start\n${text}`);
    }
    await sleep(100);
  }
  return { origin: `http://127.0.0.1:${port}`, remote: `vscode-remote://127.0.0.1:${port}`, tmp, settingsFile, log, exited, stop };
};
