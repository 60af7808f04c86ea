// The plan view's page: the graph as SVG, each step reachable by keyboard.
import { drawing, element, host, icon, main } from "../../../core/webviewDom";
import type { Graph, GraphNode } from "../graph";
import { type Box, layout, type Placed } from "../layout";
import type { FromPage, State, ToPage } from "../messages";

const MARGIN = 24;
const STATE_ICON: Readonly<Record<State, string>> = { running: "▶", retrying: "↻", done: "✓", failed: "✗" };
const steps = new Map<string, SVGElement>();

function tell(message: FromPage): void {
  host.postMessage(message);
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "loading":
      { notice("loading codicon-modifier-spin", "Planning…"); return; }
    case "empty":
      { notice("type-hierarchy", data.text); return; }
    case "problem":
      { problem(data.text); return; }
    case "graph":
      { show(data.graph); return; }
    case "select":
      { select(data.path); return; }
    case "forget":
      { forget(); return; }
    case "state":
      { mark(data.path, data.state, data.note); return; }
  }
});

function notice(symbol: string, text: string): void {
  steps.clear();
  main().replaceChildren(element("div", { class: "notice" }, [icon(symbol), element("p", {}, [text])]));
}

function problem(text: string): void {
  steps.clear();
  main().replaceChildren(
    element("div", { class: "notice" }, [
      icon("error"),
      element("p", {}, ["There is no plan yet: mend what the compiler says."]),
    ]),
    element("pre", { class: "problem" }, [text]),
  );
}

function show(graph: Graph): void {
  steps.clear();
  const run = element("button", { class: "primary" }, [icon("play"), "Run…"]);
  run.addEventListener("click", () => {
    tell({ type: "run" });
  });
  main().replaceChildren(
    element("header", {}, [
      element("div", { class: "title" }, [icon("type-hierarchy"), element("h1", {}, [graph.template]), run]),
      element("dl", { class: "totals" }, [...total("At most", graph.atMost), ...total("Typically", graph.typically)]),
    ]),
    picture(graph),
    element("footer", {}, [
      facts("Costs and times that aren't bounded", graph.gaps),
      facts("Reaches", graph.origins),
      facts("Needs secrets", graph.secrets),
      facts("Writes by", graph.writes),
    ].flat()),
  );
}

function total(name: string, figures: readonly string[]): Node[] {
  return [
    element("dt", {}, [name]),
    element("dd", {}, figures.map((figure) => element("span", { class: "chip" }, [figure]))),
  ];
}

function facts(title: string, lines: readonly string[]): Node[] {
  if (lines.length === 0) {
    return [];
  }
  return [
    element("details", {}, [
      element("summary", {}, [`${title} (${lines.length})`]),
      element("ul", {}, lines.map((line) => element("li", {}, [line]))),
    ]),
  ];
}

function picture(graph: Graph): Node {
  const placed = layout(graph);
  if (placed.boxes.length === 0) {
    return element("p", { class: "notice" }, ["This template calls nothing."]);
  }
  const [width, height] = [placed.width + 2 * MARGIN, placed.height + 2 * MARGIN];
  const arrow = drawing("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" }, [
    drawing("path", { d: "M0 0 L8 4 L0 8 z", class: "arrow" }),
  ]);
  const svg = drawing("svg", { width, height, viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}`, role: "group", "aria-label": `Steps of ${graph.template}` }, [
    drawing("defs", {}, [arrow]),
    ...block(placed),
  ]);
  svg.addEventListener("keydown", move);
  return element("div", { class: "picture" }, [svg]);
}

function block(placed: Placed): Node[] {
  return [...placed.edges.map(([from, to]) => edge(from, to)), ...placed.boxes.flatMap((placedBox) => step(placedBox))];
}

function edge(from: Box, to: Box): Node {
  const [x1, y1] = [from.x + from.width / 2, from.y + from.height];
  const [x2, y2] = [to.x + to.width / 2, to.y - 1];
  const bend = Math.max(16, (y2 - y1) / 2);
  return drawing("path", { class: "edge", d: `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`, "marker-end": "url(#arrow)" });
}

function step(placed: Box): Node[] {
  const { node, x, y, width, height } = placed;
  const texts = [
    drawing("text", { x: x + 14, y: y + 22, class: "name" }, [node.title]),
    drawing("text", { x: x + 14, y: y + 40, class: "what" }, [node.subtitle]),
    drawing("text", { x: x + 14, y: y + 58, class: "figures" }, [node.figures]),
    drawing("text", { x: x + width - 14, y: y + 22, class: "state", "text-anchor": "end" }),
  ];
  const group = drawing("g", { class: `step ${node.kind}${node.writes ? " writes" : ""}`, tabindex: 0, role: "button", "aria-label": node.spoken, "data-path": node.path }, [
    drawing("rect", { x, y, width, height, rx: 6 }),
    ...texts,
  ]);
  const open = (): void => {
    choose(node);
  };
  group.addEventListener("click", open);
  group.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open();
    }
  });
  steps.set(node.path, group);
  return [
    group,
    ...placed.inner.flatMap((inner) => [
      drawing("text", { x: inner.x, y: inner.y - 7, class: "label" }, [inner.label]),
      ...block(inner),
    ]),
  ];
}

function choose(node: GraphNode): void {
  select(node.path);
  if (node.uri !== undefined) {
    tell({ type: "open", uri: node.uri, start: node.start });
  }
}

function select(path: string): void {
  for (const [own, group] of steps) {
    group.classList.toggle("selected", own === path);
  }
  steps.get(path)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function forget(): void {
  for (const group of steps.values()) {
    group.classList.remove("running", "done", "failed", "retrying");
    group.querySelector(".state")?.replaceChildren();
  }
}

function mark(path: string, state: State, note: string): void {
  const group = steps.get(path);
  if (group === undefined) {
    return;
  }
  group.classList.remove("running", "done", "failed", "retrying");
  group.classList.add(state);
  group.querySelector(".state")?.replaceChildren(`${note} ${STATE_ICON[state]}`);
}

/** Arrows go from step to step in program order. */
function move(event: Event): void {
  if (!(event instanceof KeyboardEvent)) {
    return;
  }
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (by === undefined) {
    return;
  }
  event.preventDefault();
  const all = [...steps.values()];
  const at = all.findIndex((group) => group === document.activeElement);
  all[(at + by + all.length) % all.length]?.focus();
}

tell({ type: "ready" });
