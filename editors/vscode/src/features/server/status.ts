// The server's item in the status bar, the command that starts it anew, and what does so by itself:
// another program in the settings, and trust, which may bring one.
import * as vscode from "vscode";

import type { LanguageServer } from "../../core/languageServer";
import type { Workspace } from "../../core/workspace";
import { sayingOf } from "./saying";

/** Starts the server, and registers what shows it and starts it anew. */
export function server(context: vscode.ExtensionContext, workspace: Workspace, languageServer: LanguageServer): void {
  const item = vscode.window.createStatusBarItem("orchestra.server", vscode.StatusBarAlignment.Right);
  item.name = "Orchestra";
  const show = (): void => {
    const { text, tooltip, command, isWrong } = sayingOf(languageServer.state);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.backgroundColor = isWrong ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    // Who works in other languages is told only what is wrong.
    if (isWrong || vscode.window.visibleTextEditors.some(({ document }) => document.languageId === "orch")) {
      item.show();
    } else {
      item.hide();
    }
  };
  const restart = (): Promise<void> => languageServer.restart();
  context.subscriptions.push(
    item,
    languageServer.changed(show),
    vscode.window.onDidChangeVisibleTextEditors(show),
    vscode.commands.registerCommand("orchestra.server.restart", restart),
    vscode.commands.registerCommand("orchestra.server.log", () => {
      workspace.output.show();
    }),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("orchestra.path") ? restart() : undefined,
    ),
    // With trust come other lenses, and maybe another program.
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  void restart();
}
