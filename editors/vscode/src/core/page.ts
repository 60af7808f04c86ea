// Pages of webviews: no script and no style but our own files, nothing from elsewhere.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The page of the webview `name`, whose script is `dist/webviews/<name>.js`. */
export function page(webview: vscode.Webview, extension: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(18).toString("base64");
  const file = (...parts: string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("dist", "codicons", "codicon.css")}">
<link rel="stylesheet" href="${file("media", "webview.css")}">
<title>${title}</title>
</head>
<body class="${name}"><main id="main" aria-live="polite"></main>
<script nonce="${nonce}" src="${file("dist", "webviews", `${name}.js`)}"></script>
</body>
</html>`;
}

/** Options of every webview: scripts, and files of the extension alone. */
export function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extension, "dist"), vscode.Uri.joinPath(extension, "media")],
  };
}
