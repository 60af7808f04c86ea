// What the plan view and its page tell each other.
import type { Position } from "../../core/protocol";
import type { Graph } from "./graph";

/** How a step stands while a job runs. */
export type State = "running" | "done" | "failed" | "retrying";

/** To the page. */
export type ToPage =
  | { readonly type: "loading" }
  | { readonly type: "empty"; readonly text: string }
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "graph"; readonly graph: Graph }
  | { readonly type: "select"; readonly path: string }
  | { readonly type: "forget" }
  | { readonly type: "state"; readonly path: string; readonly state: State; readonly note: string };

/** From the page. */
export type FromPage =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly uri: string; readonly start: Position }
  | { readonly type: "run" };
