// Two kinds of bundle: the extension itself, for the host, and one script for each webview.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";

const common = { bundle: true, minify: true, target: "es2022", logLevel: "warning", legalComments: "none" };

await build({
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  platform: "node",
  format: "cjs",
  external: ["vscode"],
});
await build({
  ...common,
  entryPoints: {
    plan: "src/features/plan/webview/main.ts",
    form: "src/features/running/webview/main.ts",
  },
  outdir: "dist/webviews",
  platform: "browser",
  format: "iife",
});
mkdirSync("dist/codicons", { recursive: true });
for (const file of ["codicon.css", "codicon.ttf"]) {
  copyFileSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/codicons/${file}`);
}
