// The door of the agents under test. It stands apart from engine/node's own, which the language server opens: nobody who does not
// evaluate pays for it.
import type { Agent } from "../../index.ts";
import { type CommandOptions, commandAgent } from "./command.ts";
import { mcpAgent } from "./mcp.ts";
import { type OpenAiOptions, openaiAgent } from "./openai.ts";

export { type CommandOptions, commandAgent } from "./command.ts";
export { type McpAgentOptions, mcpAgent } from "./mcp.ts";
export { type OpenAiOptions, openaiAgent } from "./openai.ts";
export { type McpTools, type McpToolsOptions, mcpTools } from "./tools.ts";

/** The words of the language for how an agent is reached. */
export type Adapter = "command" | "openai" | "mcp" | "http" | "recorded";

export type AgentOptions = CommandOptions & OpenAiOptions;

/** An adapter that cannot be played is a mistake of whoever asks, said as a sentence for a person. */
export function agentFor(adapter: Adapter, target: string, options: AgentOptions): Agent {
  switch (adapter) {
    case "command":
      return commandAgent(target, options);
    case "openai":
      return openaiAgent(target, options);
    case "mcp":
      return mcpAgent(target, options);
    case "http":
      throw new Error("agents over `http` are not there yet: start a `command` that asks yours");
    case "recorded":
      throw new Error("`recorded` runs are not played: `pact replay` reads them");
  }
}
