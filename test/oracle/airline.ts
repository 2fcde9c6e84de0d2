// Recomputes from the raw recordings, call by call and without a line of the engine, what samples/airline judges.
// `node test/oracle/airline.ts [FILE]` prints the totals.
//
// "Last read as basic economy" means: in the newest successful answer about that reservation before the call, be it of
// get_reservation_details, a booking or an update. Flights are compared as a set of flight number and date.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

interface Reservation {
  readonly reservation_id: string;
  readonly cabin: string;
  readonly flights: readonly { readonly flight_number: string; readonly date: string }[];
}
interface Arguments {
  readonly reservation_id: string;
  readonly flights: Reservation["flights"];
  readonly payment_methods: readonly { readonly payment_id: string }[];
}
interface Run {
  readonly task_id: number;
  readonly trial: number;
  readonly traj: readonly {
    readonly role: string;
    readonly content: string | null;
    readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[] | null;
  }[];
}

export interface Row {
  readonly session: string;
  /** The tool call within the run, from 0. */
  readonly call: number;
  readonly tool: string;
  readonly executed: boolean;
  readonly breaksPayment: boolean;
  readonly onBasicEconomy: boolean;
  readonly movesBasicEconomy: boolean;
  /** A change of a reservation that was neither read, changed nor booked in this run. */
  readonly unread: boolean;
  readonly neverRead: boolean;
}

export const recordings = path.join(import.meta.dirname, "../../../shared/data/tau-bench/gpt-4o-airline.json");

export function judge(file = recordings): Row[] {
  return (JSON.parse(readFileSync(file, "utf8")) as Run[]).flatMap(judgeRun);
}

function judgeRun({ task_id, trial, traj }: Run): Row[] {
  const rows: Row[] = [];
  const read = new Set<string>();
  const known = new Map<string, Reservation>();
  for (const [tool, args, answer] of pairs(traj)) {
    const executed = answer !== undefined && !answer.startsWith("Error");
    const last = known.get(args.reservation_id);
    const update = tool === "update_reservation_flights";
    const changes = tool.startsWith("update_reservation_") || tool === "cancel_reservation";
    const onBasicEconomy = update && last?.cabin === "basic_economy";
    rows.push({
      session: `task-${task_id}-trial-${trial}`,
      call: rows.length,
      tool,
      executed,
      breaksPayment: tool === "book_reservation" && breaksPayment(args),
      onBasicEconomy,
      movesBasicEconomy: onBasicEconomy && flightsOf(args.flights) !== flightsOf(last.flights),
      unread: changes && !last,
      neverRead: changes && !read.has(args.reservation_id),
    });
    const about = executed ? reservationIn(answer) : undefined;
    if (about) known.set(about.reservation_id, about);
    if (about && tool === "get_reservation_details") read.add(about.reservation_id);
  }
  return rows;
}

/** Calls and answers by position: ids repeat inside a run. */
function pairs(messages: Run["traj"]): [string, Arguments, string | undefined][] {
  const found: [string, Arguments, string | undefined][] = [];
  let answered = 0;
  for (const message of messages) {
    for (const call of message.tool_calls ?? []) found.push([call.function.name, JSON.parse(call.function.arguments), undefined]);
    if (message.role === "tool") found[answered++]![2] = message.content ?? "";
  }
  return found;
}

function breaksPayment({ payment_methods }: Arguments): boolean {
  const of = (kind: string) => payment_methods.filter(({ payment_id }) => payment_id.startsWith(kind)).length;
  return of("certificate_") > 1 || of("credit_card_") > 1 || of("gift_card_") > 3;
}

const flightsOf = (flights: Reservation["flights"]): string =>
  [...new Set(flights.map((flight) => `${flight.flight_number} ${flight.date}`))].sort().join();

function reservationIn(answer: string): Reservation | undefined {
  if (!answer.startsWith("{")) return undefined;
  const value = JSON.parse(answer) as Partial<Reservation>;
  return value.reservation_id && value.cabin && value.flights ? (value as Reservation) : undefined;
}

/** Some runs call no tool, and so have no row. */
export const runsIn = (file = recordings): number => (JSON.parse(readFileSync(file, "utf8")) as Run[]).length;

export function totals(rows: readonly Row[]) {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length;
  const cancels = (row: Row) => row.tool === "cancel_reservation";
  return {
    calls: rows.length,
    bookings: count(({ tool }) => tool === "book_reservation"),
    payment: count(({ breaksPayment }) => breaksPayment),
    paymentExecuted: count(({ breaksPayment, executed }) => breaksPayment && executed),
    onBasicEconomy: count(({ onBasicEconomy }) => onBasicEconomy),
    moved: count(({ movesBasicEconomy }) => movesBasicEconomy),
    movedExecuted: count(({ movesBasicEconomy, executed }) => movesBasicEconomy && executed),
    cancellations: count(cancels),
    cancelledNeverRead: count((row) => cancels(row) && row.neverRead),
    cancelledUnread: count((row) => cancels(row) && row.unread),
  };
}

if (process.argv[1] === import.meta.filename) {
  const file = process.argv[2] ?? recordings;
  console.log(existsSync(file) ? { runs: runsIn(file), ...totals(judge(file)) } : `the recorded runs are absent: ${file}`);
}
