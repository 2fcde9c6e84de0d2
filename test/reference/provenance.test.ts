// The oracle itself: where values come from, held to docs/decisions.md by examples worked out by hand.
import assert from "node:assert/strict";
import { agent, answer, call, from, truth, user, world } from "./examples.ts";
import { mentions } from "./provenance.ts";

describe("reference: where a value comes from", () => {
  it("texts are mentioned as whole tokens, folded and normalised", () => {
    const yes = ["Return A1, please", "a1", "Ａ１", "(A1)", "A1.", "A1's status", "A1’s", "#A1", "A\u200b1", "my A1- thing"];
    const no = ["A12", "xA1", "A1-b", "b-A1", "A1_", "A1@home", "A1's-own", "x.A1", "A1’t", "A 1", "A1—dash"];
    assert.deepEqual(
      yes.filter((message) => !mentions(message, "A1")),
      [],
    );
    assert.deepEqual(
      no.filter((message) => mentions(message, "A1")),
      [],
    );
    assert.equal(mentions("two  words", " two words "), true);
    assert.equal(mentions("anything", ""), false);
    assert.equal(mentions("true", true), false);
  });
  it("numbers are mentioned by value", () => {
    assert.deepEqual(
      ["1200", "1,200.00", "1_200", "$1,200!", "1200.0", "1200%"].filter((message) => !mentions(message, 1200)),
      [],
    );
    assert.deepEqual(
      ["1.200,00", "12,00", "1200kg", "-1200", "3-1200", "1200.2.3", "1200,5"].filter((message) => mentions(message, 1200)),
      [],
    );
    assert.deepEqual(
      [mentions("-5", -5), mentions("−5", -5), mentions("-5", 5), mentions("3-5", 5), mentions("1,5", 1)],
      [true, true, false, false, false],
    );
  });
  it("`respond` is the agent's last message alone", () => {
    assert.equal(truth(from("order_id", "respond"), world([agent("A1?")])), true);
    assert.equal(truth(from("order_id", "respond"), world([agent("A1?"), agent("Sure?")])), false);
  });
  it("a tool vouches for whole values at their place, and not for what its own call carried in", () => {
    const found = call("get_order", { order_id: "B7" }, { result: { value: { items: [{ id: "A1" }] } } });
    assert.equal(truth(from("order_id", "get_order"), world([found])), true);
    assert.equal(truth(from("order_id", "get_order", "items", "id"), world([found])), true);
    assert.equal(truth(from("order_id", "get_order", "id"), world([found])), false);
    assert.equal(truth(from("order_id", "get_order"), world([answer({ id: "A1" })])), false);
    assert.equal(truth(from("order_id", "get_order"), world([answer({ text: "see A1" }, "B7")])), false);
  });
  it("an unreadable answer makes it unknown, unless its own call carried the value in", () => {
    const lost = (order_id: string) => world([call("get_order", { order_id }, { result: "unreadable" })]);
    assert.deepEqual(
      [truth(from("order_id", "get_order"), lost("B7")), truth(from("order_id", "get_order"), lost("A1"))],
      ["unknown", false],
    );
  });
  it("of a list every element; of an unknown value unknown", () => {
    const tags = (...values: string[]) => world([user("red and blue")], { args: { order_id: "A1", tags: values } });
    assert.deepEqual(
      [
        truth(from("tags", "user"), tags("red", "blue")),
        truth(from("tags", "user"), tags("red", "pink")),
        truth(from("tags", "user"), tags()),
      ],
      [true, false, true],
    );
    assert.equal(truth(from("amount", "user"), tags()), "unknown");
  });
});
