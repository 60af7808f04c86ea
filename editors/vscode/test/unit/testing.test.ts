import { describe, expect, it } from "vitest";

import { activated, FILE, program, SERVES, testsAre, testsAreListed, workspaceWithTests } from "./activated";
import { CancellationTokenSource, commands, editor, TestRunRequest } from "./vscode";

describe("the Test Explorer", () => {
  it("asks again what an edit has overtaken", async () => {
    editor.path = { globalValue: program(SERVES).path };
    workspaceWithTests();
    const answer = editor.answers.get("orchestra/tests");
    let asked = 0;
    editor.answers.set("orchestra/tests", (params) => {
      asked += 1;
      if (asked < 3) {
        throw Object.assign(new Error("the text has changed"), { code: -32801 });
      }
      return answer?.(params);
    });
    activated();
    await testsAreListed();
    expect(asked).toBe(3);
  });

  it("has the tests that the server finds, and runs one or all", async () => {
    const { path, starts } = program(SERVES);
    editor.path = { globalValue: path };
    workspaceWithTests();
    activated();
    await testsAreListed();
    expect(editor.listed()).toEqual([FILE]);
    await commands.executeCommand("orchestra.runTest", { uri: FILE, test: "two" });
    expect(editor.outcomes).toEqual(["passed: two"]);
    for (const run of editor.runProfiles) {
      await run(new TestRunRequest(), new CancellationTokenSource().token);
    }
    expect(editor.outcomes).toEqual(["passed: two", "errored: one", "passed: two"]);
    expect(starts()).toEqual([
      "lsp",
      "test --format json --filter two -- /work/a.orch",
      "test --format json -- /work/a.orch",
    ]);
  });

  it("keeps what it has listed when tests are found again, and takes away what is gone", async () => {
    editor.path = { globalValue: program(SERVES).path };
    workspaceWithTests();
    activated();
    await testsAreListed();
    const [file, two] = [editor.item(FILE), editor.item(FILE, "two")];
    testsAre(["two", "three"]);
    await commands.executeCommand("orchestra.server.restart");
    await expect.poll(() => editor.item(FILE, "three")).toBeDefined();
    expect(editor.item(FILE)).toBe(file);
    expect(editor.item(FILE, "two")).toBe(two);
    expect(editor.item(FILE, "one")).toBeUndefined();
    testsAre([]);
    await commands.executeCommand("orchestra.server.restart");
    await expect.poll(() => editor.listed()).toEqual([]);
  });
});
