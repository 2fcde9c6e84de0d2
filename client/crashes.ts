// How often a server that ends by itself is started again: a crash now and then nobody notices, one that comes back at once would
// never stop.

const maxRestarts = 4;
const withinMs = 3 * 60_000;

export class Crashes {
  private times: number[] = [];
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Notes one, and says whether to start again: four times in three minutes, and not a fifth. */
  again(): boolean {
    const now = this.now();
    this.times = [...this.times.filter((time) => now - time <= withinMs), now];
    return this.times.length <= maxRestarts;
  }

  /** A person has started it: what was before no longer counts. */
  forget(): void {
    this.times = [];
  }
}
