// The editor as tests see it: it takes what is registered, asks what a test asks it, and says nothing by
// itself. It stands for the module `vscode`, which only a running editor has (`vitest.config.mjs`).
import { EventEmitter as Emitter } from "node:events";

type Listener<T> = (value: T) => unknown;
type Command = (...given: unknown[]) => unknown;

/** What a test reads and sets. */
export const editor = {
  commands: new Map<string, Command>(),
  taskProviders: [] as { provideTasks(): unknown; resolveTask(task: unknown): unknown }[],
  runProfiles: [] as Command[],
  messages: [] as string[],
  /** What stands below a question. */
  details: [] as string[],
  statusItems: [] as { text: string; tooltip: string }[],
  /** What the language server answers, by method. */
  answers: new Map<string, (params: unknown) => unknown>(),
  /** What tests that were run came to: `passed: title`. */
  outcomes: [] as string[],
  /** What the language server was told last. */
  told: { commands: [] as string[], trusted: undefined as boolean | undefined },
  /** What stands between editor and client. */
  middleware: {} as { provideCodeLenses(document: unknown, token: unknown, next: () => Promise<unknown>): Promise<unknown> },
  /** Files that are open in tabs. */
  tabs: [] as string[],
  /** What was written into documents: `path:line:column: text` of an edit, `path: text` of a snippet. */
  written: [] as string[],
  /** Of every document. */
  version: 1,
  /** How often lenses were asked for anew. */
  askedAnew: 0,
  folders: [] as string[],
  /** Files of the Test Explorer. */
  listed: (): string[] => [...testItems.keys()],
  /** A file of the Test Explorer, or a test of it. */
  item: (file: string, title?: string): unknown => {
    const item = testItems.get(file);
    return title === undefined ? item : item?.children.get(title);
  },
  /** Of `orchestra.path`. */
  path: {} as { globalValue?: string; workspaceValue?: string },
  isTrusted: true,
  /** What the user answers wherever that is a choice. */
  choice: undefined as string | undefined,
  fire: (event: string, value?: unknown): void => {
    emitter.emit(event, value);
  },
  forget(): void {
    emitter.removeAllListeners();
    testItems.clear();
    editor.commands.clear();
    editor.answers.clear();
    const { taskProviders, runProfiles, messages, details, statusItems, outcomes, folders, tabs, written } = editor;
    for (const list of [taskProviders, runProfiles, messages, details, statusItems, outcomes, folders, tabs, written]) {
      list.length = 0;
    }
  },
};

const emitter = new Emitter();
const disposable = { dispose: () => undefined };
const nothing = (): typeof disposable => disposable;
const event = (name: string) => (listener: Listener<unknown>) => {
  emitter.on(name, listener);
  return disposable;
};
const message = (text: string, ...choices: unknown[]): Promise<unknown> => {
  editor.messages.push(text);
  for (const choice of choices) {
    if (typeof choice === "object" && choice !== null && "detail" in choice) {
      editor.details.push(String(choice.detail));
    }
  }
  return Promise.resolve(choices.find((choice) => choice === editor.choice));
};

export class EventEmitter<T> {
  private readonly own = new Emitter();
  readonly event = (listener: Listener<T>): typeof disposable => {
    this.own.on("it", listener);
    return disposable;
  };
  fire(value: T): void {
    this.own.emit("it", value);
  }
}

