// How often the larger tests run: `npm test` does a part, `npm run test:long` all.
const long = process.env.PACT_LONG === "1";
const of = (count: number): number => (long ? count : Math.ceil(count / 20));

export const runs = {
  printParse: of(20_000),
  comments: of(4_000),
  /** Random worlds decided by the engine and by the naive reference. */
  reference: of(100_000),
  /** Random worlds in which every leaf of every condition fails once. */
  failures: of(5_000),
  mutilated: of(20_000),
  /** Random patterns, some of them regular expressions. */
  regexes: of(200_000),
  /** Random texts scanned, and lexed by patterns. */
  scanned: of(400_000),
  /** Texts edited twelve times each, read again and whole. */
  reparse: of(4_000),
  /** Edits of a long session; compared with a fresh server after each hundredth. */
  soak: of(50_000),
  reanalyse: of(1_000),
  /** Random pacts exported to Cedar, of a hundred requests each. */
  cedarPacts: of(200),
  /** Draws of 50 cases of 4 trials each, for the coverage of clustered intervals. */
  clusters: of(20_000),
  /** Times a runner is killed at a random moment and goes on. */
  kills: of(100),
  /** Damages to a log. */
  damages: of(20_000),
  /** Times the writer of a log is killed at a random moment. */
  logKills: of(2_000),
  /** Random entries in columns, beside a reader of each. */
  columns: of(40_000),
  /** Streams of an unchanged agent, until the detector alarms. */
  streams: of(10_000),
  /** Pairs of runs of an unchanged agent, 50 cases each, told how sure it is. */
  calibrations: of(6_000),
  /** Relabelings of recorded runs, each a whole report of drift. */
  relabelings: of(1_000),
  /** Changes put into recorded runs, each a whole report of drift. */
  injections: long ? 1000 : 300,
  /** Every how many tokens a member is cut. */
  truncationStride: long ? 1 : 5,
};
