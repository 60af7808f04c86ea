// Tasks: checking, testing and laying out a package, as processes with a list of arguments. A workspace
// that isn't trusted has none.
import * as vscode from "vscode";

import type { Workspace } from "../../core/workspace";

const TASKS: readonly { readonly name: string; readonly args: readonly string[]; readonly group: vscode.TaskGroup }[] = [
  { name: "check", args: ["check", "--format", "short"], group: vscode.TaskGroup.Build },
  { name: "test", args: ["test"], group: vscode.TaskGroup.Test },
  { name: "fmt --check", args: ["fmt", "--check"], group: vscode.TaskGroup.Build },
];

/** What a task of `tasks.json` says. */
interface Definition extends vscode.TaskDefinition {
  readonly args?: readonly string[];
}

/** Registers the provider. */
export function tasks(context: vscode.ExtensionContext, workspace: Workspace): void {
  const make = (definition: Definition, name: string, scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Task => {
    const execution = new vscode.ProcessExecution(workspace.program(), [...(definition.args ?? [])]);
    return new vscode.Task(definition, scope, name, "orchc", execution, "$orchc");
  };
  const provider: vscode.TaskProvider = {
    provideTasks: () =>
      folders().flatMap((folder) =>
        TASKS.map(({ name, args, group }) => {
          const task = make({ type: "orchc", args: [...args] }, name, folder);
          task.group = group;
          return task;
        }),
      ),
    resolveTask: (task) =>
      vscode.workspace.isTrusted ? make(task.definition, task.name, task.scope ?? vscode.TaskScope.Workspace) : undefined,
  };
  context.subscriptions.push(vscode.tasks.registerTaskProvider("orchc", provider));
}

/** Folders that may have tasks. */
function folders(): readonly vscode.WorkspaceFolder[] {
  return vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
}
