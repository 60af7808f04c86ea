// Reads text as VS Code does: the same library, the same regular expressions, the extension's files.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const syntaxes = new URL("../../syntaxes/", import.meta.url);
const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
await oniguruma.loadWASM(readFileSync(wasm));

// Markdown's own grammar comes with VS Code; of it, only the page around the blocks matters here.
const MARKDOWN = {
  scopeName: "text.html.markdown",
  patterns: [{ match: "^#.*$", name: "markup.heading.markdown" }],
  repository: {},
};

const FILES = {
  "source.orch": "orch.tmLanguage.json",
  "markdown.orch.codeblock": "orch.markdown.tmLanguage.json",
};

const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    if (scope === MARKDOWN.scopeName) return MARKDOWN;
    const file = FILES[scope];
    return file === undefined ? null : JSON.parse(readFileSync(new URL(file, syntaxes), "utf8"));
  },
  getInjections: (scope) => (scope === MARKDOWN.scopeName ? ["markdown.orch.codeblock"] : []),
});

/** The lines of a text, each with its tokens; scopes from the outside inwards, the root's left out. */
export async function tokenized(text, root = "source.orch") {
  const grammar = await registry.loadGrammar(root);
  let stack = textmate.INITIAL;
  return text.split(/\r?\n/).map((line, index) => {
    const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, stack);
    if (stoppedEarly) throw new Error(`line ${index + 1} took too long`);
    stack = ruleStack;
    return {
      line,
      tokens: tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex),
        start: startIndex,
        scopes: scopes.slice(1),
      })),
    };
  });
}

/** A text with the scopes of each token below its line. */
export async function rendered(text, root) {
  const out = [];
  for (const { line, tokens } of await tokenized(text, root)) {
    out.push(`>${line}`);
    for (const { text: token, start, scopes } of tokens) {
      if (token.trim() === "" || scopes.length === 0) continue;
      out.push(` ${" ".repeat(start)}${"^".repeat(token.length)} ${scopes.join(" ")}`);
    }
  }
  return `${out.join("\n")}\n`;
}
