// The plan view: the graph of the template at the cursor, beside the text and in step with it. A click on a
// step goes to its place in the text, the cursor in the text marks its step, a running job colours its steps.
import * as vscode from "vscode";

import { jobNews } from "../../core/job";
import type { JobEvent } from "../../core/jobEvent";
import type { LanguageServer } from "../../core/languageServer";
import { page, pageOptions } from "../../core/page";
import type { Commands, PlanProblem, Position } from "../../core/protocol";
import { chosenTemplate } from "../../core/templateChoice";
import type { Workspace } from "../../core/workspace";
import { allNodes, type Graph, graphOf, nodeAt, nodeOfStep } from "./graph";
import type { FromPage, State, ToPage } from "./messages";

/** Long enough that a word typed in one go is planned once. */
const PAUSE_MS = 300;

/** Which template is shown, and its graph once there is one. */
interface Shown {
  readonly uri: string;
  readonly template: string;
  graph?: Graph;
}

/** Registers the view and its command. */
export function plan(context: vscode.ExtensionContext, workspace: Workspace, server: LanguageServer): void {
  const view = new PlanView(context, workspace, server);
  context.subscriptions.push(
    vscode.commands.registerCommand("orchestra.plan", (argument?: Commands["orchestra.plan"]) => view.open(argument)),
    vscode.workspace.onDidSaveTextDocument(() => view.saved()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => { view.changed(document); }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => { view.moved(textEditor); }),
    jobNews.event(({ template, event }) => { view.happened(template, event); }),
  );
}

class PlanView {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Shown | undefined;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly workspace: Workspace,
    private readonly server: LanguageServer,
  ) {}

  async open(argument?: Commands["orchestra.plan"]): Promise<void> {
    try {
      const choice = await chosenTemplate(this.server, argument, "see its plan");
      if (choice === undefined) {
        return;
      }
      this.shown = { uri: choice.document.uri.toString(), template: choice.template };
    } catch (problem) {
      return this.workspace.failed("There is no plan", problem);
    }
    if (this.panel === undefined) {
      this.create();
    } else {
      this.panel.reveal(undefined, true);
      this.tell({ type: "loading" });
      await this.load("all");
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
        this.tell({ type: "loading" });
        return this.load("all");
      case "open":
        return goTo(message.uri, message.start);
      case "run":
        if (this.shown !== undefined) {
          const { uri, template } = this.shown;
          await vscode.commands.executeCommand("orchestra.run", { uri, template });
        }
    }
  }

  /** Shows the plan as the text is now; of `graphs` alone, what is shown stays while the text has mistakes. */
  private async load(what: "all" | "graphs"): Promise<void> {
    const { shown } = this;
    if (shown === undefined) {
      return;
    }
    const answer = await this.answer(shown);
    if (this.shown !== shown) {
      return;
    }
    if (typeof answer !== "string") {
      shown.graph = answer;
      if (this.panel !== undefined) {
        this.panel.title = `Plan: ${answer.template}`;
      }
      this.tell({ type: "graph", graph: answer });
    } else if (what === "all") {
      this.tell({ type: "problem", text: answer });
    }
  }

  /** The graph, or why there is none. */
  private async answer({ uri, template }: Shown): Promise<Graph | string> {
    try {
      const found = await this.server.request("orchestra/planGraph", { textDocument: { uri }, template });
      if (found === null) {
        return `There is no template ${template} any more.`;
      }
      return found.graph === null ? found.problems.map(inWords).join("\n") : graphOf(template, found.graph);
    } catch (problem) {
      return problem instanceof Error ? problem.message : String(problem);
    }
  }

  /** What is saved may be what the template imports. */
  async saved(): Promise<void> {
    if (this.panel !== undefined) {
      await this.load("all");
    }
  }

  changed(document: vscode.TextDocument): void {
    if (this.panel !== undefined && document.languageId === "orch") {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => void this.load("graphs"), PAUSE_MS);
    }
  }

  moved(editor: vscode.TextEditor): void {
    const graph = this.shown?.graph;
    if (graph === undefined || editor.document.languageId !== "orch") {
      return;
    }
    const node = nodeAt(graph.root, editor.document.uri.toString(), editor.selection.active);
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

function inWords({ code, message, location }: PlanProblem): string {
  if (location === null) {
    return `${code}: ${message}`;
  }
  const { line, character } = location.range.start;
  const path = vscode.workspace.asRelativePath(vscode.Uri.parse(location.uri));
  return `${path}:${line + 1}:${character + 1}: ${code}: ${message}`;
}

async function goTo(uri: string, { line, character }: Position): Promise<void> {
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(at, at),
  });
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
