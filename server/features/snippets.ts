// A snippet for each member: what its author has to fill in, in the order of reading; and what of any snippet is plain text.
// The syntax is that of the Language Server Protocol 3.17, "Snippet Syntax".

export const memberSnippets: readonly { readonly label: string; readonly detail: string; readonly body: string }[] = [
  {
    label: "pact",
    detail: "a new pact",
    body: 'pact ${1:name} "${2:Title}" {\n  version   1.0.0\n  purpose   "${3:One task, in concrete terms.}"\n  owner     "${4:team@company.example}"\n  agent     "${5:company/agent}"\n  tools     from "./${6:tools.json}"\n\n  $0\n}',
  },
  { label: "charter", detail: "an organisation's floor", body: "charter ${1:name} {\n  version   1.0.0\n\n  $0\n}" },
  { label: "may", detail: "what the agent is authorised to do", body: "may ${1:name}: ${2:tool} when ${0:condition}" },
  {
    label: "never",
    detail: "a prohibition no one can talk past",
    body: 'never ${1:name}: ${2:tool} when ${3:condition}\n  because "${0:Why.}"',
  },
  {
    label: "escalate",
    detail: "a person decides",
    body: 'escalate ${1:name}: ${2:tool} when ${3:condition}\n  to "${4:team}" within ${5:1 hour} else deny',
  },
  { label: "fact", detail: "something the agent can know", body: "fact ${1:name}: ${0:text}" },
  { label: "group", detail: "a named set of tools", body: "group ${1:name}: ${0:tool}" },
  { label: "refine", detail: "what the catalogue cannot say about arguments", body: "refine ${1:tool} { ${2:argument}: ${0:money USD} }" },
  { label: "limit", detail: "a budget", body: "limit ${1:name}: ${2|calls,tokens,cost|} hard ${3:10} per ${0:session}" },
  {
    label: "test",
    detail: "one decision, expected",
    body: "test ${1:name}: ${2:tool}(${3:argument}: ${4:value})\n  expect ${5|allow,deny,escalate|} by ${0:clause}",
  },
  {
    label: "judge",
    detail: "a classifier with its error rate",
    body: 'judge ${1:name}(${2:message}: text) by command "${3:./judge}" error ${0:5%}',
  },
  { label: "evaluate", detail: "an evaluation", body: 'evaluate ${1:recorded} {\n  agent recorded "${0:./sessions.jsonl}"\n}' },
  {
    label: "red team",
    detail: "attacks",
    body: 'red team ${1:adversarial} {\n  agent command "${2:node ./agent.mjs}"\n  generate ${0:boundary, injection}\n}',
  },
  {
    label: "drift",
    detail: "behaviour against a baseline",
    body: 'drift {\n  baseline "${1:./baseline.json}"\n  watch ${0:handoff_rate, tool_calls}\n}',
  },
  { label: "version", detail: "of the pact", body: "version   ${0:1.0.0}" },
  { label: "purpose", detail: "one task, in concrete terms", body: 'purpose   "$0"' },
  { label: "effective", detail: "from when, until when", body: "effective ${1:2027-01-01} until ${0:2028-01-01}" },
  { label: "timezone", detail: "of dates without one", body: 'timezone  "${0:Europe/Berlin}"' },
  { label: "owner", detail: "who answers for it", body: 'owner     "$0"' },
  { label: "reviewers", detail: "who must agree", body: 'reviewers "$0"' },
  { label: "review", detail: "how often", body: "review    every ${0:90 days}" },
  { label: "agent", detail: "whose pact this is", body: 'agent     "${1:company/agent}" acts for ${2:customer} { ${3:id}: ${0:text} }' },
  { label: "tools", detail: "the tool catalogue", body: 'tools     from "${0:./tools.json}"' },
  { label: "suspend", detail: "who may stop the agent", body: "suspend   by ${0:owner}" },
  { label: "delegate", detail: "to another agent, at most this", body: 'delegate to "${1:agent}" at most ${0:tool}' },
  { label: "handoff", detail: "giving up to a person", body: 'handoff to "${1:team}" carrying ${0:summary}' },
  {
    label: "record",
    detail: "what is left on record",
    body: "record input, action, authorization, decision, time for every action\n  on failure ${0:deny}",
  },
];

/** A snippet as it is written where nobody fills it in: of a placeholder its text, of a choice the first, of a bare stop nothing. */
export const plainText = (snippet: string): string =>
  snippet.replace(
    /\\([\\$}])|\$\d+|\$\{\d+(?::((?:\\.|[^\\}])*)|\|((?:\\.|[^\\,|])*)(?:\\.|[^\\|])*\|)?\}/g,
    (_, mark: string | undefined, text: string | undefined, choice: string | undefined) =>
      mark ?? (text ?? choice ?? "").replace(/\\([\\$}|,])/g, "$1"),
  );
