// The time for a test is what a machine that builds beside it needs, not what a test takes alone.
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/{grammar,unit}/**/*.test.{mjs,ts}"], testTimeout: 60_000 } });
