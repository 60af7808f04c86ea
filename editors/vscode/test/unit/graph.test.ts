import { describe, expect, it } from "vitest";

import type { PlanGraph, PlanStep } from "../../src/core/protocol";
import { allNodes, graphOf, nodeAt, nodeOfStep } from "../../src/features/plan/graph";
import { layout } from "../../src/features/plan/layout";

const URI = "file:///work/report.orch";
const none = { calls: null, cost: null, time: null };
const step = (path: string, line: number, does: PlanStep["does"], more: Partial<PlanStep> = {}): PlanStep => ({
  path,
  name: path.slice(path.lastIndexOf(".") + 1),
  does,
  after: [],
  writes: false,
  bounds: null,
  location: { uri: URI, range: { start: { line, character: 2 }, end: { line, character: 40 } } },
  blocks: [],
  ...more,
});
const call = (target: string): PlanStep["does"] => ({ kind: "call", target, providers: ["a.b", "c.d"] });

const plan: PlanGraph = {
  effects: {
    operations: [{ operation: "a.b", revision: 1, writes: true, package: "" }],
    origins: [{ origin: "https://a.example", package: "" }],
    secrets: [{ name: "A_KEY", origin: "https://a.example", package: "" }],
    reads_files: [],
    writes_files: [],
  },
  steps: [
    step("report.web", 1, call("search.web"), {
      bounds: {
        worst: { calls: 9, cost: null, time: 60_000 },
        typical: { calls: 1, cost: { usd: "0.0025" }, time: 60_000 },
      },
    }),
    step("report.for", 3, { kind: "map", parallel: 8 }, {
      after: ["report.web"],
      blocks: [{ label: "each", steps: [step("report.for.page", 4, call("data.web"))] }],
    }),
    step("report.view", 6, call("text.generate"), {
      after: ["report.web", "report.for"],
      bounds: { worst: none, typical: none },
    }),
  ],
  worst: { calls: 18, cost: null, time: 180_000 },
  typical: { calls: 1, cost: { usd: "0.0025" }, time: 500 },
  gaps: [{ worst: true, of: "cost", why: "what a.b costs isn't known", location: null }],
};

describe("the graph of a plan", () => {
  const graph = graphOf("report", plan);

  it("has what each step waits for, and says nothing twice", () => {
    expect(graph.root.nodes.map(({ title }) => title)).toEqual(["web", "for", "view"]);
    expect(graph.root.edges).toEqual([
      ["report.web", "report.for"],
      ["report.for", "report.view"],
    ]);
  });

  it("keeps blocks inside their step, by the paths that events name", () => {
    const known = new Set(allNodes(graph.root).map(({ path }) => path));
    expect(known).toContain("report.for.page");
    expect(nodeOfStep("report.for[3].page", known)).toBe("report.for.page");
    expect(nodeOfStep("report.view.inner", known)).toBe("report.view");
    expect(nodeOfStep("other.web", known)).toBeUndefined();
  });

  it("says what a step may cost, and that it isn't known where it isn't", () => {
    expect(graph.root.nodes[0]?.figures).toBe("~ 0.0025 USD · ≤ 1m");
    expect(graph.root.nodes[2]?.figures).toBe("cost ? · time ?");
    expect(graph.atMost).toEqual(["18 calls", "cost ?", "3m"]);
    expect(graph.typically).toEqual(["1 call", "0.0025 USD", "500ms"]);
    expect(graph.gaps).toEqual(["At most cost: what a.b costs isn't known"]);
    expect(graph.writes).toEqual(["a.b"]);
  });

  it("finds the step at a place, the last one that begins before it", () => {
    expect(nodeAt(graph.root, URI, { line: 4, character: 9 })?.path).toBe("report.for.page");
    expect(nodeAt(graph.root, URI, { line: 4, character: 1 })?.path).toBe("report.for");
    expect(nodeAt(graph.root, URI, { line: 0, character: 0 })).toBeUndefined();
    expect(nodeAt(graph.root, "file:///work/other.orch", { line: 4, character: 9 })).toBeUndefined();
  });
});

describe("the layout", () => {
  const placed = layout(graphOf("report", plan));

  it("puts a step below all that it waits for", () => {
    for (const [from, to] of placed.edges) {
      expect(to.y).toBeGreaterThanOrEqual(from.y + from.height);
    }
    expect(placed.edges).toHaveLength(2);
  });

  it("keeps a block inside its step's box", () => {
    const loop = placed.boxes.find((box) => box.node.title === "for");
    const inner = loop?.inner[0]?.boxes[0];
    expect(loop).toBeDefined();
    expect(inner).toBeDefined();
    if (loop !== undefined && inner !== undefined) {
      expect(inner.x).toBeGreaterThanOrEqual(loop.x);
      expect(inner.x + inner.width).toBeLessThanOrEqual(loop.x + loop.width);
      expect(inner.y + inner.height).toBeLessThanOrEqual(loop.y + loop.height);
    }
  });
});
