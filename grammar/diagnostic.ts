// A finding about a text: where, how bad, what, and if there is one, the edit that mends it.

export type Severity = "error" | "warning" | "information" | "hint";

/** An edit of the text between two offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A mend a reader can take as it is. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** It can only be what the author meant: applied with others, and without being looked at. All other fixes are offered one by one. */
  readonly safe?: true;
}

/** `start` and `end` are UTF-16 offsets, `end` exclusive. `code` is `PACT` and four digits, and is never used twice. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly start: number; readonly end: number; readonly message: string }[];
  /** What an editor may fade out. */
  readonly tags?: readonly "unnecessary"[];
}
