// The process `orchc lsp`, and in which words it ended.
import type { ChildProcessWithoutNullStreams } from "node:child_process";

import { start } from "./program";

/** As much of what it says last as a person reads. */
const MOST_CHARACTERS = 400;

/** A server's process. */
export class ServerProcess {
  private said = "";

  /** How it came to its end, once it has. */
  readonly ended: Promise<Error>;

  private constructor(
    private readonly program: string,
    readonly child: ChildProcessWithoutNullStreams,
  ) {
    child.stderr.on("data", (text: Buffer) => {
      this.said = (this.said + text.toString()).slice(-MOST_CHARACTERS);
    });
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        resolve(this.end(code, signal));
      });
    });
  }

  /** Starts it; fails where the system can't. */
  static async start(program: string, folder: string): Promise<ServerProcess> {
    const child = start(program, ["lsp"], folder);
    const process = new ServerProcess(program, child);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    return process;
  }

  /** How it ended, if it does within `milliseconds`. */
  ending(milliseconds: number): Promise<Error | undefined> {
    const late = new Promise<undefined>((resolve) => {
      setTimeout(resolve, milliseconds, undefined);
    });
    return Promise.race([this.ended, late]);
  }

  /** Ends it, if it hasn't ended. */
  kill(): void {
    this.child.kill();
  }

  private end(code: number | null, signal: string | null): Error {
    const how = code === null ? `by ${signal ?? "nobody knows what"}` : `with exit code ${code}`;
    const words = this.said.trim();
    return new Error(`${this.program} lsp ended ${how}${words === "" ? "." : `: ${words}`}`);
  }
}
