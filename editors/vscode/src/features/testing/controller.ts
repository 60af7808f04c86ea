// The Test Explorer: tests of all files, found in their text, run by `orchc test`. Tests reach no
// network, but they run what a workspace says: they need its trust.
import * as vscode from "vscode";

import { tests } from "../../core/sourceText";
import { complaint, packageFolder, type Workspace } from "../../core/workspace";
import { type Result, resultsOf, sides } from "./results";

/** Registers the controller, its profile and what keeps it in step with files. */
export function testing(context: vscode.ExtensionContext, workspace: Workspace): void {
  const controller = vscode.tests.createTestController("orchestra", "Orchestra");
  const found = new FoundTests(controller);
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
  const runOne = async (argument: { uri: string; test: string }): Promise<void> => {
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
    vscode.workspace.onDidOpenTextDocument((document) => {
      found.take(document.uri, document);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      found.take(document.uri, document);
    }),
    vscode.commands.registerCommand("orchestra.runTest", runOne),
  );
  void found.findAll();
}

class FoundTests {
  constructor(private readonly controller: vscode.TestController) {}

  async findAll(): Promise<void> {
    const uris = await vscode.workspace.findFiles("**/*.orch", "**/{node_modules,target}/**");
    await Promise.all(uris.map((uri) => this.read(uri)));
  }

  async read(uri: vscode.Uri): Promise<void> {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    this.list(uri, text);
  }

  take(uri: vscode.Uri, document: vscode.TextDocument): void {
    if (document.languageId === "orch" && uri.scheme === "file") {
      this.list(uri, document.getText());
    }
  }

  private list(uri: vscode.Uri, text: string): void {
    const items = tests(text).map(({ name, line, start, end }) => {
      const item = this.controller.createTestItem(name, name, uri);
      item.range = new vscode.Range(line, start, line, end);
      return item;
    });
    if (items.length === 0) {
      this.controller.items.delete(uri.toString());
      return;
    }
    let file = this.controller.items.get(uri.toString());
    if (file === undefined) {
      file = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri, true), uri);
      this.controller.items.add(file);
    }
    file.children.replace(items);
  }
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
  const roots: vscode.TestItem[] = [];
  controller.items.forEach((file) => roots.push(file));
  const left = new Set((request.exclude ?? []).map(({ id }) => id));
  for (const file of roots) {
    const chosen = testsOf(file).filter((test) => !left.has(test.id) && isAsked(request, file, test));
    if (chosen.length > 0 && !token.isCancellationRequested) {
      await runFile(workspace, run, file, chosen, token);
    }
  }
  run.end();
}

function testsOf(file: vscode.TestItem): vscode.TestItem[] {
  const all: vscode.TestItem[] = [];
  file.children.forEach((test) => all.push(test));
  return all;
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
      const result = results.find(({ range }) => range.start.line - 1 === test.range?.start.line);
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
  const words = result.failure?.message ?? `the test is ${result.status}`;
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
