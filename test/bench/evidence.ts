// `npm run bench:evidence`: what the record and questions to it cost beside their limits, in one run. Exit 1 where a bound fails.
import type { Bound } from "./evidence/common.ts";
import { ask } from "./evidence/questions.ts";
import { record } from "./evidence/record.ts";

const bounds = [...(await record()), ...(await ask())];
const holds = ([, value, limit, side]: Bound): boolean => (side === "at least" ? value >= limit : value <= limit);
for (const each of bounds) console.log(`${holds(each) ? "holds" : "FAILS"}  ${each[0]}: ${each[1].toFixed(2)} (${each[3]} ${each[2]})`);
const failed = bounds.filter((each) => !holds(each)).length;
console.log(failed === 0 ? `all ${bounds.length} bounds hold` : `${failed} of ${bounds.length} bounds do not hold`);
process.exitCode = failed === 0 ? 0 : 1;
