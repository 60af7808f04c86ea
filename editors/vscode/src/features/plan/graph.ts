// A plan as a graph to look at: steps and what they wait for, blocks inside the step they belong to.
import { amounts, duration } from "../../core/figures";
import type { Bound, NodeBounds, PlanBlock, PlanGraph, PlanStep, Position } from "../../core/protocol";

/** A step, and the blocks inside it. */
export interface GraphNode {
  readonly path: string;
  readonly title: string;
  readonly subtitle: string;
  readonly kind: string;
  readonly figures: string;
  readonly spoken: string;
  /** Where it stands; of a step of the standard library, in a document of the server's. */
  readonly uri: string | undefined;
  readonly start: Position;
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

/** The graph of `template`, as the server tells it. */
export function graphOf(template: string, { steps, worst, typical, gaps, effects }: PlanGraph): Graph {
  return {
    template,
    root: group({ label: "", steps }),
    atMost: figures(worst),
    typically: figures(typical),
    gaps: gaps.map((gap) => `${gap.worst ? "At most" : "Typical"} ${gap.of}: ${gap.why}`),
    origins: effects.origins.map(({ origin }) => origin),
    secrets: effects.secrets.map(({ name, origin }) => `${name} → ${origin}`),
    writes: effects.operations.filter(({ writes }) => writes).map(({ operation }) => operation),
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

/** The node of the document `uri` at a place: the last one that begins there or before. */
export function nodeAt(root: Group, uri: string, place: Position): GraphNode | undefined {
  const order = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;
  return allNodes(root)
    .filter((node) => node.uri === uri && order(node.start, place) <= 0)
    .sort((a, b) => order(b.start, a.start))[0];
}

function group({ label, steps }: PlanBlock): Group {
  const edges = steps.flatMap(({ path, after }) => after.map((before) => [before, path] as const));
  return { label, nodes: steps.map(graphNode), edges: shortest(edges) };
}

/** Without edges that only say again what a longer way says: they would cross the steps between. */
function shortest(edges: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const reaches = (from: string, to: string): boolean =>
    edges.some(([source, target]) => source === from && (target === to || reaches(target, to)));
  return edges.filter(
    ([from, to]) => !edges.some(([source, target]) => source === from && target !== to && reaches(target, to)),
  );
}

function graphNode(step: PlanStep): GraphNode {
  const { path, name, does, bounds, location, blocks, writes } = step;
  const shown = bounds === null ? [] : onNode(bounds);
  const subtitle = what(does);
  return {
    path,
    title: name,
    subtitle,
    kind: does.kind,
    figures: shown.join(" · "),
    spoken: [name, subtitle, ...shown].filter((part) => part !== "").join(", "),
    uri: location?.uri,
    start: location?.range.start ?? { line: 0, character: 0 },
    groups: blocks.map(group),
    writes,
  };
}

/** What a step does, in a few words. */
function what(does: PlanStep["does"]): string {
  switch (does.kind) {
    case "call":
      return `${does.target}${does.providers.length > 1 ? ` · ${does.providers.length} providers` : ""}`;
    case "template":
      return does.template;
    case "sys":
      return `sys.${does.operation}`;
    case "map":
      return `for each, ${does.parallel} at once`;
    case "repeat":
      return `at most ${does.max} times`;
    case "branch":
      return "the first that holds";
    case "ensure":
      return "must hold";
    case "fail":
      return "fails";
  }
}

function onNode({ worst, typical }: NodeBounds): string[] {
  const cost = amounts(worst.cost);
  const usual = amounts(typical.cost);
  const money = cost === undefined ? (usual === undefined ? "cost ?" : `~ ${usual}`) : `≤ ${cost}`;
  const time = duration(worst.time);
  return [money, time === undefined ? "time ?" : `≤ ${time}`];
}

function figures(bound: Bound): string[] {
  return [
    bound.calls === null ? "calls ?" : `${bound.calls} ${bound.calls === 1 ? "call" : "calls"}`,
    amounts(bound.cost) ?? "cost ?",
    duration(bound.time) ?? "time ?",
  ];
}
