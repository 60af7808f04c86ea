// Two kinds of bundle: the extension itself, for the host, and one script for each webview. What a bundle
// takes from other packages comes with their licences.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const common = { bundle: true, minify: true, target: "es2022", logLevel: "warning", legalComments: "none" };

const { metafile } = await build({
  ...common,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.cjs",
  platform: "node",
  format: "cjs",
  external: ["vscode"],
  metafile: true,
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
const icons = "node_modules/@vscode/codicons/dist";
for (const file of ["codicon.css", "codicon.ttf"]) {
  copyFileSync(`${icons}/${file}`, `dist/codicons/${file}`);
}
writeFileSync("dist/licences.txt", licences([icons, ...Object.keys(metafile.inputs)]));

/** The licences of the packages that these files are from; a package without one fails the build. */
function licences(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(file)?.[0]);
  const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  const texts = packages.map((folder) => {
    const licence = readdirSync(folder).find((name) => /^licen[cs]e/iu.test(name));
    if (licence === undefined) {
      throw new Error(`${folder} has no licence that could be shown`);
    }
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    return `${name} ${version}\n\n${readFileSync(`${folder}/${licence}`, "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}
