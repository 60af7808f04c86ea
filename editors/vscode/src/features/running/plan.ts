// What is known of a template before it is run. The form is made of what the language server says of the
// text; the question before a real run, of what `orchc plan --format json` says of the file as it is saved,
// since that is what runs.
import type { LanguageServer } from "../../core/languageServer";
import type { Bound, Effects, PlanGap, RunParam } from "../../core/protocol";
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
export type Parameter = Omit<RunParam, "schema"> & { readonly schema: Schema };

/** A plan. */
export interface Plan {
  readonly params: readonly Parameter[];
  readonly effects: Effects;
  readonly bounds: { readonly worst: Bound; readonly gaps: readonly Pick<PlanGap, "worst" | "of" | "why">[] };
}

/** The parameters of `template` in the file that `uri` names; a refusal carries the compiler's words. */
export async function parametersOf(server: LanguageServer, uri: string, template: string): Promise<readonly Parameter[]> {
  const form = await server.request("orchestra/runForm", { textDocument: { uri }, template });
  if (form === null) {
    throw new Error(`There is no template ${template} in this file any more.`);
  }
  if (form.params === null) {
    throw new Error(form.problems.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  }
  return form.params as Parameter[];
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
