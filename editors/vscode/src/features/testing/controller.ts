// The Test Explorer: tests of all files, found by the language server, run by `orchc test`. Tests reach no
// network, but they run what a workspace says: they need its trust.
import * as vscode from "vscode";

import type { LanguageServer } from "../../core/languageServer";
import type { Commands, FileTests, TestsParams } from "../../core/protocol";
import { complaint, packageFolder, type Workspace } from "../../core/workspace";
import { type Result, resultsOf, sides } from "./results";

/** Registers the controller, its profile and what keeps it in step with files. */
export function testing(context: vscode.ExtensionContext, workspace: Workspace, server: LanguageServer): void {
  const controller = vscode.tests.createTestController("orchestra", "Orchestra");
  const found = new FoundTests(controller, server);
  const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> =>
    runTests(controller, workspace, request, token);
  controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, run, true);
  controller.resolveHandler = async (item) => {
    if (item === undefined) {
      await found.findAll();
    }
  };
  controller.refreshHandler = () => found.findAll();
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.orch");
  const runOne = async (argument: Commands["orchestra.runTest"]): Promise<void> => {
    const file = controller.items.get(vscode.Uri.parse(argument.uri).toString());
    const test = file?.children.get(argument.test);
    if (test !== undefined) {
      await run(new vscode.TestRunRequest([test]), new vscode.CancellationTokenSource().token);
    }
  };
  context.subscriptions.push(
    controller,
    watcher,
    watcher.onDidCreate((uri) => found.read(uri)),
    watcher.onDidChange((uri) => found.read(uri)),
    watcher.onDidDelete((uri) => {
      controller.items.delete(uri.toString());
    }),
    vscode.workspace.onDidOpenTextDocument((document) => found.readOpen(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => found.readOpen(document)),
    server.changed(({ kind }) => (kind === "running" ? found.findAll() : undefined)),
    vscode.commands.registerCommand("orchestra.runTest", runOne),
  );
}

class FoundTests {
  constructor(
    private readonly controller: vscode.TestController,
    private readonly server: LanguageServer,
  ) {}

  async findAll(): Promise<void> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const found = await Promise.all(folders.map(({ uri }) => this.ask({ folder: uri.toString() })));
    const files = found.flatMap((files) => files ?? []);
    // A server that doesn't answer says nothing of what there is.
    if (!found.includes(undefined)) {
      keepOnly(this.controller.items, files.map(({ uri }) => vscode.Uri.parse(uri).toString()));
    }
    files.forEach((file) => {
      this.list(file);
    });
  }

  async read(uri: vscode.Uri): Promise<void> {
    const found = await this.ask({ textDocument: { uri: uri.toString() } });
    found?.forEach((file) => {
      this.list(file);
    });
  }

  /** Reads a document, unless it has changed again when the answer comes. */
  async readOpen(document: vscode.TextDocument): Promise<void> {
    if (document.languageId !== "orch" || document.uri.scheme !== "file") {
      return;
    }
    const { version } = document;
    const found = await this.ask({ textDocument: { uri: document.uri.toString() } });
    if (document.version === version) {
      found?.forEach((file) => {
        this.list(file);
      });
    }
  }

  /** None where the server doesn't answer; that it doesn't run is said elsewhere. */
  private ask(params: TestsParams): Promise<readonly FileTests[] | undefined> {
    return this.server.request("orchestra/tests", params).catch(() => undefined);
  }

  /** Items stay those that they were: what is unfolded stays so, and a run finds what it was asked for. */
  private list(found: FileTests): void {
    const uri = vscode.Uri.parse(found.uri);
    const id = uri.toString();
    if (found.tests.length === 0) {
      this.controller.items.delete(id);
      return;
    }
    const file = this.item(this.controller.items, id, vscode.workspace.asRelativePath(uri, true), uri);
    keepOnly(file.children, found.tests.map(({ title }) => title));
    for (const { title, titleRange: { start, end } } of found.tests) {
      const item = this.item(file.children, title, title, uri);
      item.range = new vscode.Range(start.line, start.character, end.line, end.character);
    }
  }

  private item(among: vscode.TestItemCollection, id: string, label: string, uri: vscode.Uri): vscode.TestItem {
    const known = among.get(id);
    if (known !== undefined) {
      return known;
    }
    const item = this.controller.createTestItem(id, label, uri);
    among.add(item);
    return item;
  }
}

