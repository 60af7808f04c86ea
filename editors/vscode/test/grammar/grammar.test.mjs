// What each construct is called, for themes to colour. `npx vitest run --update` rewrites the
// snapshots beside the samples: read the difference before you commit it.

import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { corpus } from "./corpus.mjs";
import { rendered, tokenized } from "./tokenizer.mjs";

const samples = new URL("samples/", import.meta.url);
const read = (file) => readFileSync(new URL(file, samples), "utf8");

describe("samples", () => {
  for (const file of readdirSync(samples).filter((file) => file.endsWith(".orch"))) {
    test(file, async () => {
      await expect(await rendered(read(file))).toMatchFileSnapshot(`samples/${file}.scopes`);
    });
  }

  test("blocks of a Markdown page", async () => {
    const page = await rendered(read("page.md"), "text.html.markdown");
    await expect(page).toMatchFileSnapshot("samples/page.md.scopes");
  });
});

const RESERVED = /^(as|call|const|else|ensure|enum|fail|false|fn|for|if|in|into|let|match|null|provide|repeat|template|test|true|type|use|with)$/;
const NAMES_NOTHING = /^(keyword|storage|constant\.language|support\.constant)\b/;

describe("every file without a syntax error", () => {
  const files = corpus();

  test("there are as many as there were", () => {
    expect(files.length).toBeGreaterThan(500);
  });

  test("has a scope for every token, and none that is illegal", async () => {
    const told = [];
    for (const [place, text] of files) {
      const lines = await tokenized(text);
      for (const [index, { tokens }] of lines.entries()) {
        for (const { text: token, scopes } of tokens) {
          const last = scopes.at(-1) ?? "";
          const isBare = token.trim() !== "" && (last === "" || last.startsWith("meta."));
          if (isBare || scopes.some((scope) => scope.startsWith("invalid"))) {
            told.push(`${place}:${index + 1}: \`${token}\` is ${scopes.join(" ") || "nothing"}`);
          }
        }
      }
    }
    expect(told).toEqual([]);
  });

  test("ends outside of all strings, brackets and comments", async () => {
    const told = [];
    for (const [place, text] of files) {
      // An item behind the last line is one again only if all was closed.
      const last = (await tokenized(`${text}\nenum Last { one }\n`)).at(-2);
      if (last.tokens[0].scopes.join(" ") !== "meta.enum.orch storage.type.enum.orch") {
        told.push(`${place}: ${last.tokens[0].scopes.join(" ")}`);
      }
    }
    expect(told).toEqual([]);
  });

  test("has reserved words coloured as such, unless they are fields", async () => {
    const told = [];
    for (const [place, text] of files) {
      for (const [index, { line, tokens }] of (await tokenized(text)).entries()) {
        for (const { text: token, start, scopes } of tokens) {
          const word = token.trim();
          const last = scopes.at(-1) ?? "";
          const isField = /\.\s*$/.test(line.slice(0, start)) || /^\s*\??\s*:/.test(line.slice(start + token.length));
          if (RESERVED.test(word) && !isField && !/comment|string/.test(scopes.join(" ").replace(/meta\.embedded.*/, "")) && !NAMES_NOTHING.test(last)) {
            told.push(`${place}:${index + 1}: \`${word}\` is ${scopes.join(" ")}`);
          }
        }
      }
    }
    expect(told).toEqual([]);
  });
});

describe("editing", () => {
  const configuration = JSON.parse(
    readFileSync(new URL("../../language-configuration.json", import.meta.url), "utf8"),
  );
  /** What a new line after `before` begins with, if a rule says so. */
  const appended = (before, after = "") =>
    configuration.onEnterRules.find(
      (rule) =>
        new RegExp(rule.beforeText).test(before) &&
        (rule.afterText === undefined || new RegExp(rule.afterText).test(after)),
    )?.action.appendText;

  test("documentation goes on in the next line", () => {
    expect(appended("  /// How deep to look.")).toBe("/// ");
    expect(appended("//! What the file is for.")).toBe("//! ");
  });

  test("a comment goes on only where it is cut in two", () => {
    expect(appended("// one", " two")).toBe("// ");
    expect(appended("// one")).toBeUndefined();
    expect(appended("let a = 1 // one", " two")).toBeUndefined();
  });

  test("lines are indented behind an open bracket, and not behind one in a string", () => {
    const increases = new RegExp(configuration.indentationRules.increaseIndentPattern);
    const decreases = new RegExp(configuration.indentationRules.decreaseIndentPattern);
    for (const line of ["template a() -> int {", "  let x = call a.b {", "f(", "  [ // why"]) {
      expect(line).toMatch(increases);
    }
    for (const line of ['let x = "{', "// {", "{ a: 1 }", "let x = 1"]) {
      expect(line).not.toMatch(increases);
    }
    expect("  } else {").toMatch(decreases);
    expect("  ])").toMatch(decreases);
    expect("  a }").not.toMatch(decreases);
  });

  test("words are names, numbers with their units, and nothing else", () => {
    const word = new RegExp(configuration.wordPattern, "g");
    expect('call a.find_it { x: 0.50usd, y: "ä" }'.match(word)).toEqual([
      "call", "a", "find_it", "x", "0.50usd", "y",
    ]);
  });
});
