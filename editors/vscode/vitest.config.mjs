// The time for a test is what a machine that builds beside it needs, not what a test takes alone.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The editor's module is there only inside a running one.
  resolve: { alias: { vscode: fileURLToPath(new URL("test/unit/vscode.ts", import.meta.url)) } },
  test: { include: ["test/{grammar,unit}/**/*.test.{mjs,ts}"], testTimeout: 60_000 },
});
