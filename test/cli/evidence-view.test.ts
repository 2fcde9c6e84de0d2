// A log asked in pages, as an editor does: rows by what an incident is about, one entry with its clause and its proof, what today's pact
// decides; and logs that are damaged, hostile, or so long that nobody reads them whole.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { EvidenceAnswer } from "../../engine/evidence/index.ts";
import { keyFile, makeKey } from "../../engine/node/evidence/index.ts";
import { hostile, writeHostileLog, writeLongLog, writePlainLog } from "../fixtures/evidence/logs.ts";

const root = path.join(import.meta.dirname, "../..");
const main = path.join(root, "cli/main.ts");

describe("pact evidence view", function () {
  this.timeout(60_000);
  let folder: string;
  let log: string;
  let key: string;
  const at = (name: string) => path.join(folder, name);
  const pact = (args: readonly string[], input = "", config = "config") =>
    spawnSync(process.execPath, [main, "evidence", ...args], {
      cwd: folder,
      encoding: "utf8",
      input,
      env: { ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: at(config), XDG_CACHE_HOME: at("cache") },
    });
  /** The answers by the order of the questions, those that come in parts by their last. */
  const askAs = (config: string, of: string, args: readonly string[], ...questions: unknown[]): EvidenceAnswer[] => {
    const input = questions.map((each, id) => (typeof each === "string" ? each : JSON.stringify({ id, ...(each as object) }))).join("\n");
    const { stdout, stderr } = pact(["view", of, "--serve", ...args], input, config);
    assert.equal(stderr, "");
    const answers = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as EvidenceAnswer);
    return questions.map((_, id) => answers.filter((each) => each.id === id).at(-1) ?? answers.find((each) => each.id === -1)!);
  };
  const ask = (of: string, ...questions: unknown[]) => askAs("config", of, ["--pact", at("desk")], ...questions);
  const is = <Kind extends EvidenceAnswer["answer"]>(answer: EvidenceAnswer | undefined, kind: Kind) => {
    assert.equal(answer?.answer, kind, JSON.stringify(answer));
    return answer as Extract<EvidenceAnswer, { answer: Kind }>;
  };
  const copy = (name: string): string => {
    cpSync(log, at(name), { recursive: true });
    return at(name);
  };
  /** Turns one byte of a file of a log. */
  const damage = (of: string, file: string, offset: number) => {
    const bytes = readFileSync(path.join(of, file));
    bytes[offset]! ^= 1;
    writeFileSync(path.join(of, file), bytes);
  };

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-view-"));
    log = at("log");
    cpSync(path.join(root, "samples/returns-desk"), at("desk"), { recursive: true });
    key = /verifies: {2}(\S+)/.exec(pact(["init", log, "--name", "shop.example/desk"]).stdout)![1]!;
    const env = { ...process.env, XDG_CONFIG_HOME: at("config") };
    const replayed = ["replay", at("desk/returns-desk.pact"), at("desk/sessions.jsonl"), "--evidence", log];
    assert.equal(spawnSync(process.execPath, [main, ...replayed], { env }).status, 1);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("says what the log is, and what its signature does not prove", () => {
    const { status, stdout } = pact(["view", log]);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /log +shop\.example\/desk\nentries 176\nroot +[0-9a-f]{64}\nkey +shop\.example\/desk \([0-9a-f]{8}\)\nsigned +\d{4}-/,
    );
    assert.match(stdout, /does not prove that the agent told the truth/);
    const [overview] = ask(log, { ask: "overview" });
    const { origin, size, signed } = is(overview, "overview").overview;
    assert.deepEqual([origin, size, signed && "time" in signed], ["shop.example/desk", 176, true]);
  });

  it("answers in pages, the newest first, by what an incident is about", () => {
    const rows = (filter: object, from = 0, count = 500) => ({ ask: "rows", filter, from, count });
    const answers = ask(
      log,
      rows({}, 174, 5),
      rows({ clause: "foreign_orders" }),
      rows({ clause: "returns_desk@2.1.0#foreign_orders", session: "returns-052" }),
      rows({ person: "c8", action: "process_return", decision: "deny", outcome: "executed" }),
      rows({ text: "ELSEWHERE.example" }),
      rows({ since: "2026-12-10T00:00:00Z", until: "2026-12-10T03:00:00Z" }),
      rows({ agent: "nobody" }),
    ).map((answer) => is(answer, "rows"));
    assert.deepEqual(
      answers.map(({ total }) => total),
      [176, 2, 1, 2, 2, 2, 0],
    );
    assert.deepEqual(
      answers.slice(0, 2).map((answer) => answer.rows.map(({ index }) => index)),
      [
        [1, 0],
        [161, 143],
      ],
    );
    const values = ask(log, { ask: "values", column: "person", most: 3 }, { ask: "values", column: "decision", most: 9 });
    assert.equal(is(values[0], "values").values.length, 3);
    assert.deepEqual([...is(values[1], "values").values].sort(), ["allow", "deny", "escalate"]);
  });

  it("tells of one entry why, by which clause as it read then, and whose failure it was", () => {
    const { entry, read, attributed } = is(ask(log, { ask: "entry", index: 161 })[0], "entry");
    assert.deepEqual([entry.decision, entry.reason, entry.outcome], ["deny", "prohibited", "executed"]);
    assert.equal(attributed.attribution, "technical");
    assert.equal(read.isThen, true);
    assert.match(read.clauses[0]!.text!, /^never foreign_orders: process_return\n {2}when order is known/);
  });

  it("today's pact is asked: the very one decides as then, another one on what the entry carries", () => {
    const today = (index: number) => ({ ask: "today", index });
    const same = is(ask(log, today(161))[0], "today").today;
    assert.ok("isSame" in same && same.isSame && same.isCertain && same.effect === "deny");
    cpSync(at("desk"), at("edited"), { recursive: true });
    const file = at("edited/returns-desk.pact");
    const edited = readFileSync(file, "utf8").replace("topic in [product, shipping, return]", "topic in [product]");
    writeFileSync(file, edited);
    const indexOf = (action: string, rows: EvidenceAnswer) => is(rows, "rows").rows.find((row) => row.action === action)!.index;
    const [rows] = ask(log, { ask: "rows", filter: { clause: "answer" }, from: 0, count: 500 });
    const said = indexOf("respond", rows!);
    const [denied, returned, shown] = askAs("config", log, ["--pact", at("edited")], today(said), today(161), {
      ask: "entry",
      index: said,
    });
    const certain = is(denied, "today").today;
    assert.ok("isSame" in certain);
    assert.deepEqual([certain.isSame, certain.isCertain, certain.effect, certain.reason], [false, true, "deny", "out_of_scope"]);
    const open = is(returned, "today").today;
    assert.ok("isSame" in open && !open.isCertain);
    assert.ok(open.lacks.includes("`foreign_orders` looks at what `get_order` answered"), open.lacks.join("\n"));
    assert.ok(open.lacks.includes("`planted_order` looks at where a value came from"));
    // What the clause said then is not in this file, and its text of then is known by its hash.
    assert.equal(is(shown, "entry").read.isThen, false);
    const files = (name: string): Record<string, string> => ({
      "returns-desk.pact": readFileSync(at(`${name}/returns-desk.pact`), "utf8"),
    });
    const beside = ["./retail.charter.pact", "./tools.json", "./prompt.md"];
    const all = {
      ...files("desk"),
      ...Object.fromEntries(beside.map((each) => [each, readFileSync(at(path.join("desk", each)), "utf8")])),
    };
    const then = (given: Record<string, string>) => ({ ask: "then", index: said, file: "returns-desk.pact", files: given });
    const [whole, alone, other] = ask(log, then(all), then(files("desk")), then({ ...all, ...files("edited") })).map((answer) =>
      is(answer, "then"),
    );
    assert.deepEqual([whole!.isThen, whole!.clauses[0]!.text], [true, "may answer: respond when topic in [product, shipping, return]"]);
    assert.deepEqual([alone!.isThen, [...alone!.needs].sort()], [false, [...beside].sort()]);
    assert.equal(other!.isThen, false);
  });

  it("what cannot be said of today is said to be so", () => {
    const without = is(askAs("config", log, [], { ask: "today", index: 3 })[0], "today").today;
    assert.deepEqual(without, { problem: "no pact `returns_desk` is here" });
    // Named later, as an editor does that has found them.
    const files = [at("desk/returns-desk.pact")];
    const named = askAs("config", log, [], { ask: "pacts", files }, { ask: "today", index: 3 })[1];
    assert.ok("isSame" in is(named, "today").today);
    mkdirSync(at("broken"));
    writeFileSync(at("broken/returns-desk.pact"), 'pact returns_desk { version 3.0.0 may look: nowhere when "unclosed\n');
    const [answer] = askAs("config", log, ["--pact", at("broken")], { ask: "today", index: 3 });
    assert.match(is(answer, "problem").message, /returns-desk\.pact:1:/);
  });

  it("an entry is verified step by step, and proved", () => {
    const [steps, proof] = ask(log, { ask: "verify", index: 160 }, { ask: "prove", index: 160 });
    assert.deepEqual(
      is(steps, "steps").steps.map(({ step, state }) => `${step} ${state}`),
      ["entry ok", "leaf ok", "tiles ok", "root ok", "signature ok", "time ok"],
    );
    assert.equal(is(steps, "steps").steps[2]!.path!.length, 6);
    writeFileSync(at("one.tlog-proof"), is(proof, "proof").text);
    assert.equal(pact(["check", at("one.tlog-proof"), "--key", key], "", "nobody").status, 0);
  });

  it("stops at the first step that fails, and looks at none after it", () => {
    const stepsOf = (of: string, index = 160) => is(ask(of, { ask: "verify", index })[0], "steps").steps;
    /** The first that fails; those before it hold, and those after it are not looked at. */
    const failing = (of: string, index?: number) => {
      const steps = stepsOf(of, index);
      const at = steps.findIndex(({ state }) => state === "failed");
      if (at < 0) return steps.map(({ state }) => state).join();
      const states = steps.map((_, i) => (i < at ? "ok" : i > at ? "not checked" : "failed"));
      assert.deepEqual(
        steps.map(({ state }) => state),
        states,
      );
      return `${steps[at]!.step} ${steps[at]!.code}`;
    };
    const text = copy("damaged-text");
    const bundle = readFileSync(path.join(text, "tile/entries/000.p/176")).toString("latin1");
    damage(text, "tile/entries/000.p/176", bundle.indexOf("returns-061/1/0"));
    assert.equal(failing(text), "leaf PACT5011");
    assert.equal(failing(text, 161), "ok,ok,ok,ok,ok,ok");
    const neighbour = copy("damaged-neighbour");
    damage(neighbour, "tile/0/000.p/176", 161 * 32);
    assert.equal(failing(neighbour), "root PACT5013");
    const gone = copy("damaged-gone");
    rmSync(path.join(gone, "tile/0"), { recursive: true });
    assert.equal(failing(gone), "leaf PACT5009");
    const signature = copy("damaged-signature");
    const checkpoint = readFileSync(path.join(signature, "checkpoint"), "utf8");
    writeFileSync(
      path.join(signature, "checkpoint"),
      checkpoint.replace(/(— \S+ .{20})(.)/, (_, head, char) => `${head}${char === "A" ? "B" : "A"}`),
    );
    assert.match(failing(signature), /^signature PACT500[45]$/);
  });

  it("without the key it says that the signature is not checked, until somebody names the key", () => {
    const answers = askAs(
      "nobody",
      log,
      [],
      { ask: "overview" },
      { ask: "verify", index: 3 },
      { ask: "verify all" },
      { ask: "trust", key: "nonsense" },
    );
    const { overview } = is(answers[0], "overview");
    assert.ok("problem" in overview.key && overview.signed === undefined);
    assert.deepEqual(
      is(answers[1], "steps").steps.map(({ state }) => state),
      ["ok", "ok", "ok", "ok", "not checked", "not checked"],
    );
    assert.match(is(answers[2], "problem").message, /does not hold it/);
    assert.match(is(answers[3], "problem").message, /this is no key of a log/);
    const [named, verified] = askAs("nobody", log, [], { ask: "trust", key }, { ask: "verify", index: 3 });
    assert.ok(!("problem" in is(named, "overview").overview.key));
    assert.ok(is(verified, "steps").steps.every(({ state }) => state === "ok"));
    const other = key.replace("shop.example", "other.example");
    assert.equal(is(askAs("nobody", log, [], { ask: "trust", key: other })[0], "problem").answer, "problem");
  });

  it("the whole log is verified while other questions are answered, and can be cancelled", async () => {
    const [verified] = ask(log, { ask: "verify all" });
    const { found } = is(verified, "verified");
    assert.ok("steps" in found && found.size === 176);
    await writePlainLog(at("plain"), at("config"), 20_000);
    const input = [{ ask: "verify all" }, { ask: "overview" }, { ask: "cancel", of: 0 }].map((each, id) => JSON.stringify({ id, ...each }));
    const told = pact(["view", at("plain"), "--serve"], input.join("\n"))
      .stdout.trim()
      .split("\n")
      .map((line) => JSON.parse(line) as EvidenceAnswer);
    assert.ok(told.some((each) => each.answer === "progress" && each.share > 0 && each.share < 1));
    assert.ok(
      told.findIndex(({ answer }) => answer === "overview") < told.findIndex(({ id, answer }) => id === 0 && answer === "cancelled"),
    );
    assert.ok(!told.some(({ answer }) => answer === "verified"));
    const damaged = copy("damaged-whole");
    damage(damaged, "tile/entries/000.p/176", 300);
    const wrong = is(ask(damaged, { ask: "verify all" })[0], "verified").found;
    assert.ok("code" in wrong && /^PACT50(11|14)$/.test(wrong.code), JSON.stringify(wrong));
  });

  it("a log that was never looked through is read while other questions are answered, and once", async () => {
    await writePlainLog(at("unread"), at("config"), 40_000);
    const rows = { ask: "rows", filter: { decision: "deny" }, from: 0, count: 1 };
    const questions = [rows, { ask: "values", column: "action", most: 3 }, { ask: "overview" }];
    const input = questions.map((each, id) => JSON.stringify({ id, ...each })).join("\n");
    const told = () =>
      pact(["view", at("unread"), "--serve"], input)
        .stdout.trim()
        .split("\n")
        .map((line) => JSON.parse(line) as EvidenceAnswer);
    const first = told();
    const shares = first.flatMap((each) => (each.answer === "progress" ? [each.share] : []));
    assert.ok(shares.length > 1 && shares.every((share, i) => share > (shares[i - 1] ?? 0) && share < 1), String(shares));
    const order = first.flatMap((each) => (each.answer === "progress" ? [] : [each.answer]));
    assert.deepEqual(order, ["overview", "rows", "values"]);
    assert.equal(
      is(
        first.find(({ answer }) => answer === "rows"),
        "rows",
      ).total,
      40_000,
    );
    assert.deepEqual(
      told()
        .map(({ answer }) => answer)
        .toSorted(),
      ["overview", "rows", "values"],
    );
  });

  it("is held against a checkpoint that somebody kept", () => {
    const checkpoint = readFileSync(path.join(log, "checkpoint"), "utf8");
    const shorter = checkpoint.replace("\n176\n", "\n100\n");
    const longer = checkpoint.replace("\n176\n", "\n999\n");
    const held = (text: string) => ({ ask: "consistency", checkpoint: text });
    const other = checkpoint.replaceAll("shop.example/desk", "other.example/desk");
    const answers = ask(log, held(checkpoint), held(shorter), held(longer), held(other), held("nonsense"), held(checkpoint.trimEnd()));
    assert.deepEqual(
      [0, 1, 2, 5].map((i) => {
        const { holds, old, isSigned } = is(answers[i], "consistency");
        return [holds, old, isSigned];
      }),
      [
        [true, 176, true],
        [false, 100, false],
        [false, 999, false],
        [true, 176, true],
      ],
    );
    assert.match(is(answers[3], "problem").message, /is of the log `other\.example\/desk`/);
    assert.match(is(answers[4], "problem").message, /the checkpoint you hold: no blank line/);
  });

  it("what cannot be read stands in its place, and is counted where it could be what is looked for", () => {
    const damaged = copy("damaged-rows");
    const file = path.join(damaged, "tile/entries/000.p/176");
    writeFileSync(file, readFileSync(file).subarray(0, 60_000));
    const [all, like, entry] = ask(
      damaged,
      { ask: "rows", filter: {}, from: 0, count: 1 },
      { ask: "rows", filter: { action: "get_order" }, from: 0, count: 1 },
      { ask: "entry", index: 175 },
    );
    assert.match(is(all, "rows").rows[0]!.problem!, /tile\/entries\/000\.p\/176 ends inside entry \d+ of 176/);
    assert.ok(is(like, "rows").unreadable! > 0 && is(like, "rows").total > 0);
    assert.match(is(entry, "problem").message, /does not hold entry 175/);
  });

  it("what is no question is said to be none, where it was asked, and the next is answered", () => {
    const answers = ask(
      log,
      { ask: "rows", filter: { since: "noon" }, from: 0, count: 5 },
      { ask: "rows", filter: {}, from: 0, count: 501 },
      { ask: "entry", index: -1 },
      { ask: "entry", index: 176 },
      { ask: "cancel", of: 99 },
      { ask: "overview" },
    );
    assert.equal(is(answers[0], "problem").message, "`filter.since` is not as a question has it");
    assert.equal(is(answers[1], "problem").message, "`count` is not as a question has it");
    assert.equal(is(answers[2], "problem").message, "`index` is not as a question has it");
    assert.match(is(answers[3], "problem").message, /this log has entries 0 to 175/);
    is(answers[5], "overview");
    assert.equal(is(ask(log, "{")[0], "problem").message, "this is no JSON");
  });

  it("rows stay where they are while the log grows, also when a bundle has become full meanwhile", async () => {
    const grown = at("grown");
    const rows = (size?: number) => ({ ask: "rows", filter: {}, from: 10, count: 2, ...(size !== undefined && { size }) });
    const indicesOf = (answer: EvidenceAnswer | undefined) => is(answer, "rows").rows.map(({ index, problem }) => problem ?? index);
    await writePlainLog(grown, at("config"), 200);
    assert.deepEqual(indicesOf(ask(grown, rows())[0]), [189, 188]);
    await writePlainLog(grown, at("config"), 100);
    const [then, now, beyond] = ask(grown, rows(200), rows(), rows(999));
    assert.deepEqual(
      [indicesOf(then), indicesOf(now), indicesOf(beyond)],
      [
        [189, 188],
        [289, 288],
        [289, 288],
      ],
    );
    assert.equal(is(then, "rows").total, 200);
  });

  it("of a million entries it reads what is on the screen", () => {
    writeLongLog(at("long"), at("config"));
    const [overview, page, last, missing] = ask(
      at("long"),
      { ask: "overview" },
      { ask: "rows", filter: {}, from: 0, count: 64 },
      { ask: "entry", index: 999_999 },
      { ask: "rows", filter: {}, from: 999_999, count: 1 },
    );
    assert.equal(is(overview, "overview").overview.size, 1_000_000);
    assert.equal(is(page, "rows").total, 1_000_000);
    assert.deepEqual(
      is(page, "rows")
        .rows.map(({ index }) => index)
        .slice(0, 2),
      [999_999, 999_998],
    );
    // Only the newest bundle is there: any other that was read would have been missed.
    assert.ok(is(page, "rows").rows.every(({ problem }) => problem === undefined));
    is(last, "entry");
    assert.match(is(missing, "rows").rows[0]!.problem!, /tile\/entries\/000 is not there/);
  });

  it("a log full of scripts is text, and a link out of the log is a tile like any other", async () => {
    await writeHostileLog(at("hostile"), at("config"));
    const [rows, entry] = ask(at("hostile"), { ask: "rows", filter: { person: hostile }, from: 0, count: 9 }, { ask: "entry", index: 0 });
    assert.equal(is(rows, "rows").total, 3);
    assert.equal(is(entry, "entry").entry.agent, hostile);
    // In a terminal it turns nothing.
    assert.ok(!pact(["view", at("hostile")]).stdout.includes("\u202e"));
    const linked = copy("linked");
    const tile = path.join(linked, "tile/entries/000.p/176");
    rmSync(tile);
    symlinkSync("/etc/passwd", tile);
    const answers = ask(linked, { ask: "entry", index: 3 }, { ask: "rows", filter: {}, from: 0, count: 1 });
    assert.ok(!JSON.stringify(answers).includes("root:"));
    assert.equal(answers[0]!.answer, "problem");
    assert.equal(is(ask(at("nowhere"), { ask: "overview" })[0], "problem").message, `${at("nowhere/checkpoint")}: there is no such file`);
  });

  it("no key and no secret of the environment is in an answer", () => {
    const { file } = makeKey("shop.example/desk", keyFile("shop.example/desk", { XDG_CONFIG_HOME: at("config") }));
    const pem = readFileSync(file!, "utf8");
    const secret = pem.split("\n")[1]!;
    const input = ["overview", "values", "entry", "today", "verify", "verify all", "prove"]
      .map((each, id) => JSON.stringify({ id, ask: each, index: 3, column: "session", most: 9 }))
      .join("\n");
    const env = { ...process.env, PACT_EVIDENCE_KEY: pem, OPENAI_API_KEY: "sk-not-to-be-seen" };
    const args = [main, "evidence", "view", log, "--serve", "--pact", at("desk")];
    const { stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: "utf8", env });
    assert.equal(stdout.trim().split("\n").length >= 7, true);
    for (const hidden of [secret, "PRIVATE KEY", "sk-not-to-be-seen"]) assert.ok(!`${stdout}${stderr}`.includes(hidden), hidden);
  });
});
