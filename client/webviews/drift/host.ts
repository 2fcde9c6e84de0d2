// The way to the extension, for what this page asks and tells.
import { connect } from "../shared/host.ts";
import type { Answer, FromView, Question, ToView } from "./messages.ts";

export const { ask, listen, tell } = connect<Question, Answer, Exclude<FromView, { type: "ask" }>, Exclude<ToView, { type: "answer" }>>();
