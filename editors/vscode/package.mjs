// Makes the package for Linux on x64: `npm run package -- PATH-OF-ORCHC`. The program is copied into
// `server/` without its symbols; it is what makes the package large, so the size is held to a limit.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const LIMIT = 25 * 1024 * 1024;
const here = fileURLToPath(new URL(".", import.meta.url));
const program = process.argv[2];
if (program === undefined) {
  console.error("Say where orchc is: npm run package -- ../../target/release/orchc");
  process.exit(2);
}
const at = (path) => `${here}${path}`;
mkdirSync(at("server"), { recursive: true });
copyFileSync(program, at("server/orchc"));
chmodSync(at("server/orchc"), 0o755);
execFileSync("strip", [at("server/orchc")]);
for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
  copyFileSync(at(`../../${licence}`), at(licence));
}
const out = at("orchestra-linux-x64.vsix");
execFileSync(
  at("node_modules/.bin/vsce"),
  ["package", "--no-dependencies", "--skip-license", "--allow-missing-repository", "--target", "linux-x64", "--out", out],
  { cwd: here, stdio: ["ignore", "ignore", "inherit"] },
);
const { size } = statSync(out);
console.log(`${out}: ${(size / 1024 / 1024).toFixed(1)} MiB`);
if (size > LIMIT) {
  console.error(`The package is larger than ${LIMIT / 1024 / 1024} MiB.`);
  process.exit(1);
}
