// The Ledger's lists as trees: by capability with its operations, by subnet with its operations.
import type { LedgerTree, OperationRow } from "../../core/protocol";

/** A row of a tree. `entry` is what the Ledger calls it. */
export interface Row {
  readonly entry: string;
  readonly label: string;
  readonly note: string;
  readonly about: string;
  readonly kind: "capability" | "subnet" | "operation";
  readonly rows: readonly Row[];
}

/** Capabilities with who serves them. */
export function byCapability({ capabilities, operations }: Pick<LedgerTree, "capabilities" | "operations">): Row[] {
  const known = new Map(operations.map((operation) => [operation.name, operation]));
  return capabilities.map(({ name, summary, operations: servedBy }) => ({
    entry: name,
    label: name,
    note: servedBy.length === 0 ? "nobody yet" : `${servedBy.length}`,
    about: summary,
    kind: "capability",
    rows: servedBy.flatMap((operation) => {
      const found = known.get(operation);
      return found === undefined ? [] : [rowOf(found)];
    }),
  }));
}

/** Subnets with what can be asked of them; those that can be asked something come first. */
export function bySubnet({ subnets, operations }: Pick<LedgerTree, "subnets" | "operations">): Row[] {
  const rows = subnets.map(({ slug, name, netuid, description, status }): Row => {
    const own = operations.filter((operation) => operation.name.startsWith(`${slug}.`)).map(rowOf);
    const number = netuid === null ? "" : `SN${netuid}`;
    return {
      entry: slug,
      label: name,
      note: [number, counted(own.length), status === "active" ? "" : status].filter((part) => part !== "").join(" · "),
      about: description ?? "",
      kind: "subnet",
      rows: own,
    };
  });
  return rows.sort((a, b) => Number(b.rows.length > 0) - Number(a.rows.length > 0) || a.label.localeCompare(b.label));
}

/** The rows that hold all words of `filter`; a row that does keeps all that is in it. */
export function filtered(rows: readonly Row[], filter: string): Row[] {
  const words = filter.toLowerCase().split(/\s+/u).filter((word) => word !== "");
  const holds = (row: Row): boolean => {
    const text = `${row.entry} ${row.label} ${row.note} ${row.about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return rows.flatMap((row) => {
    if (holds(row)) {
      return [row];
    }
    const inner = filtered(row.rows, filter);
    return inner.length === 0 ? [] : [{ ...row, rows: inner }];
  });
}

function counted(operations: number): string {
  return operations === 0 ? "" : operations === 1 ? "1 operation" : `${operations} operations`;
}

function rowOf(operation: OperationRow): Row {
  const price = operation.price === "unknown" ? "price unknown" : operation.price;
  return {
    entry: operation.name,
    label: operation.name,
    note: price,
    about: `${operation.summary}\n\n${operation.standing}, confidence ${operation.confidence}`,
    kind: "operation",
    rows: [],
  };
}
