import { describe, expect, it } from "vitest";

import { consequences } from "../../src/features/running/consent";
import { fieldsOf, inputs, rememberable } from "../../src/features/running/form";
import type { Parameter, Plan } from "../../src/features/running/plan";

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
  const plan: Plan = {
    params: [],
    effects: {
      operations: [
        { operation: "a.send", revision: 1, writes: true, package: "" },
        { operation: "a.get", revision: 1, writes: false, package: "" },
      ],
      origins: [{ origin: "https://a.example", package: "" }],
      secrets: [{ name: "A_KEY", origin: "https://a.example", package: "" }],
      reads_files: [],
      writes_files: ["", "acme"],
    },
    bounds: {
      worst: { calls: 4, cost: null, time: 60_000 },
      gaps: [{ worst: true, of: "cost", why: "what a.get costs isn't known" }],
    },
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
        "Files are written by:",
        "  this package",
        "  acme",
      ].join("\n"),
    );
  });

  it("names the budget where there is one", () => {
    expect(consequences(plan, "0.50usd")).toContain("Costs at most your budget, 0.50usd.");
  });
});
