// Read-only documents with what the program says of a job: its report, its result. Their addresses are
// the question, so that one can be opened again and asked again.
import * as vscode from "vscode";

import { complaint, type Workspace } from "./workspace";

const SCHEME = "orchestra";

/** Registers who answers for such documents. */
export function documents(context: vscode.ExtensionContext, workspace: Workspace): void {
  const provider: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async (uri) => {
      const [, kind, name] = uri.path.split("/");
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? context.extensionPath;
      const subject = (name ?? "").replace(/\.(?:txt|json)$/u, "");
      const question = ["jobs", "show", ...(kind === "result" ? ["--format", "json"] : []), "--", subject];
      const finished = await workspace.run(question, folder);
      if (finished.code !== 0) {
        return complaint(finished);
      }
      return kind === "result" ? resultOf(finished.stdout) : finished.stdout;
    },
  };
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider));
}

function resultOf(job: string): string {
  const { result } = JSON.parse(job) as { result?: unknown };
  return JSON.stringify(result ?? null, null, 2);
}

async function show(path: string, column: vscode.ViewColumn): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path }));
  await vscode.window.showTextDocument(document, { viewColumn: column, preview: true });
}

/** Opens what a job came to: inputs, steps, costs, result. */
export function showReport(job: string): Promise<void> {
  return show(`/job/${job}.txt`, vscode.ViewColumn.Active);
}

/** Opens a job's result. */
export function showResult(job: string): Promise<void> {
  return show(`/result/${job}.json`, vscode.ViewColumn.Active);
}
