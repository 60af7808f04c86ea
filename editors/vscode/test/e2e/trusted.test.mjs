// What a person does with the extension in a folder that they trust, from opening a file to a job that ran.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { command, openEditor, webview } from "./editor.mjs";

const images = fileURLToPath(new URL("../../../../docs/editors/images/", import.meta.url));
const failures = fileURLToPath(new URL("../../../../target/vscode-e2e/failures/", import.meta.url));
let editor;
let page;

before(async () => {
  editor = await openEditor({ trusted: true, file: "briefing.orch" });
  page = editor.page;
});
afterEach(async ({ name, passed }) => {
  if (passed !== true) {
    mkdirSync(failures, { recursive: true });
    await page.screenshot({ path: join(failures, `${name.replaceAll(/\W+/gu, "-")}.png`) });
  }
});
after(() => editor?.close());

/** Keeps a picture for the guide, if the run is asked for them. */
async function picture(name) {
  if (process.env.ORCHESTRA_E2E_PICTURES === "1") {
    mkdirSync(images, { recursive: true });
    await page.mouse.move(700, 810);
    await page.screenshot({ path: join(images, `${name}.png`) });
  }
}

const text = () => readFileSync(join(editor.workspace, "briefing.orch"), "utf8");

async function saved(condition) {
  await page.keyboard.press("Control+s");
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    if (condition(text())) {
      return;
    }
    await page.waitForTimeout(50);
  }
  assert.fail(`the file on disk is still:\n${text()}`);
}

/** Puts the cursor at the end of the line that holds `words`. */
async function line(words) {
  const number = text().split("\n").findIndex((own) => own.includes(words)) + 1;
  await page.locator(".tab", { hasText: "briefing.orch" }).first().click();
  await page.keyboard.press("Control+g");
  await page.locator(".quick-input-widget input").first().fill(`:${number}`);
  await page.keyboard.press("Enter");
  await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: `Ln ${number},` }).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("End");
}

/** Opens a menu by its key, again if what arrived meanwhile has closed it. */
async function menu(key, shown) {
  for (let tries = 1; ; tries += 1) {
    await page.keyboard.press(key);
    try {
      return await shown.waitFor({ timeout: 5000 });
    } catch (late) {
      if (tries === 5) {
        throw late;
      }
      await page.keyboard.press("Escape");
    }
  }
}

test("a problem is marked, said and mended by its fix", async () => {
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ timeout: 60_000 });
  await page.keyboard.press("Control+Shift+m");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "there is no type `strin`" });
  await row.waitFor();
  await picture("problem");
  await row.click();
  await page.locator(".view-line", { hasText: "strin(1..=200)" }).locator("span", { hasText: /^strin$/u }).last().click();
  await menu("Control+.", page.locator(".action-widget", { hasText: "Write `string`" }));
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached", timeout: 30_000 });
  await saved((now) => now.includes("topic: string(1..=200)"));
  await page.keyboard.press("Control+j");
  await page.locator(".markers-panel").waitFor({ state: "hidden" });
});

test("a file gets its canonical layout", async () => {
  assert.ok(text().includes("let   web"));
  await page.locator(".view-lines").first().click();
  await command(page, "Format Document");
  // A locator would take three spaces for one.
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".view-line")].some((line) => /let\sweb\s=/u.test(line.textContent ?? "")),
  );
  await saved((now) => now.includes("let web = call search.web"));
});

test("the plan shows each step, and a step leads to its text", async () => {
  await line("template briefing");
  await command(page, "Orchestra: Show Plan");
  const plan = await webview(page, "svg .step");
  assert.deepEqual(await plan.locator("svg .name").allTextContents(), ["web", "ensure", "view"]);
  assert.match(await plan.locator(".totals").innerText(), /18 calls/u);
  await plan.locator('[data-path="briefing.view"]').click();
  await page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: "Ln 21," }).waitFor();
  await line("let web = call");
  await plan.locator('[data-path="briefing.web"].selected').waitFor();
  await plan.locator('[data-path="briefing.web"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await plan.locator('[data-path="briefing.view"].selected').waitFor();
  await picture("plan");
});

test("a template runs in the sandbox, and its result opens", async () => {
  await (await webview(page, "svg .step")).locator("button", { hasText: "Run" }).click();
  const form = await webview(page, "form");
  await form.locator('[name="input.topic"]').fill("solid-state batteries");
  await form.locator("button", { hasText: "Run in the sandbox" }).click();
  await form.locator("h2", { hasText: "Done" }).waitFor({ timeout: 60_000 });
  assert.match(await form.locator("pre.succeeded").innerText(), /"key_points"/u);
  assert.deepEqual(await form.locator(".steps .path").allTextContents(), ["web", "view"]);
  await picture("run");
  await form.locator("button", { hasText: "Open result" }).click();
  await page.locator(".tab.active", { hasText: ".json" }).waitFor();
  await page.locator(".view-line", { hasText: '"summary"' }).first().waitFor();
});

test("a real run shows what it may do, and sends nothing without a yes", async () => {
  await page.locator(".tab", { hasText: "Run: briefing" }).click();
  const form = await webview(page, "form");
  await form.locator("button", { hasText: "Run for real" }).click();
  const question = page.locator(".monaco-dialog-box", { hasText: "against real services?" });
  await question.waitFor({ timeout: 30_000 });
  const words = await question.innerText();
  assert.match(words, /Sends secrets:/u);
  assert.match(words, /DESEARCH_API_KEY to https:\/\/api\.desearch\.ai/u);
  assert.match(words, /What it costs isn't bounded/u);
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await form.locator("h2", { hasText: "Done" }).waitFor();
});
