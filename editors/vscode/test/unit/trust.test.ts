import { describe, expect, it } from "vitest";

import manifest from "../../package.json";
import { configuredProgram, lensCommands } from "../../src/core/trust";
import { activated, FILE, program, SERVES, status, testsAreListed, workspaceWithTests } from "./activated";
import { commands, editor, TestRunRequest, CancellationTokenSource } from "./vscode";

describe("the program", () => {
  it("is never the choice of a workspace that isn't trusted", () => {
    const setting = { globalValue: "/mine", workspaceValue: "/theirs", workspaceFolderValue: "/inner" };
    expect(configuredProgram(setting, true)).toBe("/inner");
    expect(configuredProgram({ ...setting, workspaceFolderValue: undefined }, true)).toBe("/theirs");
    expect(configuredProgram(setting, false)).toBe("/mine");
    expect(configuredProgram({ workspaceValue: "/theirs" }, false)).toBeUndefined();
  });

  it("is kept from such a workspace by the editor, too", () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(supported).toBe("limited");
    // What isn't a yes or no could name a program or a place.
    const naming = Object.entries(manifest.contributes.configuration.properties).filter(([, { type }]) => type !== "boolean");
    expect(restrictedConfigurations).toEqual(naming.map(([name]) => name));
    expect(restrictedConfigurations).toContain("orchestra.path");
  });

  it("is a machine's choice, and what is shown a folder's", () => {
    for (const { type, scope } of Object.values(manifest.contributes.configuration.properties)) {
      expect(scope).toBe(type === "boolean" ? "resource" : "machine-overridable");
    }
  });
});

describe("without trust", () => {
  it("the server of the user's choice checks, and no command starts anything else", async () => {
    const mine = program(SERVES);
    const theirs = program(SERVES);
    Object.assign(editor, { isTrusted: false, path: { globalValue: mine.path, workspaceValue: theirs.path } });
    workspaceWithTests();
    activated();
    await status("$(check) orchc");
    await testsAreListed();
    await commands.executeCommand("orchestra.run", { uri: FILE, template: "t" });
    await commands.executeCommand("orchestra.runTest", { uri: FILE, test: "two" });
    await commands.executeCommand("orchestra.jobs.resume", { id: "j", template: "t" });
    await commands.executeCommand("orchestra.publish");
    for (const run of editor.runProfiles) {
      await run(new TestRunRequest(), new CancellationTokenSource().token);
    }
    expect(editor.runProfiles).toHaveLength(1);
    expect(editor.messages.map((text) => text.replace(/:.*/u, ""))).toEqual([
      "Running a template needs a trusted workspace",
      "Running tests needs a trusted workspace",
      "Resuming a job needs a trusted workspace",
      "Publishing needs a trusted workspace",
      "Running tests needs a trusted workspace",
    ]);
    expect(editor.taskProviders).toHaveLength(1);
    for (const provider of editor.taskProviders) {
      expect(provider.provideTasks()).toEqual([]);
      expect(provider.resolveTask({ definition: { type: "orchc", args: ["check"] } })).toBeUndefined();
    }
    expect(editor.told).toEqual({ commands: ["orchestra.plan", "orchestra.lastJob"], trusted: false });
    expect(editor.outcomes).toEqual([]);
    expect(mine.starts()).toEqual(["lsp"]);
    expect(theirs.starts()).toEqual([]);
  });

  it("which comes, the workspace's program is used", async () => {
    const mine = program(SERVES);
    const theirs = program(SERVES);
    Object.assign(editor, { isTrusted: false, path: { globalValue: mine.path, workspaceValue: theirs.path } });
    activated();
    await status("$(check) orchc");
    Object.assign(editor, { isTrusted: true });
    editor.fire("trust");
    await expect.poll(() => theirs.starts(), { timeout: 20_000 }).toEqual(["lsp"]);
    expect(await status("$(check) orchc")).toContain(theirs.path);
    expect(editor.told.commands).toContain("orchestra.run");
    expect(editor.told.trusted).toBe(true);
    expect(mine.starts()).toEqual(["lsp"]);
  });
});

describe("commands that start something", () => {
  it("are named by lenses in trusted workspaces alone", () => {
    expect(lensCommands(true)).toContain("orchestra.run");
    expect(lensCommands(true)).toContain("orchestra.runTest");
    expect(lensCommands(false)).toEqual(["orchestra.plan", "orchestra.lastJob"]);
  });

  it("are offered in trusted workspaces alone", () => {
    const entries = Object.values(manifest.contributes.menus).flat() as { command: string; when?: string }[];
    const starting = entries.filter(({ command, when }) => /\.(?:run|resume)$/u.test(command) && when !== "false");
    expect(starting.length).toBeGreaterThan(3);
    expect(starting.filter(({ when }) => when?.includes("isWorkspaceTrusted") !== true)).toEqual([]);
  });
});
