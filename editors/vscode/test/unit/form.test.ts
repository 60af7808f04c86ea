import { describe, expect, it } from "vitest";

import type { Parameter } from "../../src/core/plan";
import { consequences } from "../../src/features/running/consent";
import { fieldsOf, inputs, rememberable } from "../../src/features/running/form";

const parameters: Parameter[] = [
  { name: "topic", schema: { type: "string", minLength: 1, maxLength: 200 }, secret: false },
  { name: "depth", schema: { type: "string", enum: ["quick", "thorough"] }, secret: false, default: "quick" },
  { name: "region", schema: { anyOf: [{ type: "string", minLength: 1, maxLength: 100 }, { type: "null" }] }, secret: false, default: null },
  { name: "key", schema: { type: "string" }, secret: true },
];

describe("the form of a template", () => {
  it("says what each parameter takes", () => {
    const fields = fieldsOf(parameters, {});
    expect(fields.map(({ name, required, value }) => [name, required, value])).toEqual([
      ["topic", true, ""],
      ["depth", false, "quick"],
      ["region", false, ""],
      ["key", true, ""],
    ]);
    expect(fields[0]?.hint).toBe("text, 1 to 200 characters");
    expect(fields[1]?.choices).toEqual(["quick", "thorough"]);
    expect(fields[2]?.hint).toBe("text, 1 to 100 characters");
  });

  it("remembers values, and never what belongs to a secret", () => {
    const kept = rememberable(parameters, { topic: "cells", key: "MY_KEY" });
    expect(kept).toEqual({ topic: "cells" });
    const fields = fieldsOf(parameters, { topic: "cells", key: "MY_KEY" });
    expect(fields.map(({ value }) => value)).toEqual(["cells", "quick", "", ""]);
  });

  it("gives secrets by the name of their variable, and leaves out what may be", () => {
    const given = inputs(parameters, { topic: "a; rm -rf $HOME", depth: "", region: "", key: "MY_KEY" });
    expect(given).toEqual(["--input", "topic=a; rm -rf $HOME", "--input", "key=@env:MY_KEY"]);
  });
});

describe("the question before a real run", () => {
  const plan = {
    template: "report",
    params: [],
    templates: {},
    effects: {
      operations: [{ operation: "a.send", writes: true }, { operation: "a.get", writes: false }],
      origins: [{ origin: "https://a.example" }],
      secrets: [{ name: "A_KEY", origin: "https://a.example" }],
      reads_files: [],
      writes_files: ["out.txt"],
    },
    bounds: {
      worst: { calls: 4, cost: null, time: 60_000 },
      typical: { calls: 1, cost: {}, time: 1000 },
      nodes: {},
      gaps: [{ worst: true, of: "cost", why: "what a.get costs isn't known", mark: 0 }],
    },
    debug: { marks: [] },
  };

  it("shows whom it reaches, with what, and that nothing bounds the cost", () => {
    expect(consequences(plan, "")).toBe(
      [
        "What it costs isn't bounded. Set a budget to bound it.",
        "  what a.get costs isn't known",
        "Takes at most 1m, in at most 4 calls.",
        "",
        "Reaches:",
        "  https://a.example",
        "",
        "Sends secrets:",
        "  A_KEY to https://a.example",
        "",
        "Changes things by:",
        "  a.send",
        "",
        "Writes files:",
        "  out.txt",
      ].join("\n"),
    );
  });

  it("names the budget where there is one", () => {
    expect(consequences(plan, "0.50usd")).toContain("Costs at most your budget, 0.50usd.");
  });
});
