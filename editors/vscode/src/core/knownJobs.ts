// Which templates have a job, for what is shown only where there is one. Who lists jobs tells; they are
// listed for it when somebody wants to know for the first time.
import * as vscode from "vscode";

/** The templates that have a job. */
export class KnownJobs {
  private readonly change = new vscode.EventEmitter<undefined>();
  private templates: ReadonlySet<string> = new Set();
  private list: (() => Promise<unknown>) | undefined;
  private listed: Promise<unknown> | undefined;

  /** Fires whenever a template has its first job, or none any more. */
  readonly changed = this.change.event;

  /** Says how jobs are listed; `list` tells them by `tell`. */
  listedBy(list: () => Promise<unknown>): void {
    this.list = list;
    this.listed = undefined;
    this.templates = new Set();
  }

  /** Tells the templates of all jobs. */
  tell(templates: Iterable<string>): void {
    const told = new Set(templates);
    const isSame = told.size === this.templates.size && [...told].every((it) => this.templates.has(it));
    this.templates = told;
    this.listed ??= Promise.resolve();
    if (!isSame) {
      this.change.fire(undefined);
    }
  }

  /** Whether a template of that name has a job. */
  async has(template: string): Promise<boolean> {
    this.listed ??= this.list?.();
    await this.listed;
    return this.templates.has(template);
  }
}

/** One for the whole extension. */
export const knownJobs = new KnownJobs();
