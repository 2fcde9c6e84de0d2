// A pact as it stood when a decision was made, looked for in git by its hash. The texts come from git, and our program says whether they
// are that pact: this host knows nothing of hashes.
import path from "node:path";
import type * as vscode from "vscode";
import { type Commit, openGit, type Repository } from "./git.ts";
import type { ClauseText } from "./webviews/evidence/messages.ts";

/** A version further back is looked for by hand. */
const mostCommits = 100;
/** A pact names a charter, that one another, a catalogue and a prompt: it takes no more rounds to have them all. */
const mostRounds = 8;

export interface Version {
  /** For a person: the commit, and when. */
  readonly called: string;
  readonly clauses: readonly ClauseText[];
}
/** Are these texts the pact of then? `needs` are files that it names and that were not given. */
type IsThen = (
  name: string,
  files: Record<string, string>,
) => Promise<{ readonly isThen: boolean; readonly needs: readonly string[]; readonly clauses: readonly ClauseText[] } | undefined>;

/** A sentence where it is not found. */
export async function versionThen(pact: vscode.Uri, isThen: IsThen): Promise<Version | string> {
  const repository = (await openGit())?.getRepository(pact);
  if (!repository) return "git is not at hand here, and the text of then is not in this workspace";
  // Commits that touch what the pact names count as well: the catalogue and the charter are part of its hash.
  const commits = await repository.log({ maxEntries: mostCommits, path: path.dirname(pact.fsPath) }).catch(() => []);
  for (const commit of commits) {
    const clauses = await clausesAt(repository, commit, pact, isThen);
    if (clauses) return { called: calledOf(commit), clauses };
  }
  return `none of the ${commits.length} commits that touch its folder has the pact as it was then`;
}

async function clausesAt(
  repository: Repository,
  { hash }: Commit,
  pact: vscode.Uri,
  isThen: IsThen,
): Promise<readonly ClauseText[] | undefined> {
  const name = path.basename(pact.fsPath);
  const files: Record<string, string> = {};
  let wanted: readonly string[] = [name];
  for (let round = 0; round < mostRounds && wanted.length > 0; round++) {
    for (const each of wanted) {
      const text = await repository.show(hash, path.resolve(path.dirname(pact.fsPath), each)).catch(() => undefined);
      if (text === undefined) return undefined;
      files[each] = text;
    }
    const answer = await isThen(name, files);
    if (!answer) return undefined;
    if (answer.isThen) return answer.clauses;
    wanted = answer.needs;
  }
  return undefined;
}

const calledOf = ({ hash, commitDate }: Commit): string =>
  `commit ${hash.slice(0, 8)}${commitDate ? ` of ${commitDate.toISOString().slice(0, 10)}` : ""}`;
