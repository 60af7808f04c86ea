// A plan as a graph to look at: steps and what they wait for, blocks inside the step they belong to.
// Pure expressions aren't shown; what depends on one depends on what that one reads.
import { amounts, type Block, type Bounds, duration, type Plan, type PlanNode } from "../../core/plan";

/** A step, and the blocks inside it. */
export interface GraphNode {
  readonly path: string;
  readonly title: string;
  readonly subtitle: string;
  readonly kind: string;
  readonly figures: string;
  readonly spoken: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly groups: readonly Group[];
  readonly writes: boolean;
}

/** A block: its nodes, and which waits for which, by path. */
export interface Group {
  readonly label: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly (readonly [string, string])[];
}

/** All that the plan view shows. */
export interface Graph {
  readonly template: string;
  readonly root: Group;
  readonly atMost: readonly string[];
  readonly typically: readonly string[];
  readonly gaps: readonly string[];
  readonly origins: readonly string[];
  readonly secrets: readonly string[];
  readonly writes: readonly string[];
}

/** The graph of `plan`. */
export function graphOf(plan: Plan): Graph {
  const body = plan.templates[plan.template]?.body ?? { nodes: [] };
  return {
    template: plan.template,
    root: group(plan, body, plan.template, ""),
    atMost: figures(plan.bounds.worst),
    typically: figures(plan.bounds.typical),
    gaps: plan.bounds.gaps.map((gap) => `${gap.worst ? "At most" : "Typical"} ${gap.of}: ${gap.why}`),
    origins: plan.effects.origins.map(({ origin }) => origin),
    secrets: plan.effects.secrets.map(({ name, origin }) => `${name} → ${origin}`),
    writes: plan.effects.operations.filter(({ writes }) => writes).map(({ operation }) => operation),
  };
}

/** The node that a step of a job belongs to: an iteration's is the loop's, an inner step's its template's. */
export function nodeOfStep(step: string, known: ReadonlySet<string>): string | undefined {
  let path = step.replace(/\[\d+\]/gu, "");
  while (path !== "" && !known.has(path)) {
    path = path.slice(0, Math.max(0, path.lastIndexOf(".")));
  }
  return path === "" ? undefined : path;
}

/** All nodes, outer ones first. */
export function allNodes(root: Group): GraphNode[] {
  return root.nodes.flatMap((node) => [node, ...node.groups.flatMap(allNodes)]);
}

/** The node of `file` at a byte offset: the last one that begins there or before. */
export function nodeAt(root: Group, file: string, offset: number): GraphNode | undefined {
  return allNodes(root)
    .filter((node) => node.file === file && node.start <= offset)
    .sort((a, b) => b.start - a.start)[0];
}

function group(plan: Plan, block: Block, prefix: string, label: string): Group {
  const bySlot = new Map(block.nodes.map((node) => [node.slot, node]));
  const shown = block.nodes.filter((node) => node.kind.kind !== "eval");
  const edges = shown.flatMap((node) =>
    [...new Set(sources(node, bySlot))].map((source) => [`${prefix}.${source}`, `${prefix}.${node.id}`] as const),
  );
  return { label, nodes: shown.map((node) => graphNode(plan, node, prefix)), edges: shortest(edges) };
}

/** Without edges that only say again what a longer way says: they would cross the steps between. */
function shortest(edges: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const reaches = (from: string, to: string): boolean =>
    edges.some(([source, target]) => source === from && (target === to || reaches(target, to)));
  return edges.filter(
    ([from, to]) => !edges.some(([source, target]) => source === from && target !== to && reaches(target, to)),
  );
}

/** What `node` waits for in its block, seen through pure expressions. */
function sources(node: PlanNode, bySlot: ReadonlyMap<number, PlanNode>): string[] {
  return [...node.inputs, ...(node.after ?? [])].flatMap((slot) => {
    const source = bySlot.get(slot);
    if (source === undefined) {
      return [];
    }
    return source.kind.kind === "eval" ? sources(source, bySlot) : [source.id];
  });
}

function graphNode(plan: Plan, node: PlanNode, prefix: string): GraphNode {
  const path = `${prefix}.${node.id}`;
  const mark = plan.debug.marks[node.mark];
  const bounds = plan.bounds.nodes[path];
  const shown = bounds === undefined ? [] : onNode(bounds);
  const subtitle = what(node);
  return {
    path,
    title: node.id,
    subtitle,
    kind: node.kind.kind,
    figures: shown.join(" · "),
    spoken: [node.id, subtitle, ...shown].filter((part) => part !== "").join(", "),
    file: mark?.file ?? "",
    line: mark?.line ?? 1,
    column: mark?.column ?? 1,
    start: mark?.start ?? 0,
    groups: blocks(node).map(([segment, name, block]) => group(plan, block, `${prefix}.${segment}`, name)),
    writes: node.writes ?? false,
  };
}

/** Blocks inside `node`: their part of the path, what they are called, and they themselves. */
function blocks(node: PlanNode): [string, string, Block][] {
  const { arms, body, otherwise } = node.kind;
  const number = node.id.includes("#") ? node.id.slice(node.id.indexOf("#")) : "";
  const found: [string, string, Block][] = (arms ?? []).map((arm) => [
    arm.id.includes("#") ? arm.id : `${arm.id}${number}`,
    arm.id,
    arm.body,
  ]);
  if (body !== undefined) {
    found.push([node.id, "each", body]);
  }
  if (otherwise !== undefined) {
    found.push([`${node.id}.else`, "else", otherwise]);
  }
  return found.filter(([, , block]) => block.nodes.some((inner) => inner.kind.kind !== "eval"));
}

/** What a node does, in a few words. */
function what(node: PlanNode): string {
  const { kind, target, template, operation, providers, parallel, max } = node.kind;
  switch (kind) {
    case "call":
      return `${target ?? ""}${(providers?.length ?? 0) > 1 ? ` · ${providers?.length ?? 0} providers` : ""}`;
    case "template":
      return template ?? "template";
    case "sys":
      return `sys.${operation ?? ""}`;
    case "map":
      return `for each, ${parallel ?? 1} at once`;
    case "repeat":
      return `at most ${max ?? 1} times`;
    case "branch":
      return "the first that holds";
    case "ensure":
      return "must hold";
    default:
      return kind;
  }
}

function onNode({ worst, typical }: Bounds): string[] {
  const cost = amounts(worst.cost);
  const usual = amounts(typical.cost);
  const money = cost === undefined ? (usual === undefined ? "cost ?" : `~ ${usual}`) : `≤ ${cost}`;
  const time = duration(worst.time);
  return [money, time === undefined ? "time ?" : `≤ ${time}`];
}

function figures(bound: Bounds["worst"]): string[] {
  return [
    bound.calls === null ? "calls ?" : `${bound.calls} ${bound.calls === 1 ? "call" : "calls"}`,
    amounts(bound.cost) ?? "cost ?",
    duration(bound.time) ?? "time ?",
  ];
}
