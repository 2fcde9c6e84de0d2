// One writer a log: a lock that the kernel releases when its holder dies, however it dies. Node has none of its own, so it is the one
// SQLite takes on a file (sqlite.org/lockingv3.html).
import { DatabaseSync } from "node:sqlite";

export interface Lock {
  release(): void;
}

/** Throws where somebody holds it. */
export function lock(file: string): Lock {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw new Error(/locked|busy/i.test((error as Error).message) ? "another process writes this log" : (error as Error).message);
  }
  return { release: () => database.close() };
}
