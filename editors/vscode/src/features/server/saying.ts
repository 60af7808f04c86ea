// How the server stands, in the words of the status bar: by the program's name, since the language's own
// stands beside it.
import type { ServerState } from "../../core/languageServer";

/** What the item says, and what a click does. */
export interface Saying {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly isWrong: boolean;
}

/** The item for `state`. */
export function sayingOf(state: ServerState): Saying {
  switch (state.kind) {
    case "running": {
      const tooltip = `${state.program}${state.version === undefined ? "" : `, ${state.version}`}. Click to see its log.`;
      return { text: "$(check) orchc", tooltip, command: "orchestra.server.log", isWrong: false };
    }
    case "starting":
      return { text: "$(sync~spin) orchc", tooltip: "The language server starts.", command: "orchestra.server.log", isWrong: false };
    case "stopped":
      return { text: "$(circle-slash) orchc", tooltip: "The language server is stopped. Click to start it.", command: "orchestra.server.restart", isWrong: false };
    case "failed":
      return { text: "$(error) orchc", tooltip: `${state.reason}\nClick to try again.`, command: "orchestra.server.restart", isWrong: true };
  }
}
