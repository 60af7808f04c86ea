// What the language server says beyond the protocol of all language servers, generated from its types.
// Change them in `lsp/server/src/protocol/`, then: UPDATE=1 cargo test -p orchestra-lsp-server generated

/** All of it. */
export interface Protocol {
  readonly requests: Requests;
  readonly commands: Commands;
  readonly options: Options;
}

/** The requests, by their methods. */
export interface Requests {
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/document": {
    readonly params: DocumentParams;
    readonly answer: string | null;
  };
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/planGraph": {
    readonly params: PlanGraphParams;
    readonly answer: PlanGraphAnswer | null;
  };
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/ledgerTree": {
    readonly params: LedgerTreeParams;
    readonly answer: LedgerTree;
  };
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/callSnippet": {
    readonly params: CallSnippetParams;
    readonly answer: CallSnippet | null;
  };
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/runForm": {
    readonly params: RunFormParams;
    readonly answer: RunForm | null;
  };
  /** A request: what it is asked with, and what it is answered with. */
  readonly "orchestra/tests": {
    readonly params: TestsParams;
    readonly answer: readonly FileTests[];
  };
}

/** Which document is asked for. */
export interface DocumentParams {
  /** `orchestra-std:/…` or `orchestra-ledger:/…` */
  readonly uri: string;
}

/** Whose plan is asked for: the template's of that name, else the one at the position. */
export interface PlanGraphParams {
  readonly textDocument: TextDocument;
  /** The last template that begins there or before is meant; without one, the first. */
  readonly position?: Position | null;
  /** The template's name. */
  readonly template?: string | null;
}

/** A document. */
export interface TextDocument {
  readonly uri: string;
}

/** A place in a text. */
export interface Position {
  /** From 0. */
  readonly line: number;
  /** From 0, in the units that both sides have agreed on. */
  readonly character: number;
}

/** A template's plan as a graph, or why there is none. */
export interface PlanGraphAnswer {
  /** The template's name. */
  readonly template: string;
  /** Its plan; null where something in what it needs is wrong. */
  readonly graph: PlanGraph | null;
  /** What is wrong, where there is no plan. */
  readonly problems: readonly PlanProblem[];
}

/** A plan as a graph: steps and what they wait for. Pure expressions aren't steps: who waits for one waits for what that one reads. */
export interface PlanGraph {
  /** In the order of the source. */
  readonly steps: readonly PlanStep[];
  /** What a job comes to at most. */
  readonly worst: Bound;
  /** What it comes to typically. */
  readonly typical: Bound;
  /** Why something of these isn't known. */
  readonly gaps: readonly PlanGap[];
  /** All that it can touch. */
  readonly effects: Effects;
}

/** A step. */
export interface PlanStep {
  /** By which a job's events name it, without the numbers of iterations: `report.for.page`. */
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
  readonly does: StepKind;
  /** Paths of the steps of its block that it waits for. */
  readonly after: readonly string[];
  /** Whether it changes something in the world. */
  readonly writes: boolean;
  /** What one run of it comes to; null where it calls nothing. */
  readonly bounds: NodeBounds | null;
  readonly location: Location | null;
  /** What is done within it. */
  readonly blocks: readonly PlanBlock[];
}

/** What a step does. */
export type StepKind = {
  readonly kind: "call";
  /** As it is written. */
  readonly target: string;
  /** Operations that may answer, in the order in which they are asked. */
  readonly providers: readonly string[];
} | {
  readonly kind: "template";
  /** That one's name. */
  readonly template: string;
} | {
  readonly kind: "sys";
  /** Which operation of it. */
  readonly operation: SysOperation;
} | {
  readonly kind: "branch";
} | {
  readonly kind: "map";
  /** Most at once. */
  readonly parallel: number;
} | {
  readonly kind: "repeat";
  /** Most times. */
  readonly max: number;
} | {
  readonly kind: "ensure";
} | {
  readonly kind: "fail";
};

/** The operations of `sys`. */
export type SysOperation = "now" | "uuid" | "random" | "sleep" | "log" | "read_file" | "write_file" | "approve";

/** What one node may come to. */
export interface NodeBounds {
  /** At most. */
  readonly worst: Bound;
  /** Typically. */
  readonly typical: Bound;
}

/** A bound of each kind. */
export interface Bound {
  /** Requests to services. */
  readonly calls: number | null;
  /** By currency; an empty one says that nothing is bought. */
  readonly cost: Readonly<Record<string, string>> | null;
  /** Along the critical path. */
  readonly time: Millis | null;
}

/** A span of time in milliseconds. */
export type Millis = number;

/** A stretch of a document. */
export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** A stretch of a text. */
export interface Range {
  readonly start: Position;
  /** Behind the last of it. */
  readonly end: Position;
}

/** Steps within a step. */
export interface PlanBlock {
  /** `each`, `else`, or the arm's. */
  readonly label: string;
  /** In the order of the source. */
  readonly steps: readonly PlanStep[];
}

