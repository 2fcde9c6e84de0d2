// Random pacts as text, whole and well-formed, for properties of the parser and the printer.
import fc from "fast-check";

const reserved = new Set(
  "pact charter refine group fact judge may never escalate limit record test evaluate when unless and or not is in inside like matches comes contains starts ends known unknown because after every some satisfies expect given carrying true false null".split(
    " ",
  ),
);
const plain = fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/).filter((word) => !reserved.has(word) && !["no", "any", "last"].includes(word));
const softly = fc.constantFrom("version", "action", "tool", "user", "agent", "time", "text", "hour", "model", "cost", "cases", "owner");
const quoted = fc.constantFrom("`Gmail-send`", "`record`", "`two words`", "`never`");
export const name = fc.oneof({ weight: 6, arbitrary: plain }, softly, quoted);

const text = fc
  .oneof(fc.string({ maxLength: 12 }), fc.constantFrom('a "quoted" word', "back\\slash", "line\nbreak", "ünïcode", "// no comment"))
  .map((value) => JSON.stringify(value));
const digits = fc.oneof(fc.nat(99_999).map(String), fc.constantFrom("1_000", "0.5", "12.340"));
const duration = fc.tuple(fc.integer({ min: 1, max: 90 }), fc.constantFrom("minutes", "hours", "days")).map(([n, unit]) => `${n} ${unit}`);
const literal = fc.oneof(
  digits,
  digits.map((n) => `${n} USD`),
  fc.nat(100).map((n) => `${n}%`),
  duration,
  text,
  fc.constantFrom("true", "false", "2026-12-01", "2026-12-01T10:00:00Z", "-3"),
);
const path = fc
  .tuple(
    name,
    fc.array(
      fc.oneof(
        name.map((n) => `.${n}`),
        fc.constantFrom("[0]", "[*]", "[key]"),
      ),
      { maxLength: 2 },
    ),
  )
  .map(([root, steps]) => root + steps.join(""));
const regex = fc.constantFrom("/^a+b?$/", "/\\bx\\b/i", "/[/\\]]/", "/a\\/b/");
const past = fc
  .tuple(name, fc.option(name), fc.option(duration))
  .map(([tool, same, within]) => `${tool}${same ? ` same ${same}` : ""}${within ? ` within ${within} per ${same ?? "team"}` : ""}`);

const { value, condition } = fc.letrec<{ value: string; condition: string; closed: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    path,
    literal,
    past.map((each) => `count(calls of ${each})`),
    tie("value").map((each) => `length(${each})`),
    fc.tuple(path, fc.constantFrom("+", "-", "*"), literal).map((parts) => parts.join(" ")),
    fc.tuple(name, path, tie("condition")).map(([variable, list, where]) => `count(${variable} in ${list} where ${where})`),
  ),
  closed: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    path,
    fc.tuple(tie("value"), fc.constantFrom("is", "is not", "<", "<=", ">", ">="), tie("value")).map((parts) => parts.join(" ")),
    fc.tuple(path, fc.constantFrom("is known", "is unknown", "is not unknown")).map((parts) => parts.join(" ")),
    fc
      .tuple(path, fc.constantFrom("in", "is in", "is not in"), fc.array(literal, { minLength: 1, maxLength: 3 }))
      .map(([left, word, list]) => `${left} ${word} [${list.join(", ")}]`),
    fc.tuple(path, regex).map(([left, right]) => `${left} matches ${right}`),
    fc.tuple(path, fc.constantFrom("starts with", "ends with", "contains"), text).map((parts) => parts.join(" ")),
    fc
      .tuple(path, fc.constantFrom('is inside "/a"', 'is not like "**/*.key"', "comes from user", "comes from [respond, get_x at a.b]"))
      .map((parts) => parts.join(" ")),
    past.map((each) => `after ${each}`),
    tie("condition").map((each) => `(${each})`),
    fc
      .tuple(fc.constantFrom("every", "some", "no"), name, path, tie("condition"))
      .map(([word, variable, list, inner]) => `${word} ${variable} in ${list} satisfies (${inner})`),
    tie("closed").map((each) => `not ${each}`),
  ),
  condition: fc
    .tuple(fc.constantFrom("and", "or"), fc.array(tie("closed"), { minLength: 1, maxLength: 3 }))
    .map(([word, parts]) => parts.join(` ${word} `)),
}));

export { condition, value };

const actions = fc
  .array(fc.oneof(name, fc.constantFrom("get_*", "*_status", "any read-only tool")), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(", "));
const conditions = fc
  .tuple(fc.option(condition), fc.option(condition))
  .map(([when, unless]) => `${when ? ` when ${when}` : ""}${unless ? ` unless ${unless}` : ""}`);
const type = fc.oneof(
  fc.constantFrom("text", "boolean", "money USD", "list of integer", 'one of a, b, "c d"', "{ a: text b: list of { c: time } }"),
);

export const member = fc.oneof(
  fc.tuple(name, actions, conditions).map(([n, a, c]) => `may ${n}: ${a}${c}`),
  fc.tuple(name, actions, conditions, text).map(([n, a, c, why]) => `never ${n}: ${a}${c} because ${why}`),
  fc
    .tuple(name, condition, text, duration, name)
    .map(([n, c, to, within, carry]) => `escalate ${n}: when ${c} to ${to} within ${within} else deny carrying ${carry}`),
  fc.tuple(name, type).map(([n, t]) => `fact ${n}: ${t}`),
  fc.tuple(name, name, name, type).map(([n, tool, key, t]) => `fact ${n} from ${tool}(${key}) { x: ${t} y: text at a[0].b }`),
  fc.tuple(name, actions).map(([n, a]) => `group ${n}: ${a}`),
  fc.tuple(name, digits).map(([n, d]) => `limit ${n}: calls of get_* hard ${d} per session`),
  fc
    .tuple(name, name, text)
    .map(
      ([n, tool, said]) =>
        `test ${n}: ${tool}(a: ${said}, b: [1, { "c": null }]) after user says ${said} 5 minutes ago given x is 5% expect escalate by ${n}`,
    ),
  fc.constantFrom(
    "version 1.2.3",
    'owner "a@b.example"',
    "review every 90 days",
    "drift { watch a, b alarms at most 1 per quarter reevaluate when model change or every 30 days }",
  ),
  fc.constantFrom(
    'evaluate all { agent command "x" cases "*.jsonl" trials 4 require pass^4 >= 50%, p95(latency) <= 2 s in every family }',
    'handoff to "x" by y carrying z expect rate 2% to 10%',
  ),
);

export const pact = fc
  .array(member, { maxLength: 8 })
  .map((members) => `pact random "A pact" {\n${members.map((each) => `  ${each}\n`).join("")}}\n`);
