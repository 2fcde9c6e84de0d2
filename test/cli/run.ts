// The command line in a folder of its own, as a person or CI starts it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const main = path.join(import.meta.dirname, "../../cli/main.ts");
const tools = path.join(import.meta.dirname, "../fixtures/tools.json");

/** A new folder with the catalogue `tools.json` in it. */
export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), "pact-cli-"));

  constructor() {
    this.put("tools.json", readFileSync(tools, "utf8"));
  }
  put(name: string, content: string): void {
    writeFileSync(path.join(this.path, name), content);
  }
  read(name: string): string {
    return readFileSync(path.join(this.path, name), "utf8");
  }
  at(name: string): string {
    return path.join(this.path, name);
  }
  pact(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      cwd: this.path,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
    return { status, stdout, stderr };
  }
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
