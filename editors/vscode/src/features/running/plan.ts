// What `orchc plan --format json` says of a template before it is run: the parts that the form and the
// question before a real run are made of.
import type { Bound, Effects, PlanGap } from "../../core/protocol";
import { complaint, packageFolder, type Workspace } from "../../core/workspace";

/** A part of JSON Schema: what parameters' types become. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A template's parameter; `default` is there if it may be left out. */
export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
  readonly secret: boolean;
  readonly default?: unknown;
}

/** A plan. */
export interface Plan {
  readonly params: readonly Parameter[];
  readonly effects: Effects;
  readonly bounds: { readonly worst: Bound; readonly gaps: readonly Pick<PlanGap, "worst" | "of" | "why">[] };
}

/** Plans `template` of the file as it is saved, since that is what runs; a refusal carries the compiler's words. */
export async function planOf(workspace: Workspace, file: string, template: string): Promise<Plan> {
  const args = ["plan", "--format", "json", "--template", template, "--", file];
  const finished = await workspace.run(args, packageFolder(file));
  if (finished.code !== 0) {
    throw new Error(complaint(finished));
  }
  return JSON.parse(finished.stdout) as Plan;
}
