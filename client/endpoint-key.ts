// The key of an endpoint that evaluations ask: in the editor's secret store, and given to the program that needs it in its environment
// alone, never in a setting, a file or a log.
import * as vscode from "vscode";

const secret = "pact.endpointKey";

/** What is added to the environment of an evaluation; nothing where no key is kept. */
export async function endpointEnvironment(secrets: vscode.SecretStorage): Promise<Readonly<Record<string, string>>> {
  const key = await secrets.get(secret);
  return key === undefined ? {} : { OPENAI_API_KEY: key };
}

/** Asks for the key; an empty answer takes away the one that is kept. */
export async function askForEndpointKey(secrets: vscode.SecretStorage): Promise<void> {
  const hasOne = (await secrets.get(secret)) !== undefined;
  const answer = await vscode.window.showInputBox({
    title: "Key of the endpoint that `agent openai` asks",
    prompt: hasOne
      ? "Kept in the editor's secret store. Leave it empty to take it away."
      : "It is kept in the editor's secret store, and nowhere else.",
    password: true,
    ignoreFocusOut: true,
  });
  if (answer === undefined) return;
  if (answer === "") await secrets.delete(secret);
  else await secrets.store(secret, answer.trim());
  void vscode.window.showInformationMessage(answer === "" ? "The key was taken away." : "The key is kept. Evaluations use it from now on.");
}
