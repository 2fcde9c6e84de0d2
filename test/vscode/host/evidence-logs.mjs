// Logs as they lie in a workspace: one of real decisions, one whose every field is a script, and one of a million entries.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { entryType, signCheckpoint, tileOf, tilePath, toBundle, utf8, writeEntry, writeNote } from "../../../engine/evidence/index.ts";
import { keyFile, LogWriter, makeKey } from "../../../engine/node/evidence/index.ts";
import { root } from "./server.mjs";

/** What a page must show and never run; the last character turns the order of what follows it. */
export const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>\u202E';

/** The program as it is built, with the keys of logs in a folder of the test's own. */
export function pact(config, ...args) {
  const env = { ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: config };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "dist/cli.js"), ...args], { encoding: "utf8", env });
  if (status === 2) throw new Error(`pact ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const keyOf = (config, name) => makeKey(name, keyFile(name, { XDG_CONFIG_HOME: config }));

const entryOf = (i, text) => ({
  type: entryType,
  id: text ?? `e${i}`,
  time: `2026-12-10T10:00:${String(i % 60).padStart(2, "0")}Z`,
  agent: text ?? "shop/returns-desk",
  session: text ?? `s${Math.floor(i / 4)}`,
  principal: { customer: { id: text ?? `c${i % 9}` }, ...(text && { [text]: text }) },
  model: text ?? "example-model",
  pact: { id: text ?? "returns_desk", version: text ?? "2.1.0", hash: "0".repeat(64) },
  action: text ?? "get_order",
  input: { value: { [text ?? "order_id"]: text ?? `R${i}` } },
  facts: { [text ?? "topic"]: text ?? "return" },
  decision: "deny",
  reason: "prohibited",
  basis: [text ?? "returns_desk@2.1.0#look_up"],
  outcome: "executed",
  result: { value: text ?? "ok" },
  approval: { by: text ?? "lead", at: text ?? "2026-12-10T10:00:00Z", clause: text ?? "returns_desk@2.1.0#look_up" },
  redacted: { [text ?? "email"]: `sha256:${"0".repeat(64)}` },
});

/** Every field that takes a text has the same one. */
export async function writeHostileLog(folder, config) {
  const { keys, signing } = keyOf(config, "log.example/<script>");
  const writer = await LogWriter.open(folder, { keys, signing, clock: Date.now });
  for (let i = 0; i < 3; i++) await writer.append(writeEntry(entryOf(i, hostile)));
  await writer.close();
}

/** A million by its checkpoint, of which only the newest bundle is there: whoever reads more finds nothing. */
export function writeLongLog(folder, config, size = 1_000_000) {
  const { keys, signing } = keyOf(config, "log.example/long");
  const tile = tileOf("entries", size - 1, size);
  const entries = Array.from({ length: tile.width }, (_, i) => writeEntry(entryOf(tile.index * 256 + i)));
  const file = path.join(folder, tilePath(tile));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, toBundle(entries));
  const checkpoint = { origin: keys.log.name, size, root: new Uint8Array(32) };
  writeFileSync(path.join(folder, "checkpoint"), utf8(writeNote(signCheckpoint(checkpoint, keys, 1_796_896_800, signing))));
}
