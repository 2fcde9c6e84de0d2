// A VS Code server and a headless browser showing it: what the in-host suite and the user interface tests run in.
// `startHost()` gives a page and a copy of a workspace; the helpers below drive the workbench by real keys.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, startServer } from "./server.mjs";
import { setup } from "./setup.mjs";

export { root };

// Fit for a container: no sandbox of its own, no calls home.
const BROWSER_ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"];
BROWSER_ARGS.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
/** How long the workbench may take to appear on a busy machine. */
const WORKBENCH_TIMEOUT = 60_000;

/** Opens a headless Chromium with one page of 1280x800. */
export const openBrowser = async (origin) => {
  const { require, chromium: executablePath } = setup();
  const { chromium } = require("playwright-core");
  // Signals are ours to handle: playwright would otherwise exit before the server is stopped.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS, ...signals });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  return { browser, page: await context.newPage() };
};

/**
 * Starts VS Code on a copy of a workspace.
 * @param {object} [options]
 * @param {string} [options.workspace] the folder to copy (links are followed); without it the workspace is empty
 * @param {Record<string, unknown>} [options.settings] user settings
 * @param {boolean} [options.trust] keep workspace trust on (default: off)
 * @param {"dev" | "installed"} [options.extension] see server.mjs; `dev` is for the in-host suite only
 * @param {Record<string, string>} [options.env] for the server, its extension host and the language server
 */
export const startHost = async ({ workspace: fixture, settings = {}, ...options } = {}) => {
  // The folder setTheme writes is nothing for the explorer; dark, because "auto" follows the headless browser's light.
  const quiet = { "files.exclude": { "**/.vscode": true }, "workbench.colorTheme": "Dark Modern" };
  const server = await startServer({ settings: { ...quiet, ...settings }, ...options });
  const workspace = path.join(server.tmp, "workspace");
  let browser;
  const stop = async () => {
    await browser?.close().catch(() => {});
    await server.stop();
  };
  try {
    if (fixture && existsSync(fixture)) cpSync(fixture, workspace, { recursive: true, dereference: true });
    mkdirSync(workspace, { recursive: true });
    const opened = await openBrowser(server.origin);
    browser = opened.browser;
    const { page } = opened;
    const address = `${server.origin}/?folder=${encodeURIComponent(workspace)}`;
    /** Opens the workbench with a payload of pairs, such as ["extensionTestsPath", `${remote}/abs/suite.cjs`]. */
    const open = (...payload) => page.goto(`${address}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
    /** Opens the workbench as a person does, and waits until it takes keys. */
    const openWorkbench = async () => {
      await page.goto(address);
      await waitForWorkbench(page);
    };
    /** What the in-host suite wrote, or undefined when it never got that far. */
    const result = () => {
      const file = path.join(server.tmp, "result.json");
      return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    };
    const { origin, remote, tmp, settingsFile, log } = server;
    return { page, workspace, tmp, origin, remote, settingsFile, open, openWorkbench, result, log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Waits until the workbench is drawn and connected to its extension host. */
export const waitForWorkbench = async (page) => {
  await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: WORKBENCH_TIMEOUT });
  // The explorer lists files only once the server answers: keys sent earlier are lost.
  await page.waitForSelector(".explorer-folders-view .monaco-list, .part.sidebar .monaco-list, .monaco-dialog-box", {
    timeout: WORKBENCH_TIMEOUT,
  });
};

/** Opens a quick input by a key, retrying: a key pressed while the workbench still loads goes nowhere. */
const quickInput = async (page, key) => {
  const input = page.locator(".quick-input-widget:visible .quick-input-box input");
  for (let attempt = 0; ; attempt++) {
    await page.keyboard.press(key);
    try {
      await input.waitFor({ timeout: 3000 });
      return input;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
};

/** Picks the row of the open quick input whose text holds `text`. */
const pick = async (page, text) => {
  const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();
  await row.waitFor({ timeout: 20_000 });
  await page.waitForTimeout(300); // the list is drawn again while it filters: a click would meet another row
  const asked = await page.locator(".quick-input-widget .quick-input-box input").inputValue();
  await row.click();
  // The box closes, or the command that was picked opens it again with a question of its own.
  await page.waitForFunction(
    (before) => {
      const widget = document.querySelector(".quick-input-widget");
      return !widget || widget.style.display === "none" || widget.querySelector(".quick-input-box input")?.value !== before;
    },
    asked,
    { timeout: 20_000 },
  );
};

/** Opens a workspace file by its path, through quick open, and waits for its tab. */
export const quickOpen = async (page, file) => {
  await (await quickInput(page, "Control+P")).fill(file);
  await pick(page, path.basename(file));
  await page.locator(".tab.active", { hasText: path.basename(file) }).waitFor({ timeout: 20_000 });
};

/** Runs a command by its title, such as "View: Toggle Word Wrap", through the command palette. */
export const runCommand = async (page, title) => {
  await (await quickInput(page, "F1")).fill(`>${title}`);
  await pick(page, title.replace(/^[^:]+: /, ""));
};

/** Writes out/screenshots/<name>.png and returns its path. */
export const screenshot = async (page, name) => {
  const file = path.join(root, "out", "screenshots", `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  return file;
};

/** The class the workbench carries for a theme: the names follow VS Code's own themes. */
const themeClass = (theme) => {
  const light = /light/i.test(theme);
  return /high contrast|\bhc\b/i.test(theme) ? (light ? "hc-light" : "hc-black") : light ? "vs" : "vs-dark";
};

/**
 * Switches the colour theme (such as "Dark Modern", "Light Modern", "Default High Contrast") and waits until it shows.
 * The server watches the workspace's settings only: a change to the user's settings.json on disk goes unnoticed.
 */
export const setTheme = async ({ page, workspace }, theme) => {
  const file = path.join(workspace, ".vscode", "settings.json");
  const settings = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...settings, "workbench.colorTheme": theme }, null, 2));
  await page.waitForSelector(`.monaco-workbench.${themeClass(theme)}`, { timeout: 20_000 });
};

const themes = ["Light Modern", "Default High Contrast", "Dark Modern"];

/** A screenshot in light, in high contrast and in dark, in which it stays. */
export const screenshotInThemes = async (host, name) => {
  for (const theme of themes) {
    await setTheme(host, theme);
    await host.page.waitForTimeout(500);
    await screenshot(host.page, `${name}-${theme.toLowerCase().replaceAll(" ", "-")}`);
  }
};
