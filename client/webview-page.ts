// The frame of every webview: one script and one style of ours, and nothing else is loaded or run.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** Puts the page `name` of dist/webviews into a webview. `body` and `title` are ours, and hold nothing that was read. */
export function showPage(
  webview: vscode.Webview,
  root: vscode.Uri,
  { name, title, body }: { name: string; title: string; body: string },
): void {
  const [script, style] = [`${name}.js`, `${name}.css`].map((file) => webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString());
  const nonce = randomBytes(16).toString("base64url");
  webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>${body}<script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}