export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  get fsPath(): string {
    return this.path;
  }
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    const { protocol, pathname } = new URL(text);
    return new Uri(protocol.slice(0, -1), decodeURIComponent(pathname));
  }
  static from({ scheme, path }: { scheme: string; path: string }): Uri {
    return new Uri(scheme, path);
  }
  static joinPath(uri: Uri, ...parts: string[]): Uri {
    return new Uri(uri.scheme, [uri.path, ...parts].join("/"));
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Position {
  constructor(
    readonly line: number,
    readonly character: number,
  ) {}
}
export class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = new Position(line, character);
    this.end = new Position(endLine, endCharacter);
  }
}
export class SnippetString {
  constructor(readonly value: string) {}
}
export class TabInputText {
  constructor(readonly uri: Uri) {}
}
export class TestMessage {
  constructor(readonly message: string) {}
}
export class ThemeColor {
  constructor(readonly id: string) {}
}
export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false, onCancellationRequested: nothing };
}
export class TestRunRequest {
  readonly exclude: readonly unknown[] = [];
  constructor(readonly include?: readonly unknown[]) {}
}
export class ProcessExecution {
  constructor(
    readonly process: string,
    readonly args: readonly string[],
  ) {}
}
export class Task {
  group: unknown;
  constructor(
    readonly definition: unknown,
    readonly scope: unknown,
    readonly name: string,
    readonly source: string,
    readonly execution: ProcessExecution,
  ) {}
}
export const TaskGroup = { Build: "build", Test: "test" };
export const TaskScope = { Workspace: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const TestRunProfileKind = { Run: 1 };
export const ViewColumn = { Active: -1, Beside: -2, One: 1 };

class TestItem {
  range: Range | undefined;
  private readonly inner = new Map<string, TestItem>();
  constructor(
    readonly id: string,
    readonly label: string,
    readonly uri: Uri,
  ) {}
  readonly children = itemsIn(this.inner);
}

interface TestItems {
  get(id: string): TestItem | undefined;
}

function itemsIn(items: Map<string, TestItem>): TestItems {
  return {
    get: (id: string) => items.get(id),
    add: (item: TestItem) => items.set(item.id, item),
    delete: (id: string) => items.delete(id),
    forEach: (take: Listener<TestItem>) => {
      items.forEach((item) => take(item));
    },
    get size() {
      return items.size;
    },
  } as TestItems;
}

const testItems = new Map<string, TestItem>();
const outcome = (what: string) => (test: TestItem) => {
  editor.outcomes.push(`${what}: ${test.label}`);
};

export const tests = {
  createTestController: () => ({
    items: itemsIn(testItems),
    createTestRun: () => ({
      started: nothing,
      appendOutput: nothing,
      end: nothing,
      passed: outcome("passed"),
      skipped: outcome("skipped"),
      failed: outcome("failed"),
      errored: outcome("errored"),
    }),
    createTestItem: (id: string, label: string, uri: Uri) => new TestItem(id, label, uri),
    createRunProfile: (_: string, __: number, run: Command) => editor.runProfiles.push(run),
    dispose: () => undefined,
  }),
};

export const tasks = {
  registerTaskProvider: (_: string, provider: (typeof editor.taskProviders)[number]) => {
    editor.taskProviders.push(provider);
    return disposable;
  },
};

export const commands = {
  registerCommand: (name: string, command: Command) => {
    editor.commands.set(name, command);
    return disposable;
  },
  executeCommand: (name: string, ...given: unknown[]) => Promise.resolve(editor.commands.get(name)?.(...given)),
};

export const window = {
  activeTextEditor: undefined,
  visibleTextEditors: [],
  createOutputChannel: () => ({ debug: nothing, info: nothing, error: nothing, show: nothing, dispose: nothing }),
  createStatusBarItem: () => {
    const item = { text: "", tooltip: "", show: nothing, hide: nothing, dispose: nothing };
    editor.statusItems.push(item);
    return item;
  },
  get tabGroups() {
    const tabs = editor.tabs.map((path) => ({ input: new TabInputText(Uri.file(path)), isActive: true }));
    return { all: [{ tabs, viewColumn: ViewColumn.One }] };
  },
  showTextDocument: ({ path }: Uri) => {
    const replace = ({ start }: Range, text: string): void => {
      editor.written.push(`${path}:${start.line}:${start.character}: ${text}`);
    };
    const edit = (change: (builder: { replace: typeof replace }) => void): Promise<boolean> => {
      change({ replace });
      return Promise.resolve(true);
    };
    const insertSnippet = ({ value }: SnippetString): Promise<boolean> => {
      editor.written.push(`${path}: ${value}`);
      return Promise.resolve(true);
    };
    const document = {
      get version() {
        return editor.version;
      },
    };
    return Promise.resolve({ edit, insertSnippet, document });
  },
  createTreeView: () => disposable,
  registerTreeDataProvider: nothing,
  onDidChangeVisibleTextEditors: event("visibleTextEditors"),
  onDidChangeTextEditorSelection: event("selection"),
  showInformationMessage: message,
  showWarningMessage: message,
  showErrorMessage: message,
  withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown): unknown =>
    work({ report: () => undefined }, new CancellationTokenSource().token),
};

export const ProgressLocation = { Notification: 15 };

export const workspace = {
  get isTrusted() {
    return editor.isTrusted;
  },
  get workspaceFolders() {
    return editor.folders.map((path) => ({ uri: Uri.file(path) }));
  },
  asRelativePath: (uri: Uri) => uri.path,
  textDocuments: [],
  getConfiguration: () => ({ inspect: () => editor.path }),
  registerTextDocumentContentProvider: nothing,
  createFileSystemWatcher: () => ({ onDidCreate: nothing, onDidChange: nothing, onDidDelete: nothing, dispose: nothing }),
  findFiles: () => Promise.resolve([]),
  openTextDocument: (uri: Uri) => Promise.resolve({ uri, languageId: "orch", isDirty: false, getText: () => "" }),
  onDidOpenTextDocument: event("opened"),
  onDidChangeTextDocument: event("changed"),
  onDidSaveTextDocument: event("saved"),
  onDidChangeConfiguration: event("configuration"),
  onDidGrantWorkspaceTrust: event("trust"),
};
