// The extension's entry: it makes what features share, then lets each register itself. No feature
// knows another; what one tells the rest goes through `core/`.
import * as vscode from "vscode";

import { documents } from "./core/documents";
import { LanguageServer } from "./core/languageServer";
import { serverDocuments } from "./core/serverDocuments";
import { Workspace } from "./core/workspace";
import { jobs } from "./features/jobs/view";
import { ledger } from "./features/ledger/view";
import { plan } from "./features/plan/view";
import { publishing } from "./features/publishing/publish";
import { running } from "./features/running/panel";
import { server } from "./features/server/status";
import { tasks } from "./features/tasks/provider";
import { testing } from "./features/testing/controller";

let languageServer: LanguageServer | undefined;

/** Called by the editor once a file of the language, or one of our views, is opened. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel("Orchestra", { log: true });
  const workspace = new Workspace(context, output);
  languageServer = new LanguageServer(context, workspace);
  context.subscriptions.push(output);
  for (const register of [documents, serverDocuments, server, plan, running, ledger, testing, jobs, publishing, tasks]) {
    register(context, workspace, languageServer);
  }
}

/** Called by the editor before it leaves; it waits until the server has left. */
export function deactivate(): Promise<void> | undefined {
  return languageServer?.stop();
}