/** Takes away what has none of these ids. */
function keepOnly(items: vscode.TestItemCollection, ids: readonly string[]): void {
  itemsOf(items)
    .filter(({ id }) => !ids.includes(id))
    .forEach(({ id }) => {
      items.delete(id);
    });
}

function itemsOf(items: vscode.TestItemCollection): vscode.TestItem[] {
  const all: vscode.TestItem[] = [];
  items.forEach((item) => all.push(item));
  return all;
}

async function runTests(
  controller: vscode.TestController,
  workspace: Workspace,
  request: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): Promise<void> {
  if (!(await workspace.mayStart("Running tests"))) {
    return;
  }
  const run = controller.createTestRun(request);
  const left = new Set((request.exclude ?? []).map(({ id }) => id));
  for (const file of itemsOf(controller.items)) {
    const chosen = itemsOf(file.children).filter((test) => !left.has(test.id) && isAsked(request, file, test));
    if (chosen.length > 0 && !token.isCancellationRequested) {
      await runFile(workspace, run, file, chosen, token);
    }
  }
  run.end();
}

function isAsked(request: vscode.TestRunRequest, file: vscode.TestItem, test: vscode.TestItem): boolean {
  return request.include === undefined || request.include.some((item) => item === file || item === test);
}

async function runFile(
  workspace: Workspace,
  run: vscode.TestRun,
  file: vscode.TestItem,
  chosen: readonly vscode.TestItem[],
  token: vscode.CancellationToken,
): Promise<void> {
  const uri = file.uri;
  if (uri === undefined) {
    return;
  }
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (document?.isDirty === true) {
    await document.save();
  }
  for (const test of chosen) {
    run.started(test);
  }
  const some = chosen.length < file.children.size;
  const filters = some ? chosen.flatMap((test) => ["--filter", test.label]) : [];
  const abandoned = new AbortController();
  const listener = token.onCancellationRequested(() => {
    abandoned.abort();
  });
  try {
    const finished = await workspace.run(
      ["test", "--format", "json", ...filters, "--", uri.fsPath],
      packageFolder(uri.fsPath),
      { abandoned: abandoned.signal },
    );
    const results = finished.stdout.startsWith("{") ? resultsOf(finished.stdout) : [];
    run.appendOutput(finished.stderr.replace(/\r?\n/gu, "\r\n"));
    for (const test of chosen) {
      const result = results.find(({ title }) => title === test.label);
      tell(run, test, result, complaint(finished));
    }
  } catch (problem) {
    for (const test of chosen) {
      run.errored(test, new vscode.TestMessage(problem instanceof Error ? problem.message : String(problem)));
    }
  } finally {
    listener.dispose();
  }
}

function tell(run: vscode.TestRun, test: vscode.TestItem, result: Result | undefined, said: string): void {
  if (result === undefined) {
    run.errored(test, new vscode.TestMessage(said));
    return;
  }
  switch (result.status) {
    case "passed":
      run.passed(test);
      return;
    case "left_out":
      run.skipped(test);
      return;
    default:
      run.failed(test, messageOf(test, result));
  }
}

function messageOf(test: vscode.TestItem, result: Result): vscode.TestMessage {
  const words = result.failure?.message ?? whyNotRun(result.status);
  const compared = sides(result);
  const message =
    compared === undefined
      ? new vscode.TestMessage(words)
      : vscode.TestMessage.diff(words, compared.expected, compared.actual);
  const line = (result.failure?.range ?? result.range).start.line - 1;
  if (test.uri !== undefined) {
    message.location = new vscode.Location(test.uri, new vscode.Position(line, 0));
  }
  return message;
}

function whyNotRun(status: string): string {
  return status === "broken" ? "It wasn't run: its file has errors. The view Problems lists them." : `The test is ${status}.`;
}