/** Why a bound isn't known. */
export interface PlanGap {
  /** Whether it is the worst case's. */
  readonly worst: boolean;
  readonly of: Measure;
  /** As a sentence without its full stop. */
  readonly why: string;
  readonly location: Location | null;
}

/** What is bounded. */
export type Measure = "calls" | "cost" | "time";

/** Everything outside itself that a plan can touch, sorted, each attributed to the package whose source causes it (`""` is the root package). */
export interface Effects {
  /** Operations that may be called. */
  readonly operations: readonly OperationEffect[];
  /** Origins that may be reached: `https://api.example.com:443`. */
  readonly origins: readonly OriginEffect[];
  /** Secrets that may be released, each to one origin. */
  readonly secrets: readonly SecretEffect[];
  /** Packages that read files. */
  readonly reads_files: readonly string[];
  /** Packages that write files. */
  readonly writes_files: readonly string[];
  /** Packages that ask a person. */
  readonly asks_people?: readonly string[];
}

/** An operation that may be called. */
export interface OperationEffect {
  /** `desearch.web_search` */
  readonly operation: string;
  /** Of its Ledger entry. */
  readonly revision: number;
  /** Whether it writes. */
  readonly writes: boolean;
  /** Whose source causes it. */
  readonly package: string;
}

/** An origin that may be reached. */
export interface OriginEffect {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Whose source causes it. */
  readonly package: string;
}

/** A secret that may be released. */
export interface SecretEffect {
  /** The name of its variable. */
  readonly name: string;
  /** To whom. */
  readonly origin: string;
  /** Whose source causes it. */
  readonly package: string;
}

/** Something that a plan can't be made over. */
export interface PlanProblem {
  /** By which `orchc explain` says more. */
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
}

/** Whose Ledger is asked for. */
export interface LedgerTreeParams {
  /** The folder whose project's overlay counts; without one, the embedded Ledger alone does. */
  readonly folder?: string | null;
}

/** What there is, as rows of `orchc ledger list`: capabilities and subnets name the operations below them. */
export interface LedgerTree {
  /** By family. */
  readonly capabilities: readonly CapabilityRow[];
  /** By slug. */
  readonly subnets: readonly SubnetRow[];
  /** By subnet. */
  readonly operations: readonly OperationRow[];
}

/** A capability in short. */
export interface CapabilityRow {
  /** Its full name: `search.web`. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Counts up with every change of it. */
  readonly version: number;
  /** Operations that answer for it, by full name. */
  readonly operations: readonly string[];
}

/** A subnet in short. */
export interface SubnetRow {
  /** The name by which programs call it. */
  readonly slug: string;
  /** The name by which people call it. */
  readonly name: string;
  /** Its number; null for a service that isn't a subnet. */
  readonly netuid: number | null;
  /** Whether it can be called. */
  readonly status: Status;
  /** What it does, in a few sentences. */
  readonly description: string | null;
  /** What it is filed under. */
  readonly categories: readonly string[];
  /** Capabilities that its operations answer for, by full name. */
  readonly serves: readonly string[];
  /** Names of its operations. */
  readonly operations: readonly string[];
  /** Who stands behind its entry. */
  readonly standing: Standing;
  /** The entry's revision. */
  readonly revision: number;
  /** Whether the project's overlay has a part in it. */
  readonly overlay: boolean;
}

/** Whether a subnet can be called. */
export type Status = "active" | "parked" | "gone";

/** Who stands behind an entry, the least first. */
export type Standing = "listed" | "publisher_signed" | "owner_signed";

/** An operation in short. */
export interface OperationRow {
  /** By which it is called: `desearch.web_search`. */
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Whether its subnet can be called. */
  readonly status: Status;
  /** Whether it changes anything in the world. */
  readonly effect: Effect;
  /** Capabilities that it answers for, by full name. */
  readonly serves: readonly string[];
  /** Prices that add up, as the entry has them; null while unknown. */
  readonly prices: readonly Price[] | null;
  /** The same in words: `unknown`, `free`, `0.0025 USD a request`. */
  readonly price: string;
  /** How it proves who asks, by the kind that entries name; null where it needs nothing. */
  readonly authentication: string | null;
  /** How sure we are of it. */
  readonly confidence: Confidence;
  /** Who stands behind its entry. */
  readonly standing: Standing;
  /** Whether it shouldn't be called any more. */
  readonly deprecated: boolean;
}

/** Whether an operation changes anything in the world. */
export type Effect = "read" | "write";

