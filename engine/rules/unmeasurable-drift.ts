// A `drift` that watches, waits for or promises something that nobody measures.
import { alarmSpans, changeWords, watchWords } from "../evaluation/names.ts";
import { unknownWord } from "./parts.ts";
import type { Rule } from "./rule.ts";

const spans = Object.keys(alarmSpans);

export const unmeasurableDrift: Rule = {
  code: "PACT4003",
  name: "unmeasurable-drift",
  severity: "error",
  summary: "a drift that watches, waits for or promises something that is not measured",
  why:
    `Watched are ${watchWords.map((word) => `\`${word}\``).join(", ")}, beside what breaks the pact, which is always watched. ` +
    `Another evaluation is due when ${changeWords.map((word) => `\`${word}\``).join(", ")} change. False alarms are promised per ${spans.join(", ")}.`,
  bad: [
    { pact: "drift { watch tool_cals }" },
    { pact: "drift { reevaluate when modle change }" },
    { pact: "drift { alarms at most 1 per fortnight }" },
    { pact: "drift { alarms at most 0 per quarter }" },
  ],
  good: [
    { pact: "drift {\n  watch tool_calls\n  alarms at most 1 per quarter\n  reevaluate when model, prompt change or every 30 days\n}" },
  ],
  about: ["drift"],
  *member(member) {
    if (member.kind !== "drift") return;
    for (const item of member.items) {
      if (item.kind === "drift-watch")
        for (const signal of item.signals)
          if (!includes(watchWords, signal.text)) yield unknownWord(signal, `nobody measures \`${signal.text}\``, watchWords);
      if (item.kind === "drift-reevaluate")
        for (const word of item.when)
          if (!includes(changeWords, word.text)) yield unknownWord(word, `nobody notices that \`${word.text}\` changes`, changeWords);
      if (item.kind !== "drift-alarms") continue;
      if (!includes(spans, item.per.text)) yield unknownWord(item.per, `alarms are not counted per \`${item.per.text}\``, spans);
      else if (!(Number(item.atMost.replaceAll("_", "")) > 0))
        yield { at: item, message: "nothing alarms never and still sees something; promise at most 1, or in a longer span" };
    }
  },
};

const includes = (words: readonly string[], word: string): boolean => words.includes(word);
