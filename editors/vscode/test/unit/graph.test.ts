import { describe, expect, it } from "vitest";

import type { Plan, PlanNode } from "../../src/core/plan";
import { allNodes, graphOf, nodeAt, nodeOfStep } from "../../src/features/plan/graph";
import { layout } from "../../src/features/plan/layout";

const node = (slot: number, id: string, kind: PlanNode["kind"], inputs: number[] = [], after: number[] = []): PlanNode => ({
  slot, id, inputs, after, mark: slot, kind,
});
const call = (target: string): PlanNode["kind"] => ({ kind: "call", target, providers: [{ binding: "a.b" }, { binding: "c.d" }] });
const none = { calls: null, cost: null, time: null };

const plan: Plan = {
  template: "report",
  params: [],
  effects: {
    operations: [{ operation: "a.b", writes: true }],
    origins: [{ origin: "https://a.example" }],
    secrets: [{ name: "A_KEY", origin: "https://a.example" }],
    reads_files: [],
    writes_files: [],
  },
  templates: {
    report: {
      body: {
        nodes: [
          node(1, "web", call("search.web")),
          node(2, "=notes", { kind: "eval" }, [1]),
          node(3, "for", { kind: "map", parallel: 8, body: { nodes: [node(5, "page", call("data.web"))] } }, [2]),
          node(4, "view", call("text.generate"), [3], [1]),
        ],
      },
    },
  },
  bounds: {
    worst: { calls: 18, cost: null, time: 180_000 },
    typical: { calls: 1, cost: { usd: "0.0025" }, time: 500 },
    nodes: { "report.web": { worst: { calls: 9, cost: null, time: 60_000 }, typical: { calls: 1, cost: { usd: "0.0025" }, time: 60_000 } }, "report.view": { worst: none, typical: none } },
    gaps: [{ worst: true, of: "cost", why: "what a.b costs isn't known", mark: 1 }],
  },
  debug: {
    marks: [0, 1, 2, 3, 4, 5].map((slot) => ({ file: "report.orch", line: slot + 1, column: 3, start: slot === 5 ? 35 : slot * 10, end: 60 })),
  },
};

describe("the graph of a plan", () => {
  const graph = graphOf(plan);

  it("leaves pure expressions out, keeps what flows through them, and says nothing twice", () => {
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
    expect(nodeAt(graph.root, "report.orch", 39)?.path).toBe("report.for.page");
    expect(nodeAt(graph.root, "report.orch", 31)?.path).toBe("report.for");
    expect(nodeAt(graph.root, "other.orch", 31)).toBeUndefined();
  });
});

describe("the layout", () => {
  const placed = layout(graphOf(plan));

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
