// What the run panel and its page tell each other.
import type { Field } from "./form";

/** To the page. */
export type ToPage =
  | { readonly type: "loading" }
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "form"; readonly template: string; readonly fields: readonly Field[] }
  | { readonly type: "began"; readonly sandbox: boolean }
  | { readonly type: "step"; readonly step: string; readonly about: string; readonly state: "running" | "done" | "failed" }
  | { readonly type: "ended"; readonly outcome: Outcome };

/** What a job came to. */
export interface Outcome {
  readonly state: "succeeded" | "failed" | "stopped";
  readonly text: string;
  readonly job: string | undefined;
}

/** From the page. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "run"; readonly sandbox: boolean; readonly values: Readonly<Record<string, string>>; readonly budget: string }
  | { readonly type: "cancel" | "resume" | "report" | "result" };
