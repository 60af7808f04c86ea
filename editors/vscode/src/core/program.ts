// The program `orchc`: which one is used, and how it is started. Always with a list of arguments,
// never through a shell, so that no file's name and no input can become a command.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** Where a program may come from; `configured` holds only what the user may set. */
export interface Sources {
  readonly configured: string | undefined;
  readonly bundled: string;
  readonly searchPath: string;
}

/** What a finished program said. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why no program can be started, in words for the user. */
export class NoProgram extends Error {}

/** The program to start: the configured one, else the one in the package, else the search path's. */
export function locate(sources: Sources, executable: (path: string) => boolean = canExecute): string {
  const { configured, bundled, searchPath } = sources;
  if (configured !== undefined && configured !== "") {
    if (executable(configured)) {
      return configured;
    }
    throw new NoProgram(
      `There is no program at ${configured}, which the setting orchestra.path names. Correct it, or leave it empty.`,
    );
  }
  const found = [bundled, ...searchPath.split(delimiter).filter(isAbsolute).map((folder) => join(folder, "orchc"))];
  const program = found.find(executable);
  if (program === undefined) {
    throw new NoProgram(
      "orchc was not found: not in this extension, and not on PATH. Install it, or set orchestra.path to where it is.",
    );
  }
  return program;
}

function canExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts `program`; its caller reads what it writes. */
export function start(program: string, args: readonly string[], folder: string): ChildProcessWithoutNullStreams {
  return spawn(program, [...args], { cwd: folder, shell: false, env: { ...process.env, NO_COLOR: "1" } });
}

/** Runs `program` to its end, with `input` as its stdin; `abandoned` ends it early. */
export function finish(
  program: string,
  args: readonly string[],
  folder: string,
  options: { input?: string; abandoned?: AbortSignal } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = start(program, args, folder);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr });
    });
    // A program that ends before it has read all of its input is no failure of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    options.abandoned?.addEventListener("abort", () => child.kill("SIGINT"));
  });
}
