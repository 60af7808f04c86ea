// Features are slices: each may read `src/core/`, none another's folder, so that one can be taken out
// or replaced without touching the rest.
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const slices = readdirSync(new URL("src/features", import.meta.url));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "test/e2e", "test/grammar", "*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreVoidReturningFunctions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...slices.map((slice) => ({
    files: [`src/features/${slice}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: slices
            .filter((other) => other !== slice)
            .map((other) => ({
              group: [`**/features/${other}/**`, `**/../${other}/**`],
              message: "A feature reads src/core, never another feature.",
            })),
        },
      ],
    },
  })),
  {
    files: ["src/core/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [{ group: ["**/features/**"] }] }] },
  },
);
