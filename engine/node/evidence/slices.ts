// Long work in slices, between which others run.
import { setImmediate as others } from "node:timers/promises";

/** Whoever asks something else meanwhile waits no longer than this. */
const sliceMs = 20;

/** A walk that lets others run in between: yields what it yields, now and then, and may be ended there. */
export async function* inSlices<Result>(walk: Generator<number, Result>): AsyncGenerator<number, Result> {
  for (let began = performance.now(); ; ) {
    const { done, value } = walk.next();
    if (done) return value as Result;
    if (performance.now() - began < sliceMs) continue;
    yield value as number;
    await others();
    began = performance.now();
  }
}
