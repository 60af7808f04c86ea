import { describe, expect, it } from "vitest";

import { knownJobs } from "../../src/core/knownJobs";
import { activated, program, SERVES, status } from "./activated";
import { editor } from "./vscode";

const lens = (command: string, template: string) => ({ command: { command, arguments: [{ uri: "file:///a.orch", template }] } });
const OFFERED = ["one", "two"].flatMap((template) => [lens("orchestra.plan", template), lens("orchestra.lastJob", template)]);

/** The lenses that are shown, as command and template. */
async function shown(): Promise<string[]> {
  const lenses = await editor.middleware.provideCodeLenses(undefined, undefined, () => Promise.resolve(OFFERED));
  return (lenses as typeof OFFERED).map(({ command }) => `${command.command} ${command.arguments[0]?.template ?? ""}`);
}

describe("the lens to the last job", () => {
  it("stands above templates that have one", async () => {
    const { path, starts } = program(SERVES);
    editor.path = { globalValue: path };
    activated();
    await status("$(check) orchc");
    expect(await shown()).toEqual(["orchestra.plan one", "orchestra.lastJob one", "orchestra.plan two"]);
    expect(starts()).toEqual(["lsp", "jobs list --format json"]);
    // The second template has its first job now.
    const before = editor.askedAnew;
    knownJobs.tell(["one", "two"]);
    expect(editor.askedAnew).toBeGreaterThan(before);
    expect(await shown()).toHaveLength(4);
    knownJobs.tell([]);
    expect(await shown()).toEqual(["orchestra.plan one", "orchestra.plan two"]);
    expect(starts()).toHaveLength(2);
  });

  it("has no job listed for it without trust", async () => {
    const { path, starts } = program(SERVES);
    Object.assign(editor, { isTrusted: false, path: { globalValue: path } });
    activated();
    await status("$(check) orchc");
    expect(await shown()).toEqual(["orchestra.plan one", "orchestra.plan two"]);
    expect(starts()).toEqual(["lsp"]);
    Object.assign(editor, { isTrusted: true });
    editor.fire("trust");
    await expect.poll(() => starts(), { timeout: 20_000 }).toEqual(["lsp", "lsp"]);
    await status("$(check) orchc");
    expect(await shown()).toContain("orchestra.lastJob one");
  });
});
