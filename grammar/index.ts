// The grammar floor's door: text to tree, tree to text.
export { type Assist, assist } from "./assist.ts";
export type { Diagnostic, Fix, Severity, TextEdit } from "./diagnostic.ts";
export { apart, applyFixes, type Mended, mend, safeFixes } from "./fixes.ts";
export { type Gathered, gathered, sameEnds, spliced } from "./gathered.ts";
export { lazy } from "./lazy.ts";
export { type Comment, endOf, lex } from "./lexer.ts";
export { editDistance, nearest } from "./nearest.ts";
export { maxTextLength, type Parsed, parse, reparse } from "./parser.ts";
export type { Piece } from "./pieces.ts";
export { canonical, format, sameMeaning, show } from "./print.ts";
export { type Documentation, documentationText } from "./read.ts";
export { memberWords, PactParser } from "./rules.ts";
export { durationUnits, keywordOf, reservedWords, roleOf, softKeywords } from "./tokens.ts";
export * from "./tree.ts";
export { type ConditionPart, everyPart, everyPartOf, partsOf, pastOf } from "./walk.ts";
export { groupedDigits, spellName } from "./words.ts";
