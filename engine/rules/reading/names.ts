// Pages of what the analysis finds about names and types.
import type { Page } from "../rule.ts";

const order = "fact order from get_order(order_id) { status: one of open, closed paid: money USD }";

export const namePages: readonly Page[] = [
  {
    code: "PACT2001",
    name: "unknown-name",
    severity: "error",
    summary: "a name that means nothing where it stands",
    why: "A condition reads arguments of the action, facts, the principal, and `user`, `team`, `session`, `agent`, `now`. Anything else is unknown for ever.",
    bad: [
      {
        pact: "may talk: respond when topc is shipping\nfact topic: one of shipping, other from get_order at topic\nmay look: get_order when topic is shipping",
      },
      { pact: 'may look: get_order\ntest look: get_order(order_id: "A1") expect allow by lok' },
    ],
    good: [{ pact: 'may look: get_order\ntest look: get_order(order_id: "A1") expect allow by look' }],
  },
  {
    code: "PACT2002",
    name: "unknown-tool",
    severity: "error",
    summary: "a tool the catalogue does not have",
    why: "A clause about a tool that does not exist allows and prohibits nothing. The nearest name is offered.",
    bad: [{ pact: "may look: get_ordr" }, { pact: "may look: get_order, fetch_*" }],
    good: [{ pact: "may look: get_order, search_*" }],
  },
  {
    code: "PACT2003",
    name: "unknown-argument",
    severity: "error",
    summary: "an argument the tool does not have",
    why: "What an action does not carry cannot be asked of it. Where one of several tools lacks the argument, give that tool a clause of its own.",
    bad: [{ pact: "may small: issue_refund when amuont < 50" }, { pact: "may both: issue_refund, send_note when amount < 50" }],
    good: [{ pact: "may small: issue_refund when amount < 50" }],
  },
  {
    code: "PACT2004",
    name: "unknown-field",
    severity: "error",
    summary: "a field the record does not have",
    why: "A fact holds the fields it declares, whatever else a tool answers. Declare the field, or mend its name.",
    bad: [{ pact: `${order}\nmay look: get_order\nmay closed: issue_refund when order.stauts is closed` }],
    good: [{ pact: `${order}\nmay look: get_order\nmay closed: issue_refund when order.status is closed` }],
  },
  {
    code: "PACT2005",
    name: "types-differ",
    severity: "error",
    summary: "types or units that do not fit together",
    why: "Units must agree, currencies never convert, and a condition is yes or no: what does not fit would be unknown for ever.",
    bad: [
      { pact: "refine issue_refund { amount: money USD }\nmay small: issue_refund when amount < 50" },
      { pact: "may small: issue_refund when amount" },
      { pact: "limit refunds: calls of issue_refund hard -3 per session" },
      { pact: "limit spend: cost soft 5 EUR hard 10 USD per session" },
      { pact: 'handoff to "desk" carrying summary expect rate 1% to 200%' },
    ],
    good: [{ pact: "refine issue_refund { amount: money USD }\nmay small: issue_refund when amount < 50 USD" }],
  },
  {
    code: "PACT2006",
    name: "impossible-value",
    severity: "error",
    summary: "a value that the left side can never have",
    why: "An enumeration has the values it lists. Comparing it with another is always false, and mostly a slip of the pen.",
    bad: [{ pact: `${order}\nmay look: get_order\nmay closed: issue_refund when order.status is closd` }],
    good: [{ pact: `${order}\nmay look: get_order\nmay closed: issue_refund when order.status is closed` }],
  },
  {
    code: "PACT2007",
    name: "given-twice",
    severity: "error",
    summary: "a name given twice, or, as a warning, a value of an enumeration",
    why: "Decisions, tests and evidence speak of a clause by its name: two of the same name could not be told apart. A value listed twice is a warning.",
    bad: [{ pact: 'never loud: send_note when text is "hey" because "Quiet."\nnever loud: send_note when text is "oi" because "Quiet."' }],
    good: [{ pact: 'never loud: send_note when text is "hey" because "Quiet."\nnever rude: send_note when text is "oi" because "Quiet."' }],
  },
  {
    code: "PACT2008",
    name: "value-or-name",
    severity: "error",
    summary: "a value of an enumeration that is also a name: quotes say which",
    why: "After `is`, a bare word of the enumeration wins over a fact or an argument of the same name. Where both exist, a reader cannot know it.",
    bad: [
      {
        pact: "fact state: one of amount, nothing from get_order at state\nmay look: get_order\nmay small: issue_refund when state is amount",
      },
    ],
    good: [
      {
        pact: 'fact state: one of amount, nothing from get_order at state\nmay look: get_order\nmay small: issue_refund when state is "amount"',
      },
    ],
  },
  {
    code: "PACT2009",
    name: "unknown-function",
    severity: "error",
    summary: "a function that is not there, or with the wrong number of values",
    why: "There are `count`, `sum`, `length`, `age` and `domain`, and the judges of the pact.",
    bad: [{ pact: "may short: send_note when lenght(text) < 100" }],
    good: [{ pact: "may short: send_note when length(text) < 100" }],
  },
  {
    code: "PACT2010",
    name: "mixed-and-or",
    severity: "error",
    summary: "`and` beside `or` without parentheses",
    why: "Nobody agrees on which binds tighter. Both readings are offered; only the author knows which one was meant.",
    bad: [{ pact: 'may small: issue_refund when amount < 50 and order_id is "A1" or order_id is "A2"' }],
    good: [{ pact: 'may small: issue_refund when amount < 50 and (order_id is "A1" or order_id is "A2")' }],
  },
];
