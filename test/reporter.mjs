// Mocha's spec report on the terminal, and the counts as JSON in the file named by MOCHA_RESULT, for test/run.mjs to sum.
// The file is written once, at the end: a run that crashed leaves none, and so cannot pass for a complete one.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = runner.stats;
      if (process.env.MOCHA_RESULT) writeFileSync(process.env.MOCHA_RESULT, JSON.stringify({ passes, failures, pending }));
    });
  }
}
