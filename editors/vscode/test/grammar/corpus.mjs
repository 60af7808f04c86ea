// The project's files in the language that have no syntax error.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
// What these hold is broken on purpose, or not meant to be read as it stands.
const BROKEN = [
  "tests/conformance/syntax", "tests/format/broken", "tests/format/comments", "tests/cli", "tests/bench", "syntax/tests",
  "editors", "fuzz", "target",
];

/** Pairs of path and text. */
export function corpus() {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const place = relative(ROOT, path);
      if (entry.name === "node_modules" || entry.name.startsWith(".")) continue;
      if (BROKEN.includes(place)) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith(".orch")) {
        const text = readFileSync(path, "utf8");
        if (!/error\[E01\d\d\]/.test(text)) found.push([place, text]);
      }
    }
  };
  visit(ROOT);
  return found;
}
