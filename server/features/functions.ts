// The functions of the language: what each takes, gives and means. Completion, signature help and hover say the same.

export interface FunctionWord {
  /** Each way it may be called: its parameters as they are written. */
  readonly forms: readonly {
    readonly parameters: readonly string[];
    readonly gives: "integer" | "number" | "duration" | "text";
    readonly doc: string;
  }[];
  readonly summary: string;
  readonly snippet: string;
}

export const functionWords: ReadonlyMap<string, FunctionWord> = new Map(
  Object.entries({
    count: {
      summary: "how many",
      snippet: "count($1)",
      forms: [
        { parameters: ["list"], gives: "integer", doc: "How many elements a list has. An absent list has none." },
        {
          parameters: ["calls of TOOL same ARGUMENT within DURATION per SCOPE"],
          gives: "integer",
          doc: "How many allowed calls there were that did not fail, this one not counted. Without `within`: in this session.",
        },
        { parameters: ["name in list where CONDITION"], gives: "integer", doc: "How many elements the condition is true of." },
      ],
    },
    sum: {
      summary: "added up",
      snippet: "sum($1)",
      forms: [
        { parameters: ["list"], gives: "number", doc: "The elements of a list, added up. Unknown if one of them is." },
        {
          parameters: ["ARGUMENT of TOOL same ARGUMENT within DURATION per SCOPE"],
          gives: "number",
          doc: "An argument of the calls so far, added up, this one not counted. Without `within`: in this session.",
        },
      ],
    },
    length: {
      summary: "characters of a text",
      snippet: "length($1)",
      forms: [{ parameters: ["text"], gives: "integer", doc: "How many characters (Unicode code points) a text has." }],
    },
    age: {
      summary: "time since a moment",
      snippet: "age($1)",
      forms: [{ parameters: ["time"], gives: "duration", doc: "How long ago a moment was. Unknown for one that is still to come." }],
    },
    domain: {
      summary: "of an address or URL",
      snippet: "domain($1)",
      forms: [
        {
          parameters: ["text"],
          gives: "text",
          doc: "What stands behind the `@` of an address, or the host of a URL, in lower case. Unknown where there is neither.",
        },
      ],
    },
  }),
);
