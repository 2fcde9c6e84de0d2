// One of several processes that share a state file: asks for refunds, and says how many were allowed.
import { Guard } from "../../engine/index.ts";
import { openSqliteState } from "../../engine/node/index.ts";
import { compile } from "./world.ts";

const [file = "", id = "", count = "0"] = process.argv.slice(2);
const state = openSqliteState(file);
const guard = new Guard(compile("may a: refund limit l: calls hard 17 per agent per day"), {
  state,
  now: () => Date.parse("2026-12-10T10:00:00Z"),
});
const session = guard.session({ id });
const tickets = await Promise.all(
  Array.from({ length: Number(count) }, (_, i) => session.request({ action: "refund", args: { order_id: `${id}-${i}` } })),
);
process.stdout.write(String(tickets.filter(({ decision }) => decision.effect === "allow").length));
state.close();
