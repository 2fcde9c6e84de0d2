// Completion inside texts: the zones of time, the desks a person sits at, and the names of files.
import { type CompletionItem, CompletionItemKind as Kind, type Position } from "vscode-languageserver-types";
import { type TextAt, textAt } from "./assist-at.ts";
import { fileCompletion } from "./completion-files.ts";
import { desksOf } from "./offers.ts";
import type { Snapshot } from "./snapshot.ts";

export function textCompletion(snapshot: Snapshot, position: Position): CompletionItem[] {
  const text = textAt(snapshot, position);
  if (!text) return [];
  const word = wordBefore(text.before);
  if (word === "timezone") return wholeTexts(text, Kind.EnumMember, zonesWith(text.typed));
  const asks = text.before.includes("escalate") || text.before.includes("handoff");
  if (asks && (word === "to" || word === "else")) return wholeTexts(text, Kind.Value, desksBeside(text, snapshot));
  return fileCompletion(snapshot, text, word);
}

/** The word that says what the text is; `cases "a", "b"` has several texts. */
function wordBefore(tokens: readonly string[]): string {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (token !== "," && !token.startsWith('"')) return token;
    if (token.startsWith('"') && tokens[i + 1] !== ",") return "";
  }
  return "";
}

/** `berlin` finds `Europe/Berlin`. */
function zonesWith(typed: string): string[] {
  const wanted = typed.toLowerCase();
  return Intl.supportedValuesOf("timeZone").filter((zone) => zone.toLowerCase().includes(wanted));
}

/** The one that is being written is a desk of the pact as well. */
const desksBeside = ({ typed }: TextAt, { analysis }: Snapshot): string[] => desksOf(analysis.model).filter((desk) => desk !== typed);

/** Texts that stand for the whole of what is between the quotes. */
const wholeTexts = ({ range }: TextAt, kind: Kind, texts: readonly string[]): CompletionItem[] =>
  texts.map((label) => ({
    label,
    kind,
    sortText: label,
    filterText: label,
    textEdit: { range, newText: JSON.stringify(label).slice(1, -1) },
  }));
