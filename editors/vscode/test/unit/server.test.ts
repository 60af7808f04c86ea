import { describe, expect, it } from "vitest";

import { Restarts } from "../../src/core/restarts";
import { activated, program, SERVES, status } from "./activated";
import { commands, editor } from "./vscode";

describe("the language server", () => {
  it("is started once, with one argument", async () => {
    const { path, starts } = program(SERVES);
    editor.path = { globalValue: path };
    activated();
    expect(await status("$(check) orchc")).toContain(`${path}, 1.2.3`);
    expect(starts()).toEqual(["lsp"]);
    expect(editor.messages).toEqual([]);
  });

  it("is missed with what to do, and comes once it is there", async () => {
    editor.path = { globalValue: "/nowhere/orchc" };
    activated();
    expect(await status("$(error) orchc")).toContain("orchestra.path");
    expect(editor.messages).toEqual([
      "Files can't be checked: There is no program at /nowhere/orchc, which the setting orchestra.path names. Correct it, or leave it empty.",
    ]);
    editor.path = { globalValue: program(SERVES).path };
    editor.fire("configuration", { affectsConfiguration: (name: string) => name === "orchestra.path" });
    await status("$(check) orchc");
  });

  it("that ends at once is named, with its own last words, and isn't started again", async () => {
    const { path, starts } = program("echo \"error: there is no command 'lsp'\" >&2; exit 2");
    editor.path = { globalValue: path };
    activated();
    const words = `${path} lsp ended with exit code 2: error: there is no command 'lsp'`;
    expect(await status("$(error) orchc")).toContain(words);
    expect(editor.messages).toEqual([`Files can't be checked: ${words}`]);
    expect(starts()).toEqual(["lsp"]);
  });

  it("that never answers is given up for another", async () => {
    const silent = program("cat > /dev/null");
    editor.path = { globalValue: silent.path };
    activated();
    await expect.poll(() => silent.starts(), { timeout: 20_000 }).toEqual(["lsp"]);
    editor.path = { globalValue: program(SERVES).path };
    editor.fire("configuration", { affectsConfiguration: (name: string) => name === "orchestra.path" });
    await status("$(check) orchc");
    expect(editor.messages).toEqual([]);
  });

  it("that ends again and again is started again three times, then at a click", async () => {
    const { path, starts } = program("echo ready; exit 7");
    editor.path = { globalValue: path };
    activated();
    expect(await status("$(error) orchc")).toContain("ended with exit code 7");
    expect(starts()).toEqual(["lsp", "lsp", "lsp", "lsp"]);
    editor.path = { globalValue: program(SERVES).path };
    await commands.executeCommand("orchestra.server.restart");
    await status("$(check) orchc");
  });
});

describe("restarts", () => {
  it("are counted within three minutes", () => {
    const restarts = new Restarts();
    expect([0, 1, 2, 3].map((time) => restarts.take(time))).toEqual([true, true, true, false]);
    expect(restarts.take(180_000)).toBe(true);
    expect(restarts.take(180_000)).toBe(false);
    restarts.forget();
    expect(restarts.take(180_000)).toBe(true);
  });
});
