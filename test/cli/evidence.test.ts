// `pact evidence` as somebody uses it who has an incident to settle: recorded, verified, found, attributed, proved to a stranger; and
// what must not be on record is nowhere in it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { columnsToFile } from "../../engine/evidence/columns/index.ts";
import { canonicalJson, readSigned } from "../../engine/evidence/index.ts";
import { readTrace } from "../../engine/index.ts";
import { columnsOf } from "../../engine/node/evidence/index.ts";

const root = path.join(import.meta.dirname, "../..");
const main = path.join(root, "cli/main.ts");

describe("pact evidence", () => {
  let folder: string;
  let log: string;
  let key: string;
  const at = (name: string) => path.join(folder, name);
  const environment = () => ({ ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: at("config") });
  const pact = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8", env: environment() });
  const stranger = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...environment(), XDG_CONFIG_HOME: at("nobody") },
    });
  const rows = (stdout: string) =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-evidence-"));
    log = at("log");
    cpSync(path.join(root, "samples/returns-desk"), at("desk"), { recursive: true });
    const { status, stdout } = pact("evidence", "init", log, "--name", "shop.example/desk");
    assert.equal(status, 0);
    key = /key, for whoever verifies: {2}(\S+)/.exec(stdout)![1]!;
    const replayed = pact("replay", at("desk/returns-desk.pact"), at("desk/sessions.jsonl"), "--evidence", log, "--json");
    assert.equal(replayed.status, 1);
    writeFileSync(at("kept"), rows(replayed.stdout).at(-1).checkpoint);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("records every decision, and a stranger with the key verifies it", () => {
    const { status, stdout } = stranger("evidence", "verify", log, "--key", key, "--checkpoint", at("kept"), "--json");
    assert.equal(status, 0);
    assert.equal(rows(stdout)[0].size, 176);
    assert.match(stranger("evidence", "verify", log).stderr, /name the log's key with --key/);
    const other = key.replace("shop.example", "other.example");
    assert.equal(stranger("evidence", "verify", log, "--key", other).status, 2);
  });

  it("finds what an incident is about", () => {
    const denied = rows(pact("evidence", "list", log, "--clause", "foreign_orders", "--outcome", "executed", "--json").stdout);
    assert.deepEqual(
      denied.map(({ entry }) => [entry.session, entry.decision, entry.reason]),
      [
        ["returns-052", "deny", "prohibited"],
        ["returns-061", "deny", "prohibited"],
      ],
    );
    for (const [args, count] of [
      [["--session", "returns-052"], 2],
      [["--action", "send_email", "--decision", "deny"], 2],
      [["--outcome", "failed"], 10],
      [["--text", "elsewhere.example"], 2],
      [["--since", "2026-12-10T00:00:00Z", "--until", "2026-12-10T03:00:00Z"], 2],
      [["--limit", "3"], 3],
    ] as const)
      assert.equal(rows(pact("evidence", "list", log, ...args, "--json").stdout).length, count, args.join(" "));
  });

  it("a filter that can find nothing is refused", () => {
    for (const args of [
      ["--outcome", "bogus"],
      ["--decision", "maybe"],
      ["--since", "yesterday"],
      ["--until", "noon"],
    ])
      for (const command of ["list", "export"]) assert.equal(pact("evidence", command, log, ...args).status, 2, args.join(" "));
    assert.equal(pact("evidence", "list", log, "--since", "2026-12-01").status, 0);
  });

  it("says whose failure it was", () => {
    const index = (...args: string[]) => String(rows(pact("evidence", "list", log, ...args, "--json").stdout)[0].index);
    const whose = (at: string) => rows(pact("evidence", "attribute", log, at, "--json").stdout)[0].attribution;
    assert.equal(whose(index("--clause", "foreign_orders")), "technical");
    assert.equal(whose(index("--clause", "small_returns", "--outcome", "executed")), "policy");
    assert.equal(whose(index("--action", "process_return", "--outcome", "failed")), "infrastructure");
    const outOfScope = rows(pact("evidence", "list", log, "--decision", "deny", "--json").stdout).find(
      ({ entry }) => entry.reason === "out_of_scope",
    );
    assert.equal(whose(String(outOfScope.index)), "specification");
  });

  it("proves one entry to somebody who has nothing but the key", () => {
    assert.equal(pact("evidence", "prove", log, "160", "--out", at("one.tlog-proof")).status, 0);
    const checked = stranger("evidence", "check", at("one.tlog-proof"), "--key", key);
    assert.equal(checked.status, 0);
    assert.match(checked.stdout, /the entry is in the tree/);
    assert.match(checked.stdout, /does not prove that the agent told the truth/);
    const proof = readFileSync(at("one.tlog-proof"), "utf8");
    const [, extra] = /extra (\S+)/.exec(proof)!;
    const forged = Buffer.from(Buffer.from(extra!, "base64").toString().replace('"allow"', '"deny"')).toString("base64");
    writeFileSync(at("forged"), proof.replace(extra!, forged));
    const refused = stranger("evidence", "check", at("forged"), "--key", key, "--json");
    assert.equal(refused.status, 1);
    assert.equal(rows(refused.stdout)[0].code, "PACT5017");
    assert.match(stranger("evidence", "check", at("one.tlog-proof")).stderr, /cannot vouch for its own/);
  });

  it("goes on, and is consistent with what was kept; rewritten history is not", () => {
    assert.equal(pact("replay", at("desk/returns-desk.pact"), at("desk/sessions.jsonl"), "--evidence", log).status, 1);
    assert.match(pact("evidence", "consistency", log, at("kept")).stdout, /its first 176 entries are those of .*, and 176 came after/);
    rmSync(at("other"), { recursive: true, force: true });
    pact("evidence", "init", at("other"), "--name", "shop.example/desk");
    pact("replay", at("desk/returns-desk.pact"), at("desk/sessions.jsonl"), "--evidence", at("other"), "--session", "returns-003");
    const shorter = pact("evidence", "consistency", at("other"), at("kept"));
    assert.equal(shorter.status, 1);
    assert.equal(pact("evidence", "verify", at("other"), "--checkpoint", at("kept"), "--json").status, 1);
  });

  it("damage is reported at its place, and nothing hangs on what is none", () => {
    cpSync(log, at("damaged"), { recursive: true });
    const tile = readdirSync(path.join(log, "tile/entries")).find((name) => !name.endsWith(".p"))!;
    const file = path.join(at("damaged"), "tile/entries", tile);
    writeFileSync(file, readFileSync(file, "latin1").replace('"executed"', '"exEcuted"'), "latin1");
    const { status, stdout } = pact("evidence", "verify", at("damaged"));
    assert.equal(status, 1);
    assert.match(stdout, /PACT5014 tile\/entries\/000, entry 0/);
    for (const args of [
      ["verify", at("nowhere")],
      ["list", at("desk")],
      ["show", log, "99999"],
      ["show", log, "x"],
      ["prove", log, "-1"],
      ["consistency", log, at("desk/tools.json")],
      ["check", at("desk/tools.json"), "--key", key],
    ]) {
      const found = pact("evidence", ...args);
      assert.equal(found.status, 2, args.join(" "));
      assert.equal(found.stderr.trim().split("\n").length, 1, found.stderr);
    }
    assert.equal(pact("replay", at("desk/returns-desk.pact"), at("desk/sessions.jsonl"), "--evidence", at("nowhere")).status, 2);
  });

  it("what the pact redacts is in no file, whichever way it was said", () => {
    const [card, mail] = ["4929-1234-5678-9012", "secret.person@mail.example"];
    const pactText = readFileSync(at("desk/returns-desk.pact"), "utf8").replace(
      "record input, action",
      "record input, result, facts, action",
    );
    assert.match(pactText, /redact card_number, email/);
    writeFileSync(at("desk/redacting.pact"), pactText.replace("redact card_number", "redact api_token, card_number"));
    // Told by a tool, and said again where nothing names it: also spelled otherwise, in a text that is JSON itself.
    const token = 'sk-"quoted"-12345';
    const later = { id: "2", function: { name: "get_order", arguments: JSON.stringify({ order_id: JSON.stringify({ say: token }) }) } };
    const session = {
      id: "s1",
      principal: { customer: { id: "c1" } },
      facts: { topic: "return", confidence: 0.9, card_number: card },
      messages: [
        { role: "user", content: `My card is ${card}.` },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "1", function: { name: "get_order", arguments: JSON.stringify({ order_id: card }) } }],
        },
        {
          role: "tool",
          tool_call_id: "1",
          content: JSON.stringify({ email: mail, api_token: token, note: `write to ${mail}`, filler: "x".repeat(9000) }),
        },
        { role: "assistant", content: `I will write to ${mail} about ${card}, by ${token}.` },
        { role: "assistant", content: null, tool_calls: [later] },
        { role: "tool", tool_call_id: "2", content: "no such order" },
      ],
    };
    writeFileSync(at("secret.jsonl"), `${JSON.stringify({ ...session, facts: { ...session.facts, email: mail } })}\n`);
    const planted = at("planted");
    pact("evidence", "init", planted, "--name", "shop.example/planted");
    const ran = pact("replay", at("desk/redacting.pact"), at("secret.jsonl"), "--evidence", planted, "--now", "2026-12-10T10:00:00Z");
    assert.ok(ran.status !== 2, ran.stderr);
    const privateKey = readFileSync(
      path.join(at("config"), "pact/keys", `${encodeURIComponent("shop.example/planted")}.pem`),
      "utf8",
    ).split("\n")[1]!;
    // What is made of the log to find things in it, as well.
    const signed = readSigned(readFileSync(path.join(planted, "checkpoint")));
    assert.ok(!("problem" in signed));
    const columns = columnsToFile(columnsOf(planted, signed), { origin: "", size: signed.size, root: "" }, () => 0);
    writeFileSync(path.join(planted, "columns"), Buffer.concat(columns));
    const files = readdirSync(planted, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 4);
    for (const file of files) {
      const bytes = readFileSync(path.join(file.parentPath, file.name), "latin1");
      for (const secret of [card, mail, token, "quoted", privateKey]) assert.ok(!bytes.includes(secret), `${file.name} holds ${secret}`);
    }
    const entries = rows(pact("evidence", "list", planted, "--json").stdout);
    assert.match(entries[0].entry.redacted.card_number, /^sha256:[0-9a-f]{64}$/);
  });

  it("counts by what is asked for, of several logs together", () => {
    const all = rows(pact("evidence", "list", log, "--json").stdout).map(({ entry }) => entry);
    for (const by of ["action", "decision", "session", "clause"] as const) {
      const counts = new Map<string | null, number>();
      for (const entry of all) {
        const values = by === "clause" ? entry.basis : [entry[by]];
        for (const value of values.length > 0 ? values : [null]) counts.set(value, (counts.get(value) ?? 0) + 2);
      }
      const told = rows(pact("evidence", "list", log, log, "--by", by, "--json").stdout);
      assert.deepEqual(new Map(told.map(({ value, count }) => [value, count])), counts);
      assert.deepEqual(
        told.filter(({ value }) => value !== null).map(({ count }) => count),
        [...counts].flatMap(([value, count]) => (value === null ? [] : [count])).sort((a, b) => b - a),
      );
    }
    const denied = rows(pact("evidence", "list", log, "--decision", "deny", "--by", "action", "--limit", "1", "--json").stdout);
    assert.equal(denied.length, 1);
    assert.match(pact("evidence", "list", log, "--by", "outcome").stdout, /^outcome +entries\n/);
  });

  it("an entry that was altered is not shown as what was recorded, and not proved", () => {
    const altered = at("altered");
    cpSync(log, altered, { recursive: true });
    const whole = path.join(altered, "tile/entries/000");
    const bundle = existsSync(whole) ? whole : path.join(`${whole}.p`, readdirSync(`${whole}.p`)[0]!);
    const bytes = readFileSync(bundle, "latin1");
    writeFileSync(bundle, bytes.replace('"time":"2', '"time":"3'), "latin1");
    const listed = pact("evidence", "list", altered);
    assert.equal(listed.status, 1);
    assert.match(listed.stderr, /entry 0: tile\/entries\/000(?:\.p\/\d+)? holds another entry than was recorded \(PACT5011\)/);
    const shown = pact("evidence", "show", altered, "0");
    assert.equal(shown.status, 1);
    assert.match(shown.stderr, /PACT5011/);
    const proved = pact("evidence", "prove", altered, "0", "--out", at("altered.proof"));
    assert.equal(proved.status, 2);
    assert.ok(!existsSync(at("altered.proof")));
    const attributed = pact("evidence", "attribute", altered, "0");
    assert.deepEqual([attributed.status, attributed.stdout], [2, ""]);
    assert.match(attributed.stderr, /nobody can say whose failure that was: entry 0: .*PACT5011/);
    assert.equal(pact("evidence", "show", log, "1e2").status, 2);
  });

  it("what cannot be read is never said not to be there", () => {
    const gone = at("gone");
    cpSync(log, gone, { recursive: true });
    rmSync(path.join(gone, "tile/entries"), { recursive: true });
    for (const args of [["--by", "clause"], ["--by", "decision", "--json"], []]) {
      const { status, stdout, stderr } = pact("evidence", "list", gone, ...args);
      assert.equal(status, 1);
      assert.ok(!stdout.includes("no entry is like that"));
      assert.match(stderr, /cannot be read|is not there/);
    }
    rmSync(path.join(gone, "checkpoint"));
    const [found] = rows(pact("evidence", "verify", gone, "--json").stdout);
    assert.equal(found.code, "PACT5001");
    assert.match(pact("evidence", "init", gone, "--name", "shop.example/again").stderr, /holds entries and no checkpoint/);
    assert.ok(!readdirSync(at("config/pact/keys")).some((name) => name.includes("again")), "no key is left behind");
  });

  it("a machine without the key of a log makes none that does not fit it", () => {
    const before = readFileSync(path.join(log, "checkpoint"), "utf8");
    for (const name of [[], ["--name", "shop.example/desk"]])
      assert.match(stranger("evidence", "init", log, ...name).stderr, /is a log already, and its key is not on this machine/);
    assert.ok(!existsSync(at("nobody/pact/keys")));
    assert.equal(readFileSync(path.join(log, "checkpoint"), "utf8"), before);
    assert.equal(pact("evidence", "init", at("one/log")).status, 0);
    assert.match(pact("evidence", "init", at("two/log")).stderr, /another log is called `log` here/);
    assert.match(pact("evidence", "init", at("three/log"), "--name", "log").stderr, /cannot be told apart/);
  });

  it("says what was accepted and is in no tree yet, and which checkpoint was held against it", () => {
    const killed = at("killed");
    cpSync(log, killed, { recursive: true });
    const [{ entry }] = rows(pact("evidence", "list", log, "--limit", "1", "--json").stdout);
    const size = rows(pact("evidence", "verify", killed, "--json").stdout)[0].size;
    writeFileSync(path.join(killed, "pending.jsonl"), `{"index":${size},"entry":${canonicalJson(entry)}}\n{"index":${size + 1},"en`);
    assert.match(pact("evidence", "list", killed).stderr, /1 more was accepted and waits in pending\.jsonl/);
    const { stdout } = pact("evidence", "verify", killed, "--checkpoint", at("kept"));
    assert.match(stdout, /1 more was accepted/);
    assert.match(stdout, /it has only grown since the checkpoint of 176 entries that was kept/);
  });

  it("records what a test asked, also one that fails", () => {
    const tests = at("tests");
    pact("evidence", "init", tests);
    const { status, stdout } = pact("test", at("desk/returns-desk.pact"), "--evidence", tests, "--json");
    assert.equal(status, 0);
    const ran = rows(stdout);
    assert.match(ran.at(-1).checkpoint, /^tests\n/);
    const entries = rows(pact("evidence", "list", tests, "--json").stdout).map(({ entry }) => entry);
    assert.deepEqual(
      entries.map(({ session }) => session),
      ran.filter(({ event }) => event === "passed").map(({ id }) => id),
    );
    const outcomes = { allow: "unknown", deny: "denied", escalate: "escalated" } as Record<string, string>;
    for (const { decision, outcome } of entries) assert.equal(outcome, outcomes[decision]);
    assert.equal(pact("test", at("desk"), "--evidence", at("nowhere")).status, 2);
  });

  it("asks several logs together in the order of time, and exports the bytes that were logged", () => {
    const both = rows(pact("evidence", "list", at("tests"), log, "--json").stdout);
    assert.equal(new Set(both.map((each) => each.log)).size, 2);
    // `.14Z` is before `.141Z`, and stands after it as a text.
    const times = both.map(({ entry }) => Date.parse(entry.time));
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    const alone = [log, at("tests")].map((each) => rows(pact("evidence", "list", each, "--json").stdout).length);
    assert.equal(both.length, alone[0]! + alone[1]!);
    const exported = pact("evidence", "export", log).stdout.trim().split("\n");
    const entries = path.join(log, "tile/entries");
    const bundles = readdirSync(entries, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const bundle = bundles.map((each) => readFileSync(path.join(each.parentPath, each.name), "utf8")).join();
    assert.equal(exported.length, alone[0]);
    for (const line of exported) assert.ok(bundle.includes(line));
  });

  it("says what could not be read, filtered or not, and then does not hold", () => {
    const damaged = at("damaged");
    cpSync(log, damaged, { recursive: true });
    const entries = path.join(damaged, "tile/entries");
    for (const each of readdirSync(entries, { recursive: true, withFileTypes: true }))
      if (each.isFile()) rmSync(path.join(each.parentPath, each.name));
    for (const filter of [[], ["--decision", "deny"], ["--session", "nobody"]]) {
      const { status, stdout, stderr } = pact("evidence", "list", damaged, ...filter, "--json");
      assert.deepEqual([status, stdout], [1, ""], filter.join(" "));
      assert.match(stderr, filter.length === 0 ? /entry 0: .*is not there/ : /entries cannot be read, and may be like it/);
      assert.equal(pact("evidence", "export", damaged, ...filter).status, 1);
    }
    // Whoever wants one has seen enough, and is told all the same.
    const some = at("some");
    cpSync(log, some, { recursive: true });
    const [bundle] = readdirSync(path.join(some, "tile/entries"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const broken = path.join(bundle!.parentPath, bundle!.name);
    writeFileSync(broken, readFileSync(broken, "latin1").replace('{"action"', '["action"'), "latin1");
    const one = pact("evidence", "list", some, "--decision", "deny", "--limit", "1", "--json");
    assert.deepEqual([one.status, one.stdout.trim().split("\n").length], [1, 1]);
    assert.match(one.stderr, /1 entries cannot be read, and may be like it/);
    assert.equal(pact("evidence", "prune", damaged, "--before", "2026-01-01").status, 2);
    assert.equal(pact("evidence", "prune", log, "--before", "2026-99-99").status, 2);
  });

  it("prunes what is large and old, never the log; a blob that was changed is seen", () => {
    const large = at("large");
    pact("evidence", "init", large);
    const call = (id: string) => ({ id, function: { name: "get_order", arguments: `{"order_id":"${id}"}` } });
    const session = (id: string, time: string, filler: string) => ({
      id,
      principal: { customer: { id: "c1" } },
      messages: [
        { role: "user", content: "My order?", time },
        { role: "assistant", content: null, tool_calls: [call(id)], time },
        { role: "tool", tool_call_id: id, content: JSON.stringify({ filler: filler.repeat(9000) }), time },
      ],
    });
    const told = [session("A1", "2026-01-01T10:00:00Z", "a"), session("A2", "2026-06-01T10:00:00Z", "b")];
    writeFileSync(at("large.jsonl"), told.map((each) => `${JSON.stringify(each)}\n`).join(""));
    writeFileSync(
      at("desk/large.pact"),
      readFileSync(at("desk/returns-desk.pact"), "utf8").replace("record input, action", "record input, result, action"),
    );
    assert.notEqual(pact("replay", at("desk/large.pact"), at("large.jsonl"), "--evidence", large).status, 2);
    const verified = () => pact("evidence", "verify", large);
    assert.match(verified().stdout, /2 blobs are what their names say\n/);
    assert.equal(
      rows(pact("evidence", "list", large, "--text", "bbbbbb", "--json").stdout).length,
      1,
      "large values are looked through as well",
    );
    assert.match(pact("evidence", "prune", large, "--before", "2026-03-01").stdout, /^1 blobs .* were removed, 1 stay/);
    assert.match(verified().stdout, /1 blobs are what their names say; 1 are there no more/);
    assert.match(pact("evidence", "show", large, "0").stdout, /it is there no more: it was pruned/);
    const blobs = readdirSync(path.join(large, "blobs"), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    assert.equal(blobs.length, 1);
    writeFileSync(path.join(blobs[0]!.parentPath, blobs[0]!.name), "something else");
    assert.equal(verified().status, 1);
    assert.match(verified().stdout, /PACT5018 blobs, entry 1/);
    assert.equal(pact("evidence", "prune", large, "--before", "soon").status, 2);
  });

  it("exports spans that a tracing system, and our own reader, can read", () => {
    const spans = pact("evidence", "export", log, "--form", "otlp", "--session", "returns-052").stdout;
    const [first] = rows(spans);
    const [span] = first.resourceSpans[0].scopeSpans[0].spans;
    assert.match(span.traceId, /^[0-9a-f]{32}$/);
    assert.match(span.spanId, /^[0-9a-f]{16}$/);
    assert.match(span.startTimeUnixNano, /^\d{19}$/);
    const { value } = readTrace(spans, "otlp");
    const entries = rows(pact("evidence", "list", log, "--session", "returns-052", "--json").stdout).map(({ entry }) => entry);
    const unique = new Set(entries.filter(({ action }) => action !== "respond").map(({ id }) => id));
    assert.equal(value[0]?.id, "returns-052");
    const calls = value[0].messages.flatMap((message) => message.calls);
    assert.equal(calls.length, unique.size);
    assert.ok(calls.every(({ args }) => args !== undefined));
  });
});
