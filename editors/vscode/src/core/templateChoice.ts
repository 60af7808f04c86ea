// Which template a command is about: the one that it is given, by a lens or another view, else the one at
// the cursor.
import * as vscode from "vscode";

import type { LanguageServer } from "./languageServer";
import type { Commands } from "./protocol";

/** A template of a document. */
export interface Choice {
  readonly document: vscode.TextDocument;
  readonly template: string;
}

/** The template that is meant; none where there is none, which is said as what `purpose` lacks. */
export async function chosenTemplate(
  server: LanguageServer,
  argument: Commands["orchestra.run"] | undefined,
  purpose: string,
): Promise<Choice | undefined> {
  if (argument !== undefined) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
    return { document, template: argument.template };
  }
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === "orch") {
    const { document, selection } = editor;
    const { line, character } = selection.active;
    const found = await server.request("orchestra/planGraph", {
      textDocument: { uri: document.uri.toString() },
      position: { line, character },
    });
    if (found !== null) {
      return { document, template: found.template };
    }
  }
  await vscode.window.showInformationMessage(`Open an .orch file with a template to ${purpose}.`);
  return undefined;
}
