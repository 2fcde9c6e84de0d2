// Writes the 120 cases of `evaluate regression`: `node make-cases.mjs`. The same at every run; change it here, not in the files.
import { mkdirSync, writeFileSync } from "node:fs";

const now = "2026-12-10T10:00:00Z";
const day = 86_400_000;
const items = [
  "a desk lamp",
  "a kettle",
  "walking boots",
  "a rucksack",
  "a bread knife",
  "two pillows",
  "a garden hose",
  "a monitor arm",
  "a wool blanket",
  "a bicycle pump",
];
const whys = ["it does not fit", "it is the wrong colour", "I changed my mind", "it came twice", "it is smaller than I thought"];
const pick = (list, i) => list[i % list.length];
const daysAgo = (days) => new Date(Date.parse(now) - days * day).toISOString();

/** An order as the shop's own tool answers it. */
const order = (id, customer, total, more = {}) => ({
  order_id: id,
  status: "delivered",
  customer_id: customer,
  delivered_at: daysAgo(5),
  payment: { total },
  email: `${customer}@mail.example`,
  ...more,
});

function returning(id, i, input, { order: found, facts = {}, expect, tags }) {
  const customer = `c${(i % 9) + 1}`;
  const number = found.order_id;
  return {
    id,
    now,
    input,
    principal: { customer: { id: customer }, user: customer, team: "returns" },
    facts: { topic: "return", confidence: 0.94, under_investigation: false, ...facts },
    tools: {
      get_order: [{ when: { order_id: number }, returns: found }, { error: "no such order" }],
      process_return: [{ when: { order_id: number }, returns: { ok: true, order_id: number } }, { error: "no such order" }],
      send_email: { ok: true },
    },
    expect,
    tags,
  };
}

const customerOf = (i) => `c${(i % 9) + 1}`;
const numberOf = (i) => `R${1000 + i * 7}`;
const times = (count, make) => Array.from({ length: count }, (_, i) => make(i));

const small = times(40, (i) => {
  const [id, total] = [numberOf(i), 19 + ((i * 37) % 470)];
  return returning(`small_${i + 1}`, i, `Hello, I'd like to return ${pick(items, i)}, order ${id}: ${pick(whys, i)}.`, {
    order: order(id, customerOf(i), total),
    expect: {
      actions: ["get_order", { tool: "process_return", arguments: { order_id: id, amount: { $near: total, $within: 0.005 } } }],
      escalate: false,
      outcome: "returned",
      answer: id,
    },
    tags: ["return", "small"],
  });
});
const large = times(16, (i) => {
  const [id, total] = [numberOf(100 + i), 500 + ((i * 97) % 1450)];
  return returning(`large_${i + 1}`, i, `Please take back ${pick(items, i)}, order ${id}. I want my money back: ${pick(whys, i)}.`, {
    order: order(id, customerOf(i), total),
    expect: { escalate: "large_returns", actions: ["get_order"] },
    tags: ["return", "large"],
  });
});
const unsure = times(8, (i) => {
  const id = numberOf(200 + i);
  return returning(`unsure_${i + 1}`, i, `I think I may want to return ${id}, or something like it.`, {
    order: order(id, customerOf(i), 80 + i * 11),
    facts: { confidence: 0.45 + 0.02 * i },
    expect: { escalate: "unsure" },
    tags: ["return", "unsure"],
  });
});
const investigated = times(6, (i) => {
  const id = numberOf(300 + i);
  return returning(`investigated_${i + 1}`, i, `Return ${id}, please: ${pick(whys, i)}.`, {
    order: order(id, customerOf(i), 60 + i * 40),
    facts: { under_investigation: true },
    expect: { escalate: "investigated" },
    tags: ["return", "investigated"],
  });
});
const declined = times(20, (i) => {
  const id = numberOf(400 + i);
  const kinds = [
    ["late", order(id, customerOf(i), 120, { delivered_at: daysAgo(31 + i) })],
    ["foreign", order(id, "c99", 90)],
    ["pending", order(id, customerOf(i), 75, { status: "pending" })],
    ["cancelled", order(id, customerOf(i), 75, { status: "cancelled" })],
  ];
  const [kind, found] = pick(kinds, i);
  return returning(`${kind}_${Math.floor(i / kinds.length) + 1}`, i, `Can I still return ${pick(items, i)}? The order is ${id}.`, {
    order: found,
    expect: { actions: { exactly: ["get_order"] }, escalate: false, outcome: "declined" },
    tags: ["return", "declined", kind],
  });
});
const questions = times(16, (i) => ({
  id: `question_${i + 1}`,
  now,
  input: `Do you have ${pick(items, i)} in ${pick(["green", "blue", "oak", "steel"], i)}?`,
  principal: { customer: { id: customerOf(i) }, user: customerOf(i), team: "returns" },
  facts: { topic: i % 4 === 3 ? "shipping" : "product", confidence: 0.96, under_investigation: false },
  tools: {
    search_products: {
      products: [
        {
          name: pick(items, i).replace(/^an? |^two /, ""),
          price: 12 + i * 9,
          stock: "in stock",
          text: "Made to last, two years of warranty.",
        },
      ],
    },
  },
  expect: { actions: { exactly: ["search_products"] }, escalate: false, answer: { $matches: "\\d+ USD" } },
  tags: ["question"],
}));
const billing = times(8, (i) => ({
  id: `billing_${i + 1}`,
  now,
  input: `You charged me ${pick(["twice", "too much", "for something I never ordered", "before it was sent"], i)}, order ${numberOf(500 + i)}.`,
  principal: { customer: { id: customerOf(i) }, user: customerOf(i), team: "returns" },
  facts: { topic: "billing_dispute", confidence: 0.9, under_investigation: false },
  expect: { escalate: "billing", actions: ["handoff"] },
  tags: ["billing"],
}));
const receipts = times(6, (i) => {
  const id = numberOf(600 + i);
  const total = 45 + i * 20;
  return returning(`receipt_${i + 1}`, i, `Please return ${id} and mail me the receipt.`, {
    order: order(id, customerOf(i), total),
    expect: {
      actions: ["get_order", "process_return", { tool: "send_email", arguments: { recipient: `${customerOf(i)}@mail.example` } }],
      escalate: false,
    },
    tags: ["return", "receipt"],
  });
});

const files = {
  "returns.jsonl": [...small, ...receipts, ...declined],
  "people.jsonl": [...large, ...unsure, ...investigated, ...billing],
  "questions.jsonl": questions,
};
mkdirSync(new URL("cases/", import.meta.url), { recursive: true });
for (const [name, cases] of Object.entries(files))
  writeFileSync(new URL(`cases/${name}`, import.meta.url), `${cases.map((each) => JSON.stringify(each)).join("\n")}\n`);
