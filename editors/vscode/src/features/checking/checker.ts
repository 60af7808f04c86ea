// Problems while typing, their fixes and the canonical layout, from `orchc check` and `orchc fmt` over
// stdin: what isn't saved yet counts, and nothing is written. Neither starts a job nor sends anything.
import { relative } from "node:path";
import * as vscode from "vscode";

import { packageFolder, type Workspace } from "../../core/workspace";
import { type Fix, type PlaceRange, type Problem, problemsOf, unitOf } from "./report";

/** Long enough that a word typed in one go is checked once. */
const PAUSE_MS = 150;
const SEVERITIES = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
} as const;

/** Registers diagnostics, quick fixes and formatting. */
export function checking(context: vscode.ExtensionContext, workspace: Workspace): void {
  const checker = new Checker(workspace);
  const selector: vscode.DocumentSelector = { language: "orch", scheme: "file" };
  context.subscriptions.push(
    checker.problems,
    vscode.workspace.onDidOpenTextDocument((document) => {
      checker.soon(document, 0);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      checker.soon(document, PAUSE_MS);
    }),
    // Saving changes what other files import.
    vscode.workspace.onDidSaveTextDocument(() => {
      vscode.workspace.textDocuments.forEach((document) => {
        checker.soon(document, 0);
      });
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      checker.close(document);
    }),
    vscode.languages.registerCodeActionsProvider(selector, { provideCodeActions: (document, range) => checker.fixes(document, range) }, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (document, _, token) => format(workspace, document, token),
    }),
  );
  vscode.workspace.textDocuments.forEach((document) => {
    checker.soon(document, 0);
  });
}

async function format(workspace: Workspace, document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.TextEdit[]> {
  const text = document.getText();
  const finished = await workspace.run(["fmt", "--stdin"], packageFolder(document.uri.fsPath), { input: text });
  if (token.isCancellationRequested || finished.stdout === "" || finished.stdout === text) {
    return [];
  }
  return [vscode.TextEdit.replace(new vscode.Range(document.positionAt(0), document.positionAt(text.length)), finished.stdout)];
}

class Checker {
  readonly problems = vscode.languages.createDiagnosticCollection("orchestra");
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly found = new Map<string, { readonly diagnostic: vscode.Diagnostic; readonly fixes: readonly Fix[] }[]>();
  private told = false;

  constructor(private readonly workspace: Workspace) {}

  soon(document: vscode.TextDocument, pause: number): void {
    if (document.languageId !== "orch" || document.uri.scheme !== "file") {
      return;
    }
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => void this.check(document), pause));
  }

  close(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.found.delete(key);
    this.problems.delete(document.uri);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const folder = packageFolder(document.uri.fsPath);
    const path = relative(folder, document.uri.fsPath).replaceAll("\\", "/");
    try {
      const finished = await this.workspace.run(
        ["check", "--format", "json", "--stdin", "--stdin-path", path],
        folder,
        { input: document.getText() },
      );
      if (document.version === version && !document.isClosed && finished.stdout.startsWith("{")) {
        this.take(document, path, problemsOf(finished.stdout));
      }
    } catch (problem) {
      // Said once: every keystroke would say it again.
      if (!this.told) {
        this.told = true;
        await this.workspace.failed("Files can't be checked", problem);
      }
    }
  }

  private take(document: vscode.TextDocument, path: string, problems: readonly Problem[]): void {
    const found = problems
      .filter(({ file }) => file === path)
      .map((problem) => ({ diagnostic: diagnosticOf(document, path, problem), fixes: problem.fixes }));
    this.found.set(document.uri.toString(), found);
    this.problems.set(document.uri, found.map(({ diagnostic }) => diagnostic));
  }

  fixes(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const found = this.found.get(document.uri.toString()) ?? [];
    return found
      .filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined)
      .flatMap(({ diagnostic, fixes }) => fixes.map((fix) => actionOf(document, diagnostic, fix)));
  }
}

function actionOf(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, fix: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(sentence(fix.title), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, text } of fix.edits) {
    action.edit.replace(document.uri, rangeIn(document, range), text);
  }
  return action;
}

function diagnosticOf(document: vscode.TextDocument, path: string, problem: Problem): vscode.Diagnostic {
  const help = problem.help === undefined || problem.help === null ? "" : `\n${problem.help}`;
  const diagnostic = new vscode.Diagnostic(rangeIn(document, problem.range), problem.message + help, SEVERITIES[problem.severity]);
  diagnostic.code = problem.code;
  diagnostic.source = "orchc";
  diagnostic.relatedInformation = problem.labels
    .filter(({ file }) => file === path)
    .map(({ range, message }) => new vscode.DiagnosticRelatedInformation(new vscode.Location(document.uri, rangeIn(document, range)), message));
  return diagnostic;
}

function rangeIn(document: vscode.TextDocument, { start, end }: PlaceRange): vscode.Range {
  const at = ({ line, column }: PlaceRange["start"]): vscode.Position => {
    const row = Math.min(line - 1, document.lineCount - 1);
    return new vscode.Position(row, unitOf(document.lineAt(row).text, column));
  };
  return new vscode.Range(at(start), at(end));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
