// When a trial is over, for its stage and its agent: an `AbortSignal` in what they ask of one, and a fraction of its cost.
import type { Cancellation } from "../../evaluation/index.ts";

export class Ending implements Cancellation {
  aborted = false;
  private readonly listeners = new Set<() => void>();

  addEventListener(_event: "abort", listener: () => void): void {
    if (!this.aborted) this.listeners.add(listener);
  }
  removeEventListener(_event: "abort", listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** Each listener is told once. */
  abort(): void {
    this.aborted = true;
    const listeners = [...this.listeners];
    this.listeners.clear();
    for (const listener of listeners) listener();
  }
}
