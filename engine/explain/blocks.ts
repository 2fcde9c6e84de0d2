// An explanation as data: sections of paragraphs and lists. As plain text for a terminal or a mail, or as Markdown.

import { ended } from "./phrases.ts";

export interface Section {
  readonly title: string;
  /** What holds for all that stands in it. */
  readonly intro?: string;
  readonly items: readonly Item[];
}

export interface Item {
  /** A clause, a limit, a fact, a tool: what it is called in the pact. */
  readonly name?: string;
  /** Where it comes from, if not from this pact. */
  readonly mark?: string;
  readonly text: string;
  /** What a text that ends with a colon leads to. */
  readonly items?: readonly Item[];
  /** Sentences after those. */
  readonly more?: readonly string[];
}

export interface Explained {
  readonly title: string;
  readonly intro: readonly string[];
  readonly sections: readonly Section[];
}

export type Form = "text" | "markdown";

export function render({ title, intro, sections }: Explained, form: Form): string {
  const style = styles[form];
  const parts = [
    style.heading(title, 1),
    ...intro.map(style.text),
    ...sections.filter(isFilled).map((section) => renderSection(section, form)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const isFilled = ({ items }: Section): boolean => items.length > 0;

function renderSection({ title, intro, items }: Section, form: Form): string {
  const style = styles[form];
  const list = items.map((item) => renderItem(item, form)).join("\n");
  return [style.heading(title, 2), ...(intro ? [style.text(intro)] : []), list].join("\n\n");
}

/** One item, as a list of one. */
export function renderItem(item: Item, form: Form, level = 0): string {
  const { name, mark, text, items = [], more = [] } = item;
  const style = styles[form];
  const indent = "  ".repeat(level);
  const head = `${name === undefined ? "" : style.name(name)}${mark ? ` (${style.text(mark)})` : ""}`;
  const first = `${indent}- ${head ? `${head}: ` : ""}${style.text(text)}`;
  const inner = items.map((each) => renderItem(each, form, level + 1));
  const [next, ...rest] = more;
  // Without a list between them, what follows is the same paragraph.
  if (inner.length === 0 || next === undefined)
    return [[first, ...(inner.length === 0 ? more.map(style.text) : [])].join(" "), ...inner].join("\n");
  return [first, ...inner, `${style.gap}${indent}  ${[next, ...rest].map(style.text).join(" ")}`].join("\n");
}

interface Style {
  readonly heading: (text: string, level: 1 | 2) => string;
  readonly text: (text: string) => string;
  readonly name: (text: string) => string;
  /** What ends a list, so that a paragraph can follow it. */
  readonly gap: string;
}

const styles: Record<Form, Style> = {
  text: {
    heading: (text, level) => (level === 1 ? `${text}\n${"-".repeat([...text].length)}` : text.toUpperCase()),
    text: ended,
    name: (text) => text,
    gap: "",
  },
  markdown: {
    heading: (text, level) => `${"#".repeat(level)} ${escaped(text)}`,
    text: (text) => escaped(ended(text)),
    name: (text) => `**${escaped(text)}**`,
    gap: "\n",
  },
};

/** What Markdown would read as its own marks. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_[\]<>#|~$&!]/g, "\\$&");
