// The whole extension, activated in the editor that `vscode.ts` stands for. Programs are scripts that
// write down with which arguments they were started.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExtensionContext } from "vscode";
import { afterEach, vi } from "vitest";

import { activate, deactivate } from "../../src/extension";
import { editor, Uri } from "./vscode";

/** Stands for the client: what the server writes first is its answer to `initialize`. */
vi.mock("vscode-languageclient/node", () => ({
  CloseAction: {},
  ErrorAction: {},
  LanguageClient: class {
    readonly initializeResult = { serverInfo: { name: "orchestra", version: "1.2.3" } };
    constructor(
      _: string,
      __: string,
      private readonly server: () => Promise<import("node:child_process").ChildProcess>,
      { initializationOptions, middleware }: { initializationOptions: typeof editor.told; middleware: typeof editor.middleware },
    ) {
      editor.told = initializationOptions;
      editor.middleware = middleware;
    }
    getFeature(): undefined {
      editor.askedAnew += 1;
    }
    async start(): Promise<void> {
      const child = await this.server();
      await new Promise<void>((resolve, reject) => {
        child.stdout?.once("data", () => {
          resolve();
        });
        child.once("close", () => {
          reject(new Error("the connection was closed"));
        });
      });
    }
    sendRequest(method: string, params: unknown): Promise<unknown> {
      return Promise.resolve(editor.answers.get(method)?.(params));
    }
    dispose(): Promise<void> {
      return Promise.resolve();
    }
  },
}));

const folders: string[] = [];
afterEach(async () => {
  await deactivate();
  editor.forget();
  Object.assign(editor, { isTrusted: true, path: {}, choice: undefined });
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

/** A program that writes down its arguments and then does as `script` says, and what it wrote down. */
export function program(script: string): { path: string; starts: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), "orchestra-unit-"));
  folders.push(folder);
  const path = join(folder, "orchc");
  const log = join(folder, "starts");
  writeFileSync(path, `#!/bin/sh\necho "$*" >> '${log}'\n${script}\n`);
  chmodSync(path, 0o755);
  return { path, starts: () => (existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : []) };
}

/** Serves until its stdin is closed; of a test it says that `two` passed. */
export const SERVES = `case "$1" in
  lsp) echo ready; cat > /dev/null;;
  jobs) echo '{"jobs":[{"id":"j","template":"one","state":"succeeded"}]}';;
  test) echo '{"tests":[{"file":"a.orch","title":"two","range":{},"status":"passed"}]}';;
esac`;

/** The workspace: one folder, in it one file with the tests `one` and `two`. */
export const FILE = "file:///work/a.orch";
export function workspaceWithTests(): void {
  editor.folders.push("/work");
  testsAre(["one", "two"]);
}

/** The file has these tests from now on. */
export function testsAre(titles: readonly string[]): void {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } };
  const tests = titles.map((title) => ({ title, range, titleRange: range }));
  editor.answers.set("orchestra/tests", () => (tests.length === 0 ? [] : [{ uri: FILE, tests }]));
}

/** Waits until the Test Explorer has the file. */
export function testsAreListed(): Promise<void> {
  return vi.waitFor(
    () => {
      if (editor.listed().length === 0) {
        throw new Error("no tests are listed yet");
      }
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** Activates the extension. */
export function activated(): void {
  const path = mkdtempSync(join(tmpdir(), "orchestra-unit-"));
  folders.push(path);
  const context = { subscriptions: [], extensionPath: path, extensionUri: Uri.file(path) };
  activate(context as unknown as ExtensionContext);
}

/** Waits until the status bar says `text`. */
export async function status(text: string): Promise<string> {
  return vi.waitFor(
    () => {
      const item = editor.statusItems[0];
      if (item?.text !== text) {
        throw new Error(`the status bar says ${item?.text ?? "nothing"}`);
      }
      return item.tooltip;
    },
    { timeout: 20_000, interval: 20 },
  );
}
