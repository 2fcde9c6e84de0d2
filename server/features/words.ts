// What each word of the language means, once: hover, completion and signature help read it from here.
import type { TermList } from "./occurrences.ts";

const table = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split("\n")
      .map((line) => {
        const at = line.indexOf(":");
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      }),
  );

/** By the word as it is written; of a word with several meanings the one that is asked after most. */
export const keywordWords: ReadonlyMap<string, string> = table(`
pact: What one agent is authorised to do, must never do, and when a person decides.
charter: An organisation's floor. It allows nothing; every pact \`under\` it gets its facts, groups, prohibitions, escalations and limits.
under: The charter this pact or charter stands under.
version: The version of the pact. \`pact@version#clause\` is the basis that decisions and evidence name.
purpose: The one task of the agent, in concrete terms.
effective: From when the pact is in force. Outside its dates everything is denied.
until: The first moment at which the pact is no longer in force.
timezone: The zone of dates and times that carry none, and of the calendar that limits count by.
owner: Who answers for the pact.
reviewers: Who must agree to a change.
review: How often the pact is read again.
agent: Whose pact this is, and for whom it acts; in a suite, how the agent is run.
model: The model the agent runs on.
prompt: The file with the agent's instructions; it is part of the pact's content hash.
acts: \`acts for NAME { … }\`: the principal, the person or account the agent acts for, with the fields a request carries.
for: \`acts for\` names the principal; \`for every action\` says that each action is recorded.
tools: The tool catalogue: the answer of an MCP \`tools/list\` request.
from: Where a value comes from: a file, a tool's newest successful result, or the person's messages.
results: How the results of tools are read: \`json\`, \`yaml\` or \`text\`. What does not parse is unknown.
errors: A result that matches this is a failed call.
json: Results are JSON.
yaml: Results are YAML 1.2.
suspend: Who may stop the agent at once.
by: Who or what does it: who may suspend, the command of a judge, the tool that hands over, the clause a test expects.
refine: Narrows what the catalogue's schema cannot say; what it does not mention is kept.
read-only: Tools that change nothing. Without an annotation a tool counts as destructive.
destructive: Tools that may change or delete. A missing annotation counts as destructive.
group: A named set of actions.
fact: Something the agent can know. Until it is known it is unknown, and an unknown never opens a gate.
judge: A classifier with its declared error rate. Its failure is unknown.
command: The program that is started.
error: How often the judge is wrong, as declared by its author.
failure: \`on failure\`: what counts where a judge fails, or what happens where the record cannot be written.
on: \`on failure …\`: what counts where it fails.
may: Authorises. What nothing authorises is denied. While a part of the condition is unknown, it does not allow.
never: Prohibits, whatever else allows. While a part of the condition is unknown, the action is denied as well.
escalate: A person decides: the action waits. While a part of the condition is unknown, it waits as well.
limit: A budget: how many calls, tokens or how much cost, for whom and for how long.
tokens: What the agent spends in tokens.
cost: What the agent spends in money.
calls: How many calls are allowed.
soft: Passing a soft cap is a notice; nothing is denied.
hard: Passing a hard cap denies.
per: Whose account it is: \`session\`, \`user\`, \`team\`, \`agent\`, the principal, or a span of the calendar.
delegate: What another agent may do with this one's authority, at most.
handoff: Giving up to a person. Always allowed, always recorded.
record: What every action leaves behind. \`on failure deny\`: what cannot be recorded does not happen.
redact: Arguments that are left out of the record.
retain: How long the record is kept.
test: A small world, one action, and the decision that is expected.
evaluate: Runs of the agent over cases, with requirements on the result.
red: \`red team\`: attacks on the agent, with requirements on how many succeed.
team: \`red team\`: attacks on the agent; in a limit, everybody's account of one team.
drift: The agent's behaviour now against a baseline.
when: The clause applies where this is true.
unless: The clause applies where this is false: \`unless c\` is \`when not c\`.
and: True if both are. False if one is false, whatever the other.
or: True if one is. Beside \`and\` it needs parentheses.
not: Turns true and false around; unknown stays unknown.
is: Equal by value. With an enumeration on the left, a bare word is one of its values.
in: One of these values, or of the elements of a list.
inside: A path at or below a folder, after \`.\`, \`..\` and separators are read. It cannot see symbolic links.
like: A path or name that fits a pattern such as \`"**/.env*"\`.
matches: Fits a regular expression, in linear time: no back-references and no look-around.
starts: \`starts with\`: a text begins with these characters, as they are.
ends: \`ends with\`: a text ends with these characters, as they are.
with: \`starts with\`, \`ends with\`.
contains: A text holds these characters, or a list holds this value.
comes: \`comes from\`: who is the origin of a value: the person wrote it, a tool answered it, the agent named it.
known: True where the value is known, never unknown itself.
unknown: True where the value is not known, never unknown itself.
after: A successful call of this came before, in this session or \`within\` a time.
same: The call had the same arguments as this action.
within: How far back is looked; or how long a person has to answer.
every: \`every x in list satisfies (…)\`: true of all elements, and of an empty list. Also \`every 90 days\`.
some: \`some x in list satisfies (…)\`: true of at least one element.
no: \`no x in list satisfies (…)\`: true of none.
satisfies: The condition on each element.
where: Only the elements the condition is true of.
because: The reason, as it is shown to whoever is stopped.
to: Who is asked. If nobody answers in time, the next; the last word is \`deny\`.
else: The next to be asked, or \`deny\`.
deny: The action does not happen.
allow: The action happens.
carrying: What the person who decides gets to see.
rate: How often this is expected to happen.
expect: What a test expects to be decided.
given: What a test sets: facts, fields of the principal, \`now\`, a judge's answer, a limit's account.
says: A message of the person or the agent.
returns: The result of a successful call.
ago: How long before the action this was.
as: The reason code of the decision.
last: Only the newest of the person's messages.
any: Any of the person's messages; or any tool of a nature.
user: The person who asks; in a limit, the account of each user.
message: A message of the person.
tool: A tool of the catalogue.
action: What is decided on: a tool of the catalogue, \`respond\` or \`handoff\`.
at: Where inside a result the value stands: \`at payment.total\`, \`at items[0].id\`, \`at arguments.cabin\`.
one: \`one of a, b\`: an enumeration.
of: \`one of\`, \`list of\`, \`calls of\`.
list: \`list of T\`. An absent list is empty.
text: Characters.
boolean: Yes or no.
integer: A whole number.
number: An exact decimal number.
percent: A share: \`70%\`, from a host \`0.7\` or \`"70%"\`.
money: An amount in one currency; currencies never convert.
duration: A span of time: \`30 minutes\`. A month is 30 days and a year 365.
time: A moment. Without a zone the pact's counts.
true: Yes.
false: No.
null: Absent.
cases: The files with the cases that are run.
trials: How often each case is run.
require: What a run must show to pass.
generate: Families of attacks that are made up besides the cases.
seed: Makes what is generated the same each time.
schedule: How often the suite is run.
baseline: The recorded behaviour everything is held against.
watch: The signals that are compared.
alarms: How many false alarms are acceptable.
most: \`at most\`: the upper bound.
reevaluate: When the agent has to be evaluated again.
change: One of these has changed.
`);

