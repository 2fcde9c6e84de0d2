// Pages of what the parser finds.
import type { Page } from "../rule.ts";

export const syntaxPages: readonly Page[] = [
  {
    code: "PACT1001",
    name: "stray-characters",
    severity: "error",
    summary: "characters that mean nothing in a pact",
    why: "What is no word, number, mark or quoted text is skipped, and the rest of the line is read as if it were not there. Remove it, or quote it.",
    bad: [{ pact: "may look: get_order §" }],
    good: [{ pact: 'never sections: send_note when text contains "§" because "No law is quoted."' }],
  },
  {
    code: "PACT1002",
    name: "not-closed",
    severity: "error",
    summary: "a text, a back-quoted name or a comment that is not closed",
    why:
      "A text or a name ends with its line, so that one that is not closed costs only that line; a comment that is not closed takes the rest of " +
      "the file with it.",
    bad: [{ pact: 'never loud: send_note when text is "hey\n  because "Nobody is shouted at."' }],
    good: [{ pact: 'never loud: send_note when text is "hey"\n  because "Nobody is shouted at."' }],
  },
  {
    code: "PACT1003",
    name: "not-a-text",
    severity: "error",
    summary: "a file that is not text, or too long to be a pact",
    why: "A pact is read by people: it is UTF-8, and has at most 4,000,000 characters. Nothing else of such a file is checked.",
    bad: [{ pact: 'may look: get_order when order_id is "\uFFFD"' }],
    good: [{ pact: 'may look: get_order when order_id is "é"' }],
  },
  {
    code: "PACT1004",
    name: "unexpected",
    severity: "error",
    summary: "something is missing or out of place; the message says what was expected",
    why: "The member is read as far as it goes, and the next one as if nothing had happened. Nothing more is said about what is missing.",
    bad: [{ pact: "may small: issue_refund when amount <\nmay look: get_order" }, { pact: "" }],
    good: [{ pact: "may small: issue_refund when amount < 50" }],
  },
  {
    code: "PACT1005",
    name: "no-member",
    severity: "error",
    summary: "a word that begins no member",
    why: "A pact is a list of members, and each begins with a word such as `may`, `never`, `escalate` or `fact`. The rest of such a line is skipped.",
    bad: [{ pact: 'nevr loud: send_note because "Nobody is shouted at."' }],
    good: [{ pact: 'never loud: send_note because "Nobody is shouted at."' }],
  },
  {
    code: "PACT1006",
    name: "too-deep",
    severity: "error",
    summary: "nested too deep to be read by a person",
    why: "What is nested more than a hundred deep is not meant for people. Name a part of it as a fact or as a clause of its own.",
    bad: [{ pact: `may look: get_order when ${"(".repeat(101)}order_id is "A1"${")".repeat(101)}\nmay find: search_orders` }],
    good: [{ pact: 'may look: get_order when (order_id is "A1")' }],
  },
  {
    code: "PACT1007",
    name: "foreign-word",
    severity: "error",
    summary: "`==`, `&&`, `if`, `at least`, `string` and the like: the language has other words for them",
    why: "A pact is read by people who do not program: it says `is`, `is not`, `and`, `or`, `not`, `when`, and `text` for a type. The fix writes them.",
    bad: [
      { pact: 'may look: get_order when order_id == "A1"' },
      { pact: 'may look: get_order if order_id is "A1"' },
      {
        pact: 'fact order from get_order(order_id) { status: string }\nmay look: get_order\nmay closed: issue_refund when order.status is "closed"',
      },
      { pact: 'escalate large: issue_refund when amount > 50 to "desk" within 1 hour else to "chief" within 2 hours else deny' },
      { pact: 'may small: issue_refund when amount < 50 && order_id is "A1"' },
    ],
    good: [{ pact: 'may small: issue_refund when amount < 50 and order_id is "A1"' }],
  },
];
