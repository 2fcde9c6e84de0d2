// The only floor with files, processes and clocks.

export {
  filesBeside,
  findPacts,
  type LoadedPact,
  loadPact,
  loadText,
  makeFolders,
  putText,
  readBytes,
  readHead,
  readPact,
  readText,
  reason,
  replaceText,
} from "./files.ts";
export { type JudgeOptions, JudgeProcesses } from "./judges.ts";
export { openSqliteState, SqliteState } from "./sqlite-state.ts";
