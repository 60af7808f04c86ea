// Asking the program for a plan.
import type { Plan } from "./plan";
import { complaint, packageFolder, type Workspace } from "./workspace";

/** Plans `template` of the file as it is saved; a refusal carries the compiler's words. */
export async function planOf(workspace: Workspace, file: string, template: string | undefined): Promise<Plan> {
  const args = ["plan", "--format", "json", ...(template === undefined ? [] : ["--template", template]), "--", file];
  const finished = await workspace.run(args, packageFolder(file));
  if (finished.code !== 0) {
    throw new Error(complaint(finished));
  }
  return JSON.parse(finished.stdout) as Plan;
}

