// The plan view: the graph of the template at the cursor, beside the text. A click on a step goes to
// its place in the text, the cursor in the text marks its step, a running job colours its steps.
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";

import { jobNews } from "../../core/job";
import type { JobEvent } from "../../core/jobEvent";
import { page, pageOptions } from "../../core/page";
import { planOf } from "../../core/planning";
import { templateAt } from "../../core/sourceText";
import { packageFolder, type Workspace } from "../../core/workspace";
import { allNodes, type Graph, graphOf, nodeAt, nodeOfStep } from "./graph";
import type { FromPage, State, ToPage } from "./messages";

/** Which template is shown, and its graph once there is one. */
interface Shown {
  readonly file: string;
  readonly template: string | undefined;
  graph?: Graph;
}

/** Registers the view and its command. */
export function plan(context: vscode.ExtensionContext, workspace: Workspace): void {
  const view = new PlanView(context, workspace);
  context.subscriptions.push(
    vscode.commands.registerCommand("orchestra.plan", (argument?: { uri?: string; template?: string }) =>
      view.open(argument),
    ),
    vscode.workspace.onDidSaveTextDocument((document) => view.saved(document)),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => { view.moved(textEditor); }),
    jobNews.event(({ template, event }) => { view.happened(template, event); }),
  );
}

class PlanView {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Shown | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly workspace: Workspace,
  ) {}

  async open(argument?: { uri?: string; template?: string }): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const document =
      argument?.uri === undefined
        ? editor?.document
        : await vscode.workspace.openTextDocument(vscode.Uri.parse(argument.uri));
    if (document?.languageId !== "orch") {
      await vscode.window.showInformationMessage("Open an .orch file with a template to see its plan.");
      return;
    }
    const template = argument?.template ?? templateAt(document.getText(), editor?.selection.active.line ?? 0);
    if (template === undefined) {
      await vscode.window.showInformationMessage("This file has no template, so there is nothing to plan.");
      return;
    }
    if (document.isDirty) {
      await document.save();
    }
    this.shown = { file: document.uri.fsPath, template };
    if (this.panel === undefined) {
      this.create();
    } else {
      this.panel.reveal(undefined, true);
      await this.load();
    }
  }

  private create(): void {
    const panel = vscode.window.createWebviewPanel(
      "orchestra.plan",
      "Plan",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { ...pageOptions(this.context.extensionUri), retainContextWhenHidden: true },
    );
    panel.iconPath = vscode.Uri.joinPath(this.context.extensionUri, "media", "orch.svg");
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.shown = undefined;
    });
    panel.webview.onDidReceiveMessage((message: FromPage) => this.heard(message));
    panel.webview.html = page(panel.webview, this.context.extensionUri, "plan", "Plan");
    this.panel = panel;
  }

  private async heard(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.load();
      case "open":
        return this.goTo(message.file, message.line, message.column);
      case "run":
        if (this.shown !== undefined) {
          const { file, template } = this.shown;
          await vscode.commands.executeCommand("orchestra.run", { uri: vscode.Uri.file(file).toString(), template });
        }
    }
  }

  private async load(): Promise<void> {
    const { shown } = this;
    if (shown === undefined) {
      return;
    }
    this.tell({ type: "loading" });
    try {
      const graph = graphOf(await planOf(this.workspace, shown.file, shown.template));
      if (this.shown === shown) {
        shown.graph = graph;
        if (this.panel !== undefined) {
          this.panel.title = `Plan: ${graph.template}`;
        }
        this.tell({ type: "graph", graph });
      }
    } catch (problem) {
      if (this.shown === shown) {
        this.tell({ type: "problem", text: problem instanceof Error ? problem.message : String(problem) });
      }
    }
  }

  private async goTo(file: string, line: number, column: number): Promise<void> {
    if (this.shown === undefined || file.startsWith("std/")) {
      return;
    }
    const path = isAbsolute(file) ? file : join(packageFolder(this.shown.file), file);
    const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
    await vscode.window.showTextDocument(vscode.Uri.file(path), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(at, at),
    });
  }

  async saved(document: vscode.TextDocument): Promise<void> {
    if (this.shown?.file === document.uri.fsPath) {
      await this.load();
    }
  }

  moved(editor: vscode.TextEditor): void {
    const graph = this.shown?.graph;
    if (graph === undefined || this.shown?.file !== editor.document.uri.fsPath) {
      return;
    }
    const before = editor.document.getText(new vscode.Range(new vscode.Position(0, 0), editor.selection.active));
    const file = vscode.workspace.asRelativePath(editor.document.uri, false).split("/").at(-1) ?? "";
    const files = new Set(allNodes(graph.root).map((node) => node.file));
    const own = [...files].find((name) => name === file || name.endsWith(`/${file}`));
    const node = own === undefined ? undefined : nodeAt(graph.root, own, Buffer.byteLength(before));
    if (node !== undefined) {
      this.tell({ type: "select", path: node.path });
    }
  }

  happened(template: string, event: JobEvent): void {
    const graph = this.shown?.graph;
    if (graph?.template !== template) {
      return;
    }
    if (event.event === "job_started" || event.event === "job_resumed") {
      this.tell({ type: "forget" });
    }
    const state = stateAfter(event);
    const path = nodeOfStep(event.step ?? "", new Set(allNodes(graph.root).map((node) => node.path)));
    if (state !== undefined && path !== undefined) {
      const note = event.took_ms === undefined ? "" : `${event.took_ms} ms`;
      this.tell({ type: "state", path, state, note });
    }
  }

  private tell(message: ToPage): void {
    void this.panel?.webview.postMessage(message);
  }
}

function stateAfter(event: JobEvent): State | undefined {
  switch (event.event) {
    case "step_started":
      return "running";
    case "retrying":
    case "fell_back":
      return "retrying";
    case "step_finished":
    case "cache_hit":
      return "done";
    case "step_failed":
      return event.caught === true ? "done" : "failed";
    default:
      return undefined;
  }
}
