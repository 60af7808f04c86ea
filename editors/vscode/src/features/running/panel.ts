// Running a template: the form, the question before a real run, the job's steps, its result. The job
// is the command line's: it outlives this panel, and what stopped can go on.
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import * as vscode from "vscode";

import { showReport, showResult } from "../../core/documents";
import { jobNews } from "../../core/job";
import { EventLines, type JobEvent } from "../../core/jobEvent";
import type { LanguageServer } from "../../core/languageServer";
import { page, pageOptions } from "../../core/page";
import { start } from "../../core/program";
import type { Commands } from "../../core/protocol";
import { chosenTemplate } from "../../core/templateChoice";
import { packageFolder, type Workspace } from "../../core/workspace";
import { consequences } from "./consent";
import { fieldsOf, inputs, rememberable } from "./form";
import type { FromPage, Outcome, ToPage } from "./messages";
import { parametersOf, type Plan, planOf } from "./plan";

/** Registers the commands that run templates. */
export function running(context: vscode.ExtensionContext, workspace: Workspace, server: LanguageServer): void {
  const open = async (argument?: Commands["orchestra.run"]): Promise<void> => {
    if (!(await workspace.mayStart("Running a template"))) {
      return;
    }
    try {
      const choice = await chosenTemplate(server, argument, "run it");
      if (choice === undefined) {
        return;
      }
      if (choice.document.uri.scheme !== "file") {
        await vscode.window.showInformationMessage("What runs is a file: save this one first.");
        return;
      }
      if (choice.document.isDirty) {
        await choice.document.save();
      }
      new RunPanel(context, workspace, server, choice.document.uri, choice.template);
    } catch (problem) {
      await workspace.failed("Nothing was run", problem);
    }
  };
  context.subscriptions.push(vscode.commands.registerCommand("orchestra.run", open));
}

class RunPanel {
  private readonly panel: vscode.WebviewPanel;
  private readonly file: string;
  private child: ChildProcessWithoutNullStreams | undefined;
  private job: string | undefined;
  private sandbox = true;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly workspace: Workspace,
    private readonly server: LanguageServer,
    private readonly uri: vscode.Uri,
    private readonly template: string,
  ) {
    this.file = uri.fsPath;
    const options = { ...pageOptions(context.extensionUri), retainContextWhenHidden: true };
    this.panel = vscode.window.createWebviewPanel("orchestra.run", `Run: ${template}`, vscode.ViewColumn.Beside, options);
    this.panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "media", "orch.svg");
    this.panel.webview.onDidReceiveMessage((message: FromPage) => this.heard(message));
    this.panel.webview.html = page(this.panel.webview, context.extensionUri, "form", `Run ${template}`);
    this.panel.onDidDispose(() => this.child?.kill("SIGINT"));
  }

  private async heard(message: FromPage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.load();
      case "run":
        return this.run(message.sandbox, message.values, message.budget.trim());
      case "cancel":
        this.child?.kill("SIGINT");
        return;
      case "resume":
        return this.resume();
      case "report":
        return this.job === undefined ? undefined : showReport(this.job);
      case "result":
        return this.job === undefined ? undefined : showResult(this.job);
    }
  }

  private get memory(): string {
    return `inputs:${this.file}:${this.template}`;
  }

  private async load(): Promise<void> {
    this.tell({ type: "loading" });
    try {
      const parameters = await parametersOf(this.server, this.uri.toString(), this.template);
      const remembered = this.context.workspaceState.get<Record<string, string>>(this.memory, {});
      this.tell({ type: "form", template: this.template, fields: fieldsOf(parameters, remembered) });
    } catch (problem) {
      this.tell({ type: "problem", text: problem instanceof Error ? problem.message : String(problem) });
    }
  }

  private async run(sandbox: boolean, values: Readonly<Record<string, string>>, budget: string): Promise<void> {
    if (this.child !== undefined || !(await this.workspace.mayStart("Running a template"))) {
      return;
    }
    try {
      // Planned anew: what is agreed to must be what the file says now.
      const plan = await planOf(this.workspace, this.file, this.template);
      if (!sandbox && !(await this.agreed(plan, budget))) {
        return;
      }
      await this.context.workspaceState.update(this.memory, rememberable(plan.params, values));
      const args = [
        "run", "--events", "-", "--template", this.template,
        ...(sandbox ? ["--sandbox"] : ["--yes"]),
        ...(!sandbox && budget !== "" ? ["--budget", budget] : []),
        ...inputs(plan.params, values),
        "--", this.file,
      ];
      this.sandbox = sandbox;
      this.job = undefined;
      this.follow(args);
    } catch (problem) {
      await this.workspace.failed("The job wasn't started", problem);
    }
  }

  private async agreed(plan: Plan, budget: string): Promise<boolean> {
    const yes = "Run for Real";
    const answer = await vscode.window.showWarningMessage(
      `Run ${this.template} against real services?`,
      { modal: true, detail: consequences(plan, budget) },
      yes,
    );
    return answer === yes;
  }

  private async resume(): Promise<void> {
    if (this.job !== undefined && this.child === undefined && (await this.workspace.mayStart("Resuming a job"))) {
      this.follow(["jobs", "resume", "--events", "-", "--", this.job]);
    }
  }

  private follow(args: readonly string[]): void {
    const child = start(this.workspace.program(), args, packageFolder(this.file));
    const lines = new EventLines();
    let said = "";
    let last: JobEvent | undefined;
    this.child = child;
    this.tell({ type: "began", sandbox: this.sandbox });
    child.stdin.end();
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      for (const event of lines.take(text)) {
        last = event;
        this.happened(event);
      }
    });
    child.on("error", (problem) => (said += problem.message));
    child.on("close", () => {
      this.child = undefined;
      this.tell({ type: "ended", outcome: outcomeOf(last, said, this.job) });
    });
  }

  private happened(event: JobEvent): void {
    this.job = event.job ?? this.job;
    jobNews.fire({ file: this.file, template: this.template, event });
    const { step } = event;
    if (step === undefined) {
      return;
    }
    const name = step.startsWith(`${this.template}.`) ? step.slice(this.template.length + 1) : step;
    switch (event.event) {
      case "step_started":
        return this.tell({ type: "step", step: name, about: event.target ?? "", state: "running" });
      case "retrying":
        return this.tell({ type: "step", step: name, about: `${event.operation ?? ""}, once more`, state: "running" });
      case "step_finished": {
        const about = [event.operation, event.took_ms === undefined ? undefined : `${event.took_ms} ms`];
        return this.tell({ type: "step", step: name, about: about.filter((part) => part !== undefined).join(" · "), state: "done" });
      }
      case "step_failed":
        return this.tell({ type: "step", step: name, about: event.message ?? "", state: event.caught === true ? "done" : "failed" });
    }
  }

  private tell(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }
}

function outcomeOf(last: JobEvent | undefined, said: string, job: string | undefined): Outcome {
  switch (last?.event) {
    case "job_succeeded":
      return { state: "succeeded", text: JSON.stringify(last.result ?? null, null, 2), job };
    case "job_failed":
      return { state: "failed", text: last.failure?.message ?? said.trim(), job };
    default:
      return { state: job === undefined ? "failed" : "stopped", text: last?.reason ?? said.trim(), job };
  }
}