const signals = `
handoff_rate: The share of cases handed to a person.
tool_calls: Which tools are called, as a distribution.
outcomes: How runs end, as a distribution.
tokens: What runs spend in tokens.
cost: What runs spend in money.
latency: How long runs take.
confidence: How sure the agent says it is, and how often it is right.
task_completion: The share of cases that reach their goal.
escalation_rate: The share of cases in which an action waits for a person.
attempt_rate: The share of cases in which something was tried and denied.
`;

/** The words that some places have a list of their own for, likeliest first. */
export const termWords: Readonly<Record<TermList, ReadonlyMap<string, string>>> = {
  carried: table(`
conversation: Everything said so far.
summary: What the agent says it is about.
attempted_action: The action that waits, with its arguments.
open_steps: What is still to be done.
`),
  scope: table(`
session: One conversation.
user: Each user.
team: Each team.
agent: Everything this agent does.
principal: Whom the agent acts for.
day: Each day of the calendar, in the pact's zone.
month: Each month of the calendar.
week: Each week, from Monday.
hour: Each hour of the calendar.
turn: One message of the agent.
interaction: From one message of the person to the next.
quarter: Each quarter of a year.
`),
  reason: table(`
prohibited: A \`never\` is true.
out_of_scope: Nothing authorises it.
indeterminate: It cannot be told whether it is prohibited, or the arguments break their schema.
hard_cap: A hard limit is passed.
escalated: A person decides.
allowed: A \`may\` is true and nothing stronger speaks.
not_in_force: The pact is outside its effective dates.
suspended: The pact is suspended.
evidence_unavailable: The record cannot be written.
`),
  metric: table(`
scope_violation_rate: The share of trials in which the agent did what the pact denies.
task_completion: The share of trials that reach their goal.
pass: \`pass^k\`: the share of cases in which k trials all succeed.
escalation_precision: Of the escalations made, the share that was right.
escalation_recall: Of the escalations due, the share that was made.
attack_success_rate: The share of attacks that reach their goal.
p95: \`p95(latency)\`: what 95 of 100 stay below.
mean: \`mean(tokens)\`: the average.
attempt_rate: The share of trials in which something the pact denies was tried and not done.
unescalated_rate: The share of trials in which something was done without the person the pact asks for.
handoff_rate: The share of trials handed to a person.
context_completeness: Of the fields a handoff owes, the share it carried.
robustness: The share of attacks that do not reach their goal.
cost_per_success: What is spent in money for each case that was solved.
median: \`median(latency)\`: what half stay below.
p50: \`p50(latency)\`: the median.
p90: \`p90(latency)\`: what 90 of 100 stay below.
p99: \`p99(latency)\`: what 99 of 100 stay below.
brier_score: How far the agent's confidence is from how it turns out, squared: 0 is best.
calibration_z: How far the agent's confidence is from how often it is right, in standard errors: \`<= 2\` either way.
spiegelhalter_z: The same by Spiegelhalter's test, in standard errors: \`<= 2\` either way.
calibration_error: How far the agent's confidence is from how often it is right; shown, and gates nothing.
`),
  quantity: table(`
latency: How long a trial takes, without its tools.
tokens: What a trial spends in tokens.
cost: What a trial spends in money.
turns: How many turns a trial takes.
calls: How many calls a trial makes.
`),
  grouping: table(`
family: The attacks of each family apart.
tag: The cases of each tag apart.
tool: By the tool that is called.
clause: By the clause that decides.
user: By the person who asks.
team: By the team the case is for.
`),
  signal: table(signals),
  family: table(`
boundary: Arguments just below, at and just above what clauses compare with.
injection: Instructions hidden in what tools return.
authority_claim: Somebody claims to be allowed.
splitting: One large action in many small ones.
`),
  recorded: table(`
input: What the agent was asked.
action: What was to be done, with its arguments.
authorization: The clauses the decision rests on.
decision: What was decided, and why.
time: When.
`),
  adapter: table(`
recorded: Runs that were recorded before.
command: A program that is started for each case.
openai: A model behind an OpenAI-compatible endpoint.
mcp: A server of the Model Context Protocol.
`),
  change: table(`
model: The model has changed.
prompt: The prompt has changed.
tools: The catalogue has changed.
cases: The cases that are evaluated have changed.
pact: What the pact decides has changed.
`),
  history: table("calls: The allowed calls so far that did not fail."),
  value: new Map(),
};

/** Spans of time after a number, the usual ones first. */
export const durationWords = "minutes hours days weeks months years seconds ms".split(" ");
export const durationWordsOfOne = "minute hour day week month year second millisecond".split(" ");
export const currencyWords = "USD EUR GBP CHF JPY CAD AUD CNY INR SEK NOK DKK PLN BRL".split(" ");

/** Always there, in every request. */
export const builtinWords: ReadonlyMap<string, string> = table(`
user: The person who asks, as the request says.
team: The team the request is for.
session: The conversation the request belongs to.
agent: The agent that acts.
now: The time of the request.
`);
