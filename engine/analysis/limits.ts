// Limits: does the amount fit what is measured, and is it clear for whom it is counted?
import type { LimitMember, Literal, Name } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import type { Findings } from "./check.ts";
import type { Model } from "./model.ts";

const people = ["user", "team", "principal", "agent", "session"];
const times = ["turn", "interaction", "hour", "day", "week", "month"];

/** `per customer`: whom something is counted for. */
export function checkScope(name: Name, model: Pick<Model, "principal">, findings: Findings, more: readonly string[] = []): void {
  const known = [...people, ...more, ...(model.principal ? [model.principal.name] : [])];
  if (!name.text || known.includes(name.text)) return;
  findings.unknown(name, "PACT2001", `nothing is counted per \`${name.text}\`; it is one of ${known.join(", ")}`, name.text, known);
}

export function checkLimit(member: LimitMember, model: Pick<Model, "principal" | "timezone">, findings: Findings): void {
  if (member.broken) return;
  for (const name of member.per) checkScope(name, model, findings, times);
  for (const amount of [member.soft, member.hard]) if (amount) checkAmount(amount, member.measure, findings);
  const [soft, hard] = [unitOf(member.soft), unitOf(member.hard)];
  if (member.hard && soft !== undefined && hard !== undefined && soft !== hard)
    findings.report(member.hard, "PACT2005", `\`${member.name.text}\` counts in ${soft} and in ${hard}; write both caps in one currency`);
  if (!member.soft && !member.hard)
    findings.report(member.name, "PACT2005", `\`${member.name.text}\` has no cap; add \`hard\` to stop there, or \`soft\` to be told`);
  const zoned = member.per.find(({ text }) => times.slice(2).includes(text));
  if (zoned && !model.timezone)
    findings.report(
      zoned,
      "PACT2013",
      `${zoned.text === "hour" ? "an" : "a"} ${zoned.text} needs a time zone, and UTC is taken; add \`timezone\`, as in \`timezone "Europe/Berlin"\``,
      {
        severity: "warning",
      },
    );
}

const unitOf = (amount: Literal | undefined): string | undefined =>
  amount?.kind === "number" && amount.unit !== "tokens" ? amount.unit : undefined;

const wanted = { calls: "a whole number", tokens: "a number of tokens", cost: "an amount of money, as in `100 USD`" };

function checkAmount(amount: Literal, measure: LimitMember["measure"], findings: Findings): void {
  const number = amount.kind === "number" ? amount : undefined;
  const fits = {
    calls: number && number.unit === undefined && !number.digits.includes("."),
    tokens: number && (number.unit === undefined || number.unit === "tokens"),
    cost: number?.unit !== undefined && /^[A-Z]{3}$/.test(number.unit),
  }[measure];
  if (!fits) findings.report(amount, "PACT2005", `${measure} are counted as ${wanted[measure]}, not \`${show.literal(amount)}\``);
  else if (number?.digits.startsWith("-"))
    findings.report(amount, "PACT2005", `nothing counts to \`${show.literal(amount)}\`; write 0 where none is allowed`);
}
