// Rename across charters and pacts, what it refuses, and that it can be taken back.
import assert from "node:assert/strict";
import { prepareRename, rename } from "../../server/features/index.ts";
import { mentionsIn } from "../../server/features/symbols.ts";
import { marked, pact, samples, World } from "./world.ts";

const charter = `charter floor {
  fact checked: boolean
  group money: process_return, issue_store_credit
  never unchecked: money unless checked
  never others: send_email when customer.id is "x"
  limit few: calls of money hard 3 per customer
}
`;
const below = (floor: string) => pact("").replace("pact p {", `pact p under "./${floor}" {`);
const withBody = (body: string, floor = "floor.pact") => below(floor).replace(/\}\s*$/, `${body}\n}\n`);

function renamed(text: string, newName: string, others: Record<string, string> = {}): Record<string, string> | string {
  const { world, snapshot, position } = marked(text, others);
  const edit = rename(snapshot, position, newName, world);
  return "problem" in edit ? edit.problem : world.after(edit);
}
const refuses = (text: string, newName: string, problem: RegExp) =>
  it(`refuses: ${problem.source}`, () => assert.match(renamed(text, newName, { "floor.pact": charter }) as string, problem));

describe("rename", () => {
  const pactBelow = withBody(
    'may x: get_order when checked\nescalate e: get_order to "a" within 1 hour else deny carrying checked\ntest t: get_order() given checked is true expect deny by unchecked',
  );
  it("a charter's fact in every pact below it", () => {
    const found = renamed(charter.replace("fact checked", "fact che|cked"), "looked at", {
      "b.pact": pactBelow.replace("floor", "a"),
    }) as Record<string, string>;
    assert.equal(found["a.pact"], charter.replaceAll(/\bchecked/g, "`looked at`"));
    assert.equal(found["b.pact"], pactBelow.replace("floor", "a").replaceAll(/\bchecked/g, "`looked at`"));
  });
  it("from a pact, in its charter and the pacts beside it", () => {
    const found = renamed(pactBelow.replace("when checked", "when che|cked"), "seen", {
      "floor.pact": charter,
      "beside.pact": pactBelow,
    }) as Record<string, string>;
    assert.deepEqual(Object.keys(found).sort(), ["a.pact", "beside.pact", "floor.pact"]);
    for (const text of Object.values(found)) assert.ok(!/\bchecked/.test(text) && text.includes("seen"));
  });
  it("a charter's clause, limit and group, where tests and limits name them", () => {
    const tested = withBody("limit more: calls of money hard 3 per session\ntest t: get_order() given few is 2 expect deny by few");
    const clause = renamed(charter.replace("never unchecked", "never unche|cked"), "sure", {
      "b.pact": pactBelow.replace("floor", "a"),
    }) as Record<string, string>;
    assert.match(clause["b.pact"]!, /deny by sure/);
    const limit = renamed(charter.replace("limit few", "limit f|ew"), "three", { "b.pact": tested.replace("floor", "a") }) as Record<
      string,
      string
    >;
    assert.match(limit["b.pact"]!, /given three is 2 expect deny by three/);
    const group = renamed(tested.replace("of money", "of mon|ey"), "cash", { "floor.pact": charter }) as Record<string, string>;
    assert.match(group["floor.pact"]!, /group cash: [\s\S]*unchecked: cash[\s\S]*calls of cash/);
  });
  it("the principal, also where a charter leaves it open", () => {
    const found = renamed(withBody("may x: get_order when cust|omer.id is order_id"), "client", {
      "floor.pact": charter,
      "beside.pact": below("floor.pact"),
    }) as Record<string, string>;
    assert.match(found["floor.pact"]!, /when client\.id[\s\S]*per client/);
    assert.match(found["beside.pact"]!, /acts for client/);
    assert.match(found["a.pact"]!, /acts for client[\s\S]*when client\.id/);
  });
  it("a field a tool answers keeps its place", () => {
    const text = pact("fact order from get_order(order_id) { status: one of a, b }\nmay x: process_return when order.sta|tus is a");
    const found = renamed(text, "state") as Record<string, string>;
    assert.match(found["a.pact"]!, /\{ state: one of a, b at status \}\n.*order\.state is a/);
  });
  it("a host's value, quoted where it has to be", () => {
    const found = renamed(pact("fact topic: one of a, b\nmay x: get_order when topic is |b"), "billing dispute") as Record<string, string>;
    assert.match(found["a.pact"]!, /one of a, "billing dispute"\n.*topic is "billing dispute"/);
  });
  it("a variable within its clause", () => {
    const found = renamed(
      pact(
        "fact all: list of text\nmay x: get_order when some |e in all satisfies (e is order_id)\nmay y: get_order when no e in all satisfies (e is order_id)",
      ),
      "each",
    ) as Record<string, string>;
    assert.match(found["a.pact"]!, /some each in all satisfies \(each is[\s\S]*no e in all satisfies \(e is/);
  });
  it("says what is renamed", () => {
    const { world, snapshot, position } = marked(pact("fact `my fact`: boolean\nmay x: get_order when `my| fact`"));
    const prepared = prepareRename(snapshot, position, world);
    assert.equal("placeholder" in prepared && prepared.placeholder, "my fact");
  });

  refuses(pact("may x: get_or|der"), "y", /tool of the catalogue/);
  refuses(pact("may x: process_return when am|ount < 3"), "y", /argument of a tool/);
  refuses(pact("may x: get_order when n|ow is known"), "y", /word of the language/);
  refuses(pact("m|ay x: get_order"), "y", /no name here/);
  refuses(
    pact("fact order from get_order(order_id) { status: one of a, b }\nmay x: process_return when order.status is |a"),
    "c",
    /what a tool answers/,
  );
  refuses(pact("fact one_fact: text\nfact tw|o: text"), "one_fact", /already the name of a fact/);
  refuses(pact("may o|ne: get_order\nnever two: get_order"), "two", /already the name of a clause/);
  refuses(pact("fact t|wo: number\nmay x: process_return when two < 3"), "amount", /argument of `process_return`/);
  refuses(pact("fact t|wo: number"), "user", /always there/);
  refuses(pact("fact t|wo: number"), "a`b", /no back-quote/);
  refuses(pact("group t|wo: get_order"), "send_email", /tool of the catalogue/);
  refuses(withBody("may x|: get_order"), "unchecked", /already the name of a clause/);

  for (const { name, world } of samples) {
    it(`${name}: there and back is the same text`, () => {
      const snapshot = world.of(name);
      const seen = new Set<string>();
      for (const { occurrence } of mentionsIn(snapshot)) {
        const key = `${occurrence.role} ${occurrence.owner} ${occurrence.name}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const edit = rename(snapshot, snapshot.positionAt(occurrence.start), "zz_new", world);
        if ("problem" in edit) continue;
        const there = new World({ ...Object.fromEntries(world.files), ...world.after(edit) });
        const again = [...mentionsIn(there.of(name))].find((each) => each.occurrence.name === "zz_new");
        assert.ok(again, key);
        const back = rename(there.of(name), there.of(name).positionAt(again.occurrence.start), occurrence.name, there);
        assert.ok(!("problem" in back), `${key}: ${JSON.stringify(back)}`);
        for (const [file, text] of Object.entries(there.after(back))) assert.equal(text, world.files.get(file), key);
      }
      assert.ok(seen.size > 5);
    });
  }
});
