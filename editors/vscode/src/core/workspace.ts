// What every feature asks of the editor: the program, whether the workspace is trusted, the folder
// that a file belongs to, and one way to report what failed.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";

import { finish, type Finished, locate, NoProgram } from "./program";
import { configuredProgram } from "./trust";

/** What features share. */
export class Workspace {
  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly output: vscode.LogOutputChannel,
  ) {}

  /** The program to start. The workspace may name one only once it is trusted. */
  program(): string {
    const setting = vscode.workspace.getConfiguration("orchestra").inspect<string>("path");
    return locate({
      configured: configuredProgram(setting, vscode.workspace.isTrusted),
      bundled: join(this.context.extensionPath, "server", "orchc"),
      searchPath: process.env["PATH"] ?? "",
    });
  }

  /** Runs the program to its end in `folder`. */
  run(args: readonly string[], folder: string, options: { input?: string; abandoned?: AbortSignal } = {}): Promise<Finished> {
    this.output.debug(["orchc", ...args].join(" "));
    return finish(this.program(), args, folder, options);
  }

  /** Whether jobs and tests may be started; says why not, and how to change that. */
  async mayStart(what: string): Promise<boolean> {
    if (vscode.workspace.isTrusted) {
      return true;
    }
    const manage = "Manage Workspace Trust";
    const answer = await vscode.window.showWarningMessage(
      `${what} needs a trusted workspace: templates of this folder could call services in your name.`,
      manage,
    );
    if (answer === manage) {
      await vscode.commands.executeCommand("workbench.trust.manage");
    }
    return false;
  }

  /** Tells the user what failed, with the log at hand. */
  async failed(what: string, problem: unknown): Promise<void> {
    const reason = problem instanceof Error ? problem.message : String(problem);
    this.output.error(`${what}: ${reason}`);
    const choices = problem instanceof NoProgram ? ["Open Settings", "Show Log"] : ["Show Log"];
    const answer = await vscode.window.showErrorMessage(`${what}: ${reason}`, ...choices);
    if (answer === "Open Settings") {
      await vscode.commands.executeCommand("workbench.action.openSettings", "orchestra.path");
    } else if (answer === "Show Log") {
      this.output.show();
    }
  }
}

/** The folder of the package that `file` is in: the nearest with a manifest, else the file's own. */
export function packageFolder(file: string): string {
  let folder = dirname(file);
  for (;;) {
    if (existsSync(join(folder, "orchestra.toml"))) {
      return folder;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      return dirname(file);
    }
    folder = parent;
  }
}

/** What the program said was wrong, without the words for other readers. */
export function complaint(finished: Finished): string {
  const text = finished.stderr.trim() || finished.stdout.trim();
  return text.replace(/^error: /u, "") || `orchc ended with exit code ${finished.code ?? "none"}`;
}
