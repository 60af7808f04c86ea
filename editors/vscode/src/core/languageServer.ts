// The language server `orchc lsp`: started, asked, started again where it ended by itself. Everything
// that is said of a text (problems, fixes, completion, layout) comes from it, by way of the client.
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";

import { knownJobs } from "./knownJobs";
import type { Commands, Options, Requests } from "./protocol";
import { Restarts } from "./restarts";
import { ServerProcess } from "./serverProcess";
import { lensCommands } from "./trust";
import type { Workspace } from "./workspace";

/** How long a server may take to leave when it is asked to. */
const LEAVES_WITHIN_MS = 2000;

/** What a request is answered with that an edit has overtaken, and how often it is asked. */
const CONTENT_MODIFIED = -32801;
const MOST_TURNS = 5;

/** How it stands. */
export type ServerState =
  | { readonly kind: "stopped" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly program: string; readonly version: string | undefined }
  | { readonly kind: "failed"; readonly reason: string };

/** The server of this window. */
export class LanguageServer {
  private readonly change = new vscode.EventEmitter<ServerState>();
  private readonly restarts = new Restarts();
  private client: LanguageClient | undefined;
  private process: ServerProcess | undefined;
  private last: Promise<void> = Promise.resolve();
  /** Counts what was asked for: a start that something else has followed is given up. */
  private wanted = 0;
  private current: ServerState = { kind: "stopped" };

  /** Fires whenever the server stands otherwise. */
  readonly changed = this.change.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly workspace: Workspace,
  ) {
    context.subscriptions.push(
      knownJobs.changed(() => {
        this.refreshLenses();
      }),
    );
  }

  /** How it stands. */
  get state(): ServerState {
    return this.current;
  }

  /** Starts it, or another in its place: the program that is to be used now. */
  restart(): Promise<void> {
    this.restarts.forget();
    const wanted = this.want();
    return this.inTurn(async () => {
      await this.end();
      await this.begin(wanted);
    });
  }

  /** Ends it. */
  stop(): Promise<void> {
    this.want();
    return this.inTurn(async () => {
      await this.end();
      this.become({ kind: "stopped" });
    });
  }

  /** Asks it, once it is there, and again where an edit came between; fails where it isn't. */
  async request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
  ): Promise<Requests[Method]["answer"]> {
    for (let turn = 1; ; turn += 1) {
      await this.last;
      if (this.client === undefined) {
        throw new Error(this.current.kind === "failed" ? this.current.reason : "The language server isn't running.");
      }
      try {
        return await this.client.sendRequest<Requests[Method]["answer"]>(method, params);
      } catch (problem) {
        if (turn === MOST_TURNS || !(problem instanceof Error && "code" in problem && problem.code === CONTENT_MODIFIED)) {
          throw problem;
        }
      }
    }
  }

  /** Counts a wish, and gives up what is starting: a program that never answers would be waited for. */
  private want(): number {
    this.wanted += 1;
    if (this.current.kind === "starting") {
      this.process?.kill();
    }
    return this.wanted;
  }

  /** Starts and ends come one after the other. */
  private inTurn(step: () => Promise<void>): Promise<void> {
    this.last = this.last.then(step);
    return this.last;
  }

  private become(state: ServerState): void {
    this.current = state;
    this.change.fire(state);
  }

  /** Starts it, unless something else is wanted by now. */
  private async begin(wanted: number): Promise<void> {
    if (wanted !== this.wanted) {
      return;
    }
    this.become({ kind: "starting" });
    try {
      const program = this.workspace.program();
      this.workspace.output.info(`Starting ${program} lsp`);
      const client = new LoggingClient("orchestra", "Orchestra", () => this.spawn(program), this.options());
      this.client = client;
      await client.start();
      this.become({ kind: "running", program, version: client.initializeResult?.serverInfo?.version });
    } catch (problem) {
      const reason = (await this.process?.ending(LEAVES_WITHIN_MS)) ?? problem;
      await this.end();
      if (wanted === this.wanted) {
        this.fail("Files can't be checked", reason);
      }
    }
  }

  private async spawn(program: string): Promise<ChildProcessWithoutNullStreams> {
    const started = await ServerProcess.start(program, this.context.extensionPath);
    this.process = started;
    void started.ended.then((reason) => {
      if (this.process === started && this.current.kind === "running") {
        this.died(reason);
      }
    });
    return started.child;
  }

  /** It has ended by itself. */
  private died(reason: Error): void {
    this.workspace.output.error(reason.message);
    const again = this.restarts.take(Date.now());
    void this.inTurn(async () => {
      await this.end();
      if (again) {
        await this.begin(this.wanted);
      } else {
        this.fail("Files aren't checked any more", reason);
      }
    });
  }

  private fail(what: string, problem: unknown): void {
    this.become({ kind: "failed", reason: problem instanceof Error ? problem.message : String(problem) });
    void this.workspace.failed(what, problem);
  }

  private async end(): Promise<void> {
    const { client, process } = this;
    this.client = undefined;
    this.process = undefined;
    // A client that never came up, or whose server is gone, has nobody to say good-bye to.
    await client?.dispose(LEAVES_WITHIN_MS).catch(() => undefined);
    process?.kill();
  }

  /** Asks for the lenses of all documents anew. */
  private refreshLenses(): void {
    const feature = this.client?.getFeature("textDocument/codeLens");
    for (const document of vscode.workspace.textDocuments) {
      feature?.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    }
  }

  private options(): LanguageClientOptions {
    const trusted = vscode.workspace.isTrusted;
    const told: Options = { commands: lensCommands(trusted), trusted };
    return {
      initializationOptions: told,
      documentSelector: ["file", "untitled", "orchestra-std"].map((scheme) => ({ language: "orch", scheme })),
      outputChannel: this.workspace.output,
      middleware: { provideCodeLenses: async (document, token, next) => withJobs(await next(document, token)) },
      initializationFailedHandler: () => false,
      // Whether it is started again is decided here, not by the client.
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
      },
    };
  }
}

/** The lenses without those to the last job of a template that has none. */
async function withJobs(lenses: vscode.CodeLens[] | null | undefined): Promise<vscode.CodeLens[]> {
  const shown: vscode.CodeLens[] = [];
  for (const lens of lenses ?? []) {
    const [argument] = (lens.command?.arguments ?? []) as (Commands["orchestra.lastJob"] | undefined)[];
    const isLastJob = lens.command?.command === "orchestra.lastJob" && argument !== undefined;
    if (!isLastJob || (await knownJobs.has(argument.template))) {
      shown.push(lens);
    }
  }
  return shown;
}

/** A client whose complaints go to the log; what a person must know is said once, by us. */
class LoggingClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
