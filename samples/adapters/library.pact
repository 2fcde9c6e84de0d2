/// Says when a library is open and lends books for longer. One agent, reached in four ways.
pact library_desk "Library desk" {
  version   1.0.0
  purpose   "Say when a branch is open, and renew loans the reader asks for."

  owner     "desk@library.example"
  reviewers "privacy@library.example"
  agent     "library/desk" model "desk-model" prompt "./prompt.md" acts for reader { id: text }
  tools     from "./tools.json" results json errors /^Error/

  may answer: respond, opening_hours
  may renew: renew_loan when book comes from user

  handoff to "library-staff" carrying summary
  record input, action, authorization, decision, time for every action retain 1 year on failure deny

  // A program that speaks lines of JSON: docs/agents/command.md
  evaluate by_command {
    agent   command "node ./agent.mjs"
    cases   "./cases.jsonl"
    require task_completion >= 60%
  }
  // A model behind an endpoint: docs/agents/openai.md
  evaluate by_endpoint {
    agent   openai "desk-model@http://127.0.0.1:8471/v1"
    cases   "./cases.jsonl"
    require task_completion >= 60%
  }
  // A program that is given its tools over MCP: docs/agents/mcp.md
  evaluate by_mcp {
    agent   mcp "node ./agent-over-mcp.mjs"
    cases   "./cases.jsonl"
    require task_completion >= 60%
  }
  // What was recorded elsewhere: docs/agents/recorded.md
  evaluate by_recordings {
    agent   recorded "./sessions.jsonl"
    cases   "./cases.jsonl"
    require task_completion >= 60%
  }
}
