// The frame of a page that opens from a disk, without a network or a script, in light and dark, and prints well. Everything an agent or a
// case wrote is text.
import { visible } from "./words.ts";

export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

/** Cells are markup; the first of a row is its heading. */
export function table(caption: string, head: readonly string[], body: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((each, i) => (i === 0 ? `<th scope="row">${each}</th>` : `<td>${each}</td>`)).join("");
  return `<table><caption>${text(caption)}</caption><thead><tr>${head.map((each) => `<th scope="col">${text(each)}</th>`).join("")}</tr></thead><tbody>${body.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`;
}

export const text = (given: string): string =>
  visible(given).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --line: #d1d9e0; --ground: #ffffff; --good: #116329; --bad: #b3261e; --open: #7a5200; --area: #dcefe1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9ba6b1; --line: #3d444d; --ground: #0d1117; --good: #57c274; --bad: #ff8a80; --open: #e3b341; --area: #17331f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
section + section { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 2rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 0.5rem; }
p { margin: 0.25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.75rem 2rem; margin: 1.25rem 0 0; }
dt { color: var(--quiet); font-size: 0.85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td:nth-child(-n+6) { white-space: nowrap; }
.texts td { white-space: normal; overflow-wrap: anywhere; }
caption { text-align: left; color: var(--quiet); font-size: 0.85rem; padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--quiet); font-size: 0.85rem; }
code { font: 0.9em ui-monospace, monospace; }
.verdict { font-weight: 600; white-space: nowrap; }
.met { color: var(--good); } .not-met { color: var(--bad); } .inconclusive, .not-evaluable { color: var(--open); }
.warning { color: var(--open); font-weight: 600; margin-top: 0.75rem; }
.quiet { color: var(--quiet); }
.cases > li { margin: 0.6rem 0; } .cases ul { margin: 0.1rem 0 0; padding-left: 1.1rem; color: var(--quiet); }
details { margin-top: 1rem; } summary { cursor: pointer; padding: 0.25rem 0; }
svg { display: block; margin-top: 0.2rem; overflow: visible; }
svg .axis { stroke: var(--line); } svg .interval { stroke: currentColor; stroke-width: 2; } svg .threshold { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 3 2; }
svg .allowed { fill: var(--area); } svg circle { fill: currentColor; }
@media print { :root { color-scheme: light; } main { max-width: none; padding: 0; } section { break-after: page; } section:last-child { break-after: auto; } tr, li { break-inside: avoid; } details > summary { list-style: none; } details:not([open]) > *:not(summary) { display: block; } }
@media (max-width: 50rem) { table { display: block; overflow-x: auto; } }
`;
