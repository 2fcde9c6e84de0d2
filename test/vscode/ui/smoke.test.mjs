// The least that must hold in the window: the extension, installed as for a person, colours and names a `.pact` file.
// Also a small example of host.mjs: start, open a file, run a command, switch the theme, take a screenshot, stop.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { quickOpen, runCommand, screenshot, setTheme, startHost } from "../host/host.mjs";

describe("VS Code window", () => {
  let host;
  let fixture;

  before(async () => {
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-fixture-"));
    writeFileSync(path.join(fixture, "smoke.pact"), "pact smoke\n");
    host = await startHost({ workspace: fixture });
    await host.openWorkbench();
  });

  after(async () => {
    await host?.stop();
    rmSync(fixture, { recursive: true, force: true });
  });

  it("opens a .pact file in its own language", async () => {
    await quickOpen(host.page, "smoke.pact");
    const mode = host.page.locator(".statusbar-item", { hasText: /pact/i }).first();
    await mode.waitFor({ timeout: 20_000 });
    assert.match(await mode.textContent(), /pact/i);
  });

  it("runs a command from the palette", async () => {
    await runCommand(host.page, "View: Toggle Panel Visibility");
    await host.page.locator(".part.panel:visible").waitFor({ timeout: 20_000 });
  });

  it("follows a change of theme", async () => {
    for (const theme of ["Light Modern", "Default High Contrast", "Dark Modern"]) {
      await setTheme(host, theme);
      await screenshot(host.page, `smoke-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
  });
});
