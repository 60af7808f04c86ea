// Compiled plans, as `orchc plan --format json` prints them: the parts that the editor reads.
/** Amounts by currency; none where nothing bounds them. */
export type Amounts = Readonly<Record<string, string>> | null;

/** What something may come to. Times are milliseconds. */
export interface Bound {
  readonly calls: number | null;
  readonly cost: Amounts;
  readonly time: number | null;
}

/** At most, and typically. */
export interface Bounds {
  readonly worst: Bound;
  readonly typical: Bound;
}

/** A part of JSON Schema: what parameters' types become. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** A template's parameter; `default` is there if it may be left out. */
export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
  readonly secret: boolean;
  readonly default?: unknown;
}

/** A table of nodes. */
export interface Block {
  readonly nodes: readonly PlanNode[];
}

/** What a node does: the fields that are shown. */
export interface NodeKind {
  readonly kind: string;
  readonly target?: string;
  readonly template?: string;
  readonly operation?: string;
  readonly providers?: readonly { readonly binding: string }[];
  readonly parallel?: number;
  readonly max?: number;
  readonly body?: Block;
  readonly otherwise?: Block;
  readonly arms?: readonly { readonly id: string; readonly body: Block }[];
}

/** A node. */
export interface PlanNode {
  readonly slot: number;
  readonly id: string;
  readonly inputs: readonly number[];
  readonly after?: readonly number[];
  readonly writes?: boolean;
  readonly mark: number;
  readonly kind: NodeKind;
}

/** Where something stands: 1-based line and column, and a range of UTF-8 bytes. */
export interface Mark {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** A plan. */
export interface Plan {
  readonly template: string;
  readonly params: readonly Parameter[];
  readonly effects: {
    readonly operations: readonly { readonly operation: string; readonly writes: boolean }[];
    readonly origins: readonly { readonly origin: string }[];
    readonly secrets: readonly { readonly name: string; readonly origin: string }[];
    readonly reads_files: readonly unknown[];
    readonly writes_files: readonly unknown[];
  };
  readonly templates: Readonly<Record<string, { readonly body: Block }>>;
  readonly bounds: Bounds & {
    readonly nodes: Readonly<Record<string, Bounds>>;
    readonly gaps: readonly { readonly worst: boolean; readonly of: string; readonly why: string; readonly mark: number }[];
  };
  readonly debug: { readonly marks: readonly Mark[] };
}

/** `0.0025 USD`; `free` where nothing is bought. */
export function amounts(cost: Amounts): string | undefined {
  if (cost === null) {
    return undefined;
  }
  const parts = Object.entries(cost).map(([currency, amount]) => `${amount} ${currency.toUpperCase()}`);
  return parts.length === 0 ? "free" : parts.join(" + ");
}

/** `1m 30s`. */
export function duration(milliseconds: number | null): string | undefined {
  if (milliseconds === null) {
    return undefined;
  }
  if (milliseconds < 1000) {
    return `${milliseconds}ms`;
  }
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}
