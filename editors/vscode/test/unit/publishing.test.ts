import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { activated, program } from "./activated";
import { commands, editor } from "./vscode";

/** Serves, and publishes as the real one would say it. */
const PUBLISHES = `case "$1 $2" in
  lsp*) echo ready; cat > /dev/null;;
  "publish --dry-run") echo "tea-kit 0.1.0"; echo "  library  oci://registry.example/team"; echo "  digest   sha256:00";;
  "publish --quiet") ;;
esac`;
const FAILS = `case "$1" in
  lsp) echo ready; cat > /dev/null;;
  publish) echo "error: no library is named" >&2; exit 2;;
esac`;

describe("publishing", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "orchestra-unit-"));
    editor.folders.push(folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** What `orchc` was started with besides its server, and what the user read. */
  async function published(
    script: string,
    choice?: string,
    isTrusted = true,
  ): Promise<{ starts: string[]; messages: string[] }> {
    const orchc = program(script);
    Object.assign(editor, { path: { globalValue: orchc.path }, choice, isTrusted });
    activated();
    await commands.executeCommand("orchestra.publish");
    return { starts: orchc.starts().filter((start) => !start.startsWith("lsp")), messages: [...editor.messages] };
  }

  it("shows first, and publishes once the user says so", async () => {
    expect(await published(PUBLISHES, "Publish")).toEqual({
      starts: ["publish --dry-run", "publish --quiet"],
      messages: ["Publish tea-kit 0.1.0?", "tea-kit 0.1.0 is published."],
    });
  });

  it("says below the question where to, and what", async () => {
    await published(PUBLISHES);
    expect(editor.details).toEqual(["  library  oci://registry.example/team\n  digest   sha256:00"]);
  });

  it("neither looks at the package nor asks without trust", async () => {
    const { starts, messages } = await published(PUBLISHES, "Publish", false);
    expect(starts).toEqual([]);
    expect(editor.details).toEqual([]);
    expect(messages).toEqual([
      "Publishing needs a trusted workspace: templates of this folder could call services in your name.",
    ]);
  });

  it("sends nothing where the user doesn't", async () => {
    expect(await published(PUBLISHES)).toEqual({ starts: ["publish --dry-run"], messages: ["Publish tea-kit 0.1.0?"] });
  });

  it("says why it can't, and asks nothing", async () => {
    expect(await published(FAILS, "Publish")).toEqual({
      starts: ["publish --dry-run"],
      messages: ["The package isn't published: no library is named"],
    });
  });
});
