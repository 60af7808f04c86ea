// The news of jobs within the extension.
import * as vscode from "vscode";

import type { JobEvent } from "./jobEvent";

/** News of a job: what happened, and whose it is. */
export interface JobNews {
  readonly file: string;
  readonly template: string;
  readonly event: JobEvent;
}

/** One for the whole extension: who runs jobs tells, who shows them listens. */
export const jobNews = new vscode.EventEmitter<JobNews>();
