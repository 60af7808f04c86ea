// The jobs of the local store, the latest first: their reports, and going on with those that stopped.
import * as vscode from "vscode";

import { showReport } from "../../core/documents";
import { jobNews } from "../../core/job";
import { knownJobs } from "../../core/knownJobs";
import type { Commands } from "../../core/protocol";
import { complaint, type Workspace } from "../../core/workspace";

/** As `orchc jobs list` prints one. */
interface Job {
  readonly id: string;
  readonly template: string;
  readonly state: string;
  readonly running: boolean;
  readonly sandbox: boolean;
  readonly changed: string;
}

/** Registers the view and its commands. */
export function jobs(context: vscode.ExtensionContext, workspace: Workspace): void {
  const tree = new Jobs(workspace);
  // A workspace that isn't trusted has nothing listed for it that nobody asked to see.
  const listed = (): void => {
    knownJobs.listedBy(() => (vscode.workspace.isTrusted ? tree.getChildren() : Promise.resolve()));
  };
  listed();
  const resume = async (job: Job): Promise<void> => {
    if (!(await workspace.mayStart("Resuming a job"))) {
      return;
    }
    const yes = "Resume";
    const detail = job.sandbox ? "Its calls go to the sandbox." : "It goes on against real services, below the bounds that it was started with.";
    if ((await vscode.window.showWarningMessage(`Resume ${job.id}?`, { modal: true, detail }, yes)) !== yes) {
      return;
    }
    const title = `Resuming ${job.template}`;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
      const abandoned = new AbortController();
      token.onCancellationRequested(() => {
        abandoned.abort();
      });
      const finished = await workspace.run(["jobs", "resume", "--", job.id], folder(), { abandoned: abandoned.signal });
      tree.refresh();
      if (finished.code === 0) {
        await showReport(job.id);
      } else {
        await workspace.failed(`${job.id} didn't end`, complaint(finished));
      }
    });
  };
  const last = async (argument?: Commands["orchestra.lastJob"]): Promise<void> => {
    const found = (await tree.getChildren()).find(({ template }) => argument === undefined || template === argument.template);
    if (found === undefined) {
      await vscode.window.showInformationMessage("There is no job yet. Run a template to make one.");
    } else {
      await showReport(found.id);
    }
  };
  context.subscriptions.push(
    vscode.window.registerTreeDataProvider("orchestra.jobs", tree),
    vscode.workspace.onDidGrantWorkspaceTrust(listed),
    jobNews.event(({ event }) => {
      if (event.event.startsWith("job_")) {
        tree.refresh();
        void tree.getChildren();
      }
    }),
    vscode.commands.registerCommand("orchestra.jobs.refresh", () => {
      tree.refresh();
    }),
    vscode.commands.registerCommand("orchestra.jobs.report", (job: Job | string) => showReport(typeof job === "string" ? job : job.id)),
    vscode.commands.registerCommand("orchestra.jobs.resume", resume),
    vscode.commands.registerCommand("orchestra.lastJob", last),
  );
}

function folder(): string {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
}

class Jobs implements vscode.TreeDataProvider<Job> {
  private readonly change = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.change.event;

  constructor(private readonly workspace: Workspace) {}

  refresh(): void {
    this.change.fire(undefined);
  }

  async getChildren(job?: Job): Promise<Job[]> {
    if (job !== undefined) {
      return [];
    }
    try {
      const finished = await this.workspace.run(["jobs", "list", "--format", "json"], folder());
      const jobs = finished.code === 0 ? (JSON.parse(finished.stdout) as { jobs: Job[] }).jobs : [];
      knownJobs.tell(jobs.map(({ template }) => template));
      return jobs;
    } catch (problem) {
      await this.workspace.failed("Jobs can't be listed", problem);
      return [];
    }
  }

  getTreeItem(job: Job): vscode.TreeItem {
    const item = new vscode.TreeItem(job.template);
    item.id = job.id;
    item.description = `${job.state}${job.sandbox ? " · sandbox" : ""} · ${new Date(job.changed).toLocaleString()}`;
    item.tooltip = job.id;
    item.iconPath = new vscode.ThemeIcon(iconOf(job));
    item.contextValue = job.state === "succeeded" || job.state === "failed" || job.running ? "job" : "stoppedJob";
    item.command = { command: "orchestra.jobs.report", title: "Open Report", arguments: [job.id] };
    return item;
  }
}

function iconOf(job: Job): string {
  if (job.running) {
    return "sync~spin";
  }
  switch (job.state) {
    case "succeeded":
      return "pass";
    case "failed":
      return "error";
    default:
      return "debug-pause";
  }
}
