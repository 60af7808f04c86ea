// Documents that only the server has: modules of the standard library, pages of the Ledger. Definitions
// lead there.
import * as vscode from "vscode";

import type { LanguageServer } from "./languageServer";
import type { Workspace } from "./workspace";

const LEDGER = "orchestra-ledger";
const SCHEMES = ["orchestra-std", LEDGER];

/** Registers who answers for such documents. */
export function serverDocuments(context: vscode.ExtensionContext, _: Workspace, server: LanguageServer): void {
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async (uri) => {
      const text = await server.request("orchestra/document", { uri: uri.toString() });
      return text ?? `There is no ${uri.path.slice(1)}.`;
    },
  };
  for (const scheme of SCHEMES) {
    context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(scheme, provider));
  }
}

/** Opens the Ledger's page of a subnet, an operation or a capability. */
export async function showEntry(name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: LEDGER, path: `/${name}.md` }));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Active, preview: true });
}