/** A price of one unit. */
export interface Price {
  /** What is counted. */
  readonly unit: PriceUnit;
  /** What one unit costs; of tokens, what a million do. */
  readonly amount: Amount;
  /** An ISO code, `TAO`, or a provider's own credit by name. */
  readonly currency: string;
  /** Which attempts are charged. */
  readonly billed_on: BilledOn;
  /** The page that says so. */
  readonly source: string | null;
  /** The day on which it said so, `YYYY-MM-DD`. */
  readonly checked_on: string | null;
  /** The first day of this price, `YYYY-MM-DD`. */
  readonly valid_from: string | null;
  /** Holds only where the input has these values at these JSON Pointers. */
  readonly when: Readonly<Record<string, unknown>>;
  /** What is counted: `input:` or `output:` with a JSON Pointer. */
  readonly counts: string | null;
  /** JSON Pointer to the argument that limits what is counted. */
  readonly limited_by: string | null;
  /** The most seconds that are charged. */
  readonly max: TimeSpan | null;
}

/** What a price counts. */
export type PriceUnit = "request" | "item" | "input_token" | "output_token" | "second" | "byte";

/** A decimal number of zero or more, as a string: never a float. */
export type Amount = string;

/** Which attempts are charged. */
export type BilledOn = "success" | "attempt";

/** A length of time: a whole number with `ms`, `s`, `m`, `h` or `d`. */
export type TimeSpan = string;

/** How sure we are. */
export type Confidence = "high" | "medium" | "low";

/** What is to be called, and where. */
export interface CallSnippetParams {
  /** The file that the call goes into, open or not. */
  readonly textDocument: TextDocument;
  /** The operation or capability, by what the Ledger calls it. */
  readonly entry: string;
}

/** A call to be filled in. */
export interface CallSnippet {
  /** With tab stops, as completion writes them. */
  readonly snippet: string;
  /** What else is to be written, so that the file knows what it calls. */
  readonly edits: readonly TextEdit[];
}

/** A text that takes the place of another. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/** Which template a job is to be given its inputs for. */
export interface RunFormParams {
  readonly textDocument: TextDocument;
  /** The template's name. */
  readonly template: string;
}

/** What a job of a template is given, or why it has no plan. */
export interface RunForm {
  /** In order; null where something in what the template needs is wrong. */
  readonly params: readonly RunParam[] | null;
  /** What is wrong, where there is no plan. */
  readonly problems: readonly PlanProblem[];
}

/** One input of a job, as `orchc plan --format json` has it. */
export interface RunParam {
  /** Its name. */
  readonly name: string;
  /** JSON Schema of what it takes. */
  readonly schema: unknown;
  /** Whether it is a secret, given by reference. */
  readonly secret: boolean;
  /** What it is where left out, null included; missing where it must be given. */
  readonly default?: unknown;
}

/** Whose tests are asked for: those of a file, or of all projects below a folder. */
export type TestsParams = {
  /** The file. */
  readonly textDocument: TextDocument;
} | {
  /** The folder. */
  readonly folder: string;
};

/** The tests of a file. */
export interface FileTests {
  /** The file. */
  readonly uri: string;
  /** In order; of a file that was asked for by name, there may be none. */
  readonly tests: readonly ListedTest[];
}

/** A test. */
export interface ListedTest {
  /** Its title. */
  readonly title: string;
  /** All of it. */
  readonly range: Range;
  /** Its title in the text, with its quotes. */
  readonly titleRange: Range;
}

/** The one argument of each command that lenses name. */
export interface Commands {
  readonly "orchestra.run": TemplateArgument;
  readonly "orchestra.plan": TemplateArgument;
  readonly "orchestra.runTest": TestArgument;
  readonly "orchestra.lastJob": TemplateArgument;
}

/** Which template a command is about. */
export interface TemplateArgument {
  /** The file that has it. */
  readonly uri: string;
  /** Its name. */
  readonly template: string;
}

/** Which test a command is about. */
export interface TestArgument {
  /** The file that has it. */
  readonly uri: string;
  /** Its title. */
  readonly test: string;
}

/** What a client may put in `initializationOptions`. */
export interface Options {
  /** Commands that the client knows: a lens whose command isn't among them isn't told. */
  readonly commands: readonly string[];
  /** Whether the workspace is trusted: where it isn't, nothing outside its folders is read. It is where nothing is said. */
  readonly trusted?: boolean | null;
  /** What is set, where the client can't be asked for its configuration, and until it has answered. */
  readonly settings?: Settings | null;
}

/** What is shown. All of it, where nothing is said. */
export interface Settings {
  readonly inlayHints: HintSettings;
  readonly codeLens: LensSettings;
}

/** What stands in lines without being written. */
export interface HintSettings {
  /** Types of bindings. */
  readonly types: boolean;
  /** Whom a call asks first, and what it costs at most. */
  readonly calls: boolean;
}

/** What stands above templates and tests. */
export interface LensSettings {
  /** `Run` */
  readonly run: boolean;
  /** `Plan · …` */
  readonly plan: boolean;
  /** `Last job` */
  readonly lastJob: boolean;
  /** `Run test` */
  readonly runTest: boolean;
}
