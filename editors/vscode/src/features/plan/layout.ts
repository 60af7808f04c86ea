// Where a graph's boxes stand: a node below all that it waits for, as few rows as there can be, a
// block inside the box of its node.
import type { Graph, GraphNode, Group } from "./graph";

/** A box; `inner` are blocks of its node, placed against the same origin. */
export interface Box {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly inner: readonly Placed[];
}

/** A block that was placed. */
export interface Placed {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly (readonly [Box, Box])[];
}

const GAP_ACROSS = 28;
const GAP_DOWN = 40;
const PADDING = 14;
const HEADER = 58;
const LABEL = 20;
const CHARACTER = 7.2;

/** Places `graph`, from the origin on. */
export function layout(graph: Graph): Placed {
  return place(graph.root, 0, 0);
}

function place(group: Group, x: number, y: number): Placed {
  const rows = rowsOf(group);
  const sizes = new Map(group.nodes.map((node) => [node.path, sizeOf(node)]));
  const size = (node: GraphNode): { width: number; height: number } =>
    sizes.get(node.path) ?? { width: 0, height: 0 };
  const widths = rows.map(
    (row) => row.reduce((sum, node) => sum + size(node).width, 0) + GAP_ACROSS * Math.max(0, row.length - 1),
  );
  const width = Math.max(0, ...widths);
  const boxes: Box[] = [];
  let top = y;
  rows.forEach((row, index) => {
    let left = x + (width - (widths[index] ?? 0)) / 2;
    const height = Math.max(...row.map((node) => size(node).height));
    for (const node of row) {
      boxes.push(box(node, left, top, size(node)));
      left += size(node).width + GAP_ACROSS;
    }
    top += height + GAP_DOWN;
  });
  const byPath = new Map(boxes.map((placed) => [placed.node.path, placed]));
  const edges = group.edges.flatMap(([from, to]) => {
    const [source, target] = [byPath.get(from), byPath.get(to)];
    return source === undefined || target === undefined ? [] : [[source, target] as const];
  });
  const height = Math.max(0, top - y - GAP_DOWN);
  return { label: group.label, x, y, width, height, boxes, edges };
}

/** Nodes by the longest way to them. Edges go forward in program order, so one pass is enough. */
function rowsOf(group: Group): GraphNode[][] {
  const row = new Map<string, number>();
  for (const node of group.nodes) {
    const above = group.edges.filter(([, to]) => to === node.path).map(([from]) => (row.get(from) ?? 0) + 1);
    row.set(node.path, Math.max(0, ...above));
  }
  const rows: GraphNode[][] = [];
  for (const node of group.nodes) {
    (rows[row.get(node.path) ?? 0] ??= []).push(node);
  }
  return rows;
}

function sizeOf(node: GraphNode): { width: number; height: number } {
  const texts = [node.title.length + 4, node.subtitle.length + 1, node.figures.length];
  const own = Math.max(150, Math.ceil(Math.max(...texts) * CHARACTER) + 2 * PADDING);
  const header = node.figures === "" ? HEADER - 16 : HEADER;
  const inner = node.groups.map((group) => place(group, 0, 0));
  if (inner.length === 0) {
    return { width: own, height: header + PADDING };
  }
  const across = inner.reduce((sum, placed) => sum + placed.width, 0) + GAP_ACROSS * (inner.length - 1);
  const down = Math.max(...inner.map((placed) => placed.height));
  return { width: Math.max(own, across + 2 * PADDING), height: header + LABEL + down + PADDING };
}

function box(node: GraphNode, x: number, y: number, size: { width: number; height: number }): Box {
  const header = node.figures === "" ? HEADER - 16 : HEADER;
  const widths = node.groups.map((group) => place(group, 0, 0).width);
  const across = widths.reduce((sum, width) => sum + width, 0) + GAP_ACROSS * Math.max(0, widths.length - 1);
  let left = x + (size.width - across) / 2;
  const inner = node.groups.map((group, index) => {
    const placed = place(group, left, y + header + LABEL);
    left += (widths[index] ?? 0) + GAP_ACROSS;
    return placed;
  });
  return { node, x, y, ...size, inner };
}
