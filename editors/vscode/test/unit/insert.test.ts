import { describe, expect, it } from "vitest";

import { activated, program, SERVES, status } from "./activated";
import { commands, editor } from "./vscode";

const ENTRY = "desearch.web_search";
const SNIPPET = 'call desearch.web_search { query: "${1:tea}" }';
const start = { line: 0, character: 0 };

/** Inserts a call, where the server answers so; what the server was asked. */
async function inserted(answer: unknown): Promise<{ asked: unknown[]; starts: string[] }> {
  const orchc = program(SERVES);
  Object.assign(editor, { path: { globalValue: orchc.path } });
  const asked: unknown[] = [];
  editor.answers.set("orchestra/callSnippet", (params) => {
    asked.push(params);
    return typeof answer === "function" ? (answer as () => unknown)() : answer;
  });
  activated();
  await status("$(check) orchc");
  await commands.executeCommand("orchestra.ledger.insert", { entry: ENTRY });
  return { asked, starts: orchc.starts() };
}

describe("a call from the Ledger's view", () => {
  it("is the server's, goes into the open file with what it imports, and needs no trust and no program", async () => {
    Object.assign(editor, { isTrusted: false });
    editor.tabs.push("/work/notes.md", "/work/a.orch");
    const edits = [{ range: { start, end: start }, newText: "use subnet desearch\n\n" }];
    const { asked, starts } = await inserted({ snippet: SNIPPET, edits });
    expect(asked).toEqual([{ textDocument: { uri: "file:///work/a.orch" }, entry: ENTRY }]);
    expect(editor.written).toEqual(["/work/a.orch:0:0: use subnet desearch\n\n", `/work/a.orch: ${SNIPPET}`]);
    expect(editor.messages).toEqual([]);
    expect(starts).toEqual(["lsp"]);
  });

  it("is written without an edit where the file knows its subnet", async () => {
    editor.tabs.push("/work/a.orch");
    await inserted({ snippet: SNIPPET, edits: [] });
    expect(editor.written).toEqual([`/work/a.orch: ${SNIPPET}`]);
  });

  it("isn't written where the Ledger has no such entry any more, which is said", async () => {
    editor.tabs.push("/work/a.orch");
    await inserted(null);
    expect(editor.written).toEqual([]);
    expect(editor.messages).toEqual([
      `No call of ${ENTRY} was inserted: The Ledger doesn't list ${ENTRY}, the file means something else by it, or is gone.`,
    ]);
  });

  it("isn't written into a file that has changed since it was asked for, which is said", async () => {
    editor.tabs.push("/work/a.orch");
    await inserted(() => {
      editor.version += 1;
      return { snippet: SNIPPET, edits: [{ range: { start, end: start }, newText: "use subnet desearch\n\n" }] };
    });
    expect(editor.written).toEqual([]);
    expect(editor.messages).toEqual([
      `No call of ${ENTRY} was inserted: The file has changed meanwhile. Insert it again.`,
    ]);
  });

  it("needs a file to go into, and asks nobody without one", async () => {
    editor.tabs.push("/work/notes.md");
    const { asked } = await inserted({ snippet: SNIPPET, edits: [] });
    expect(asked).toEqual([]);
    expect(editor.messages).toEqual(["Open an .orch file to insert a call into."]);
  });
});
