// Publishing a package: what would be published is shown first, and nothing is sent before the user says so.
import * as vscode from "vscode";

import { complaint, packageFolder, type Workspace } from "../../core/workspace";

const PUBLISH = "Publish";

/** Registers the command. */
export function publishing(context: vscode.ExtensionContext, workspace: Workspace): void {
  const publish = async (): Promise<void> => {
    if (!(await workspace.mayStart("Publishing"))) {
      return;
    }
    const folder = currentFolder();
    if (folder === undefined) {
      await vscode.window.showInformationMessage("There is no package to publish: open a file of one.");
      return;
    }
    try {
      const shown = await run(workspace, "Checking the package", ["publish", "--dry-run"], folder);
      const [title = "", ...rest] = shown.stdout.trim().split("\n");
      const detail = rest.join("\n").trimEnd();
      if ((await vscode.window.showWarningMessage(`Publish ${title}?`, { modal: true, detail }, PUBLISH)) !== PUBLISH) {
        return;
      }
      const published = await run(workspace, "Publishing", ["publish", "--quiet"], folder);
      workspace.output.info(published.stdout);
      await vscode.window.showInformationMessage(`${title} is published.`);
    } catch (problem) {
      await workspace.failed("The package isn't published", problem);
    }
  };
  context.subscriptions.push(vscode.commands.registerCommand("orchestra.publish", publish));
}

/** Runs the program to a good end, with progress that the user can cancel. */
async function run(
  workspace: Workspace,
  title: string,
  args: readonly string[],
  folder: string,
): Promise<{ readonly stdout: string }> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
    const abandoned = new AbortController();
    token.onCancellationRequested(() => {
      abandoned.abort();
    });
    const finished = await workspace.run(args, folder, { abandoned: abandoned.signal });
    if (finished.code !== 0) {
      throw new Error(complaint(finished));
    }
    return finished;
  });
}

/** The package of the file that is looked at, else the first folder of the workspace. */
function currentFolder(): string | undefined {
  const file = vscode.window.activeTextEditor?.document.uri;
  if (file?.scheme === "file") {
    return packageFolder(file.fsPath);
  }
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
