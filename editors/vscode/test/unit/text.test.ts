import { describe, expect, it } from "vitest";

import { EventLines } from "../../src/core/jobEvent";
import type { CapabilityRow, OperationRow, SubnetRow } from "../../src/core/protocol";
import { byCapability, bySubnet, filtered } from "../../src/features/ledger/entries";
import { resultsOf, sides } from "../../src/features/testing/results";

describe("lines of events", () => {
  it("are joined where they were cut, and only events count", () => {
    const lines = new EventLines();
    expect(lines.take('{"at":1,"event":"job_sta')).toEqual([]);
    expect(lines.take('rted","job":"j"}\nnot json\n[1]\n{"at":2,"ev')).toEqual([{ at: 1, event: "job_started", job: "j" }]);
    expect(lines.take('ent":"step_started"}\n')).toEqual([{ at: 2, event: "step_started" }]);
  });
});

describe("the Ledger's rows", () => {
  const operation = {
    status: "active", effect: "read", prices: null, authentication: null, standing: "listed", deprecated: false,
  } as const;
  const operations: OperationRow[] = [
    { ...operation, name: "desearch.web_search", summary: "Pages.", price: "0.0025 USD a request", serves: ["search.web"], confidence: "high" },
    { ...operation, name: "gm.chat", summary: "Answers.", price: "unknown", serves: [], confidence: "low" },
  ];
  const capabilities: CapabilityRow[] = [
    { name: "search.web", summary: "Pages of the web.", version: 1, operations: ["desearch.web_search"] },
    { name: "audio.speak", summary: "A text, spoken.", version: 1, operations: [] },
  ];
  const subnet = { categories: [], serves: [], standing: "listed", revision: 1, overlay: false } as const;
  const subnets: SubnetRow[] = [
    { ...subnet, slug: "affine", name: "Affine", netuid: 120, description: "Models.", status: "active", operations: [] },
    { ...subnet, slug: "desearch", name: "Desearch", netuid: 22, description: "Search.", status: "active", operations: ["web_search"] },
    { ...subnet, slug: "gm", name: "GM", netuid: null, description: null, status: "parked", operations: ["chat"] },
  ];

  it("hold who serves a capability", () => {
    const rows = byCapability({ capabilities, operations });
    expect(rows.map(({ label, note, rows: inner }) => [label, note, inner.map((row) => [row.label, row.note])])).toEqual([
      ["search.web", "1", [["desearch.web_search", "0.0025 USD a request"]]],
      ["audio.speak", "nobody yet", []],
    ]);
  });

  it("put subnets that can be asked something first", () => {
    expect(bySubnet({ subnets, operations }).map(({ label, note }) => [label, note])).toEqual([
      ["Desearch", "SN22 · 1 operation"],
      ["GM", "1 operation · parked"],
      ["Affine", "SN120"],
    ]);
  });

  it("are narrowed by words, also of inner rows", () => {
    const rows = byCapability({ capabilities, operations });
    expect(filtered(rows, "0.0025 usd").map(({ label }) => label)).toEqual(["search.web"]);
    expect(filtered(rows, "SPOKEN text").map(({ label }) => label)).toEqual(["audio.speak"]);
    expect(filtered(rows, "nothing like it")).toEqual([]);
    expect(filtered(rows, "")).toEqual(rows);
  });
});

describe("results of tests", () => {
  it("have both sides of what differed", () => {
    const [passed, failed] = resultsOf(
      JSON.stringify({
        tests: [
          { file: "a.orch", title: "a", range: {}, status: "passed" },
          { file: "a.orch", title: "b", range: {}, status: "failed", failure: { message: "no", shown: [{ text: "made", value: 1 }, { text: "2", value: 2 }] } },
        ],
      }),
    );
    expect(passed && sides(passed)).toBeUndefined();
    expect(failed && sides(failed)).toEqual({ actual: "1", expected: "2" });
  });
});
