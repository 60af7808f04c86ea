// The Ledger's site in a real browser, from `file://`: valid pages, a search that answers as
// `orchc ledger search` does, no violation of accessibility, nothing loaded from anywhere.
//
// node site.mjs SITE ORCHC QUERIES
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [site, orchc, queries] = process.argv.slice(2);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// One page of each kind, and the longest.
const LOOKED_AT = [
  "index.html",
  "capabilities/search.web.html",
  "capabilities/text.generate.html",
  "subnets/desearch.html",
  "subnets/root.html",
];
const MOST_COMPARED = 10;

const address = (path) => pathToFileURL(join(site, path)).href;

async function everyPageIsValid() {
  const validator = new HtmlValidate({
    extends: ["html-validate:standard"],
    // How pages are laid out is the template's affair.
    rules: { "no-trailing-whitespace": "off", "long-title": "off", "no-inline-style": "error" },
  });
  const paths = readdirSync(site, { recursive: true }).filter((path) => path.endsWith(".html"));
  assert.ok(paths.length > 100, `only ${paths.length} pages`);
  const wrong = [];
  for (const path of paths) {
    const report = await validator.validateString(readFileSync(join(site, path), "utf8"), path);
    for (const { messages } of report.results) {
      wrong.push(...messages.map((it) => `${path}:${it.line}:${it.column}: ${it.ruleId}: ${it.message}`));
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  return `${paths.length} pages are valid`;
}

// A page that fails the test where it reports anything or asks for anything but files.
async function opened(context, path) {
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => told.push(message.text()));
  page.on("pageerror", (error) => told.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) told.push(`asks for ${request.url()}`);
  });
  await page.goto(address(path));
  return { page, told };
}

async function theSearchAnswersAsTheCommandDoes(browser) {
  const context = await browser.newContext();
  const { page, told } = await opened(context, "index.html");
  const lines = readFileSync(queries, "utf8").split("\n").filter((line) => line !== "");
  for (const line of lines) {
    const [query, expected] = line.split(" => ");
    const limit = String(MOST_COMPARED);
    const printed = execFileSync(orchc, ["ledger", "search", "--format", "json", "--limit", limit, "--", query]);
    const command = JSON.parse(printed);
    await page.locator("#query").fill(query);
    const names = await page.locator("#results a").evaluateAll((all) => all.map((it) => it.dataset.name));
    assert.equal(names[0] ?? "nothing", expected, `first for “${query}”`);
    assert.deepEqual(names.slice(0, MOST_COMPARED), command.hits.map((hit) => hit.name), query);
    const status = await page.locator("#status").textContent();
    for (const { from, to } of command.corrected) {
      assert.ok(status.includes(`“${from}” is read as “${to}”`), `${query}: ${status}`);
    }
  }
  await page.locator("#query").fill("web search");
  await page.locator("#results a").first().click();
  await page.waitForURL("**/capabilities/search.web.html");
  assert.deepEqual(told, []);
  await context.close();
  return `${lines.length} queries are answered as the command answers them`;
}

async function everybodyCanReadIt(browser) {
  let looks = 0;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1200, 360]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      for (const path of LOOKED_AT) {
        const { page, told } = await opened(context, path);
        if (path === "index.html") await page.locator("#query").fill("image");
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document));
        const found = violations.map((it) => `${it.id}: ${it.nodes[0].html}`);
        assert.deepEqual(found, [], `${path}, ${colorScheme}, ${width} wide`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} wide on a screen of ${width}`);
        assert.deepEqual(told, [], path);
        await page.close();
        looks += 1;
      }
      await context.close();
    }
  }
  return `${looks} looks at pages, light and dark, wide and narrow, without a violation`;
}

async function itWorksByKeyboard(browser) {
  const context = await browser.newContext();
  const { page } = await opened(context, "index.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main-part");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "query");
  await page.keyboard.type("weather");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/capabilities/weather.forecast.html");
  await context.close();
  return "the search is reached and used by keyboard";
}

async function aCallIsCopied(browser) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = await opened(context, "capabilities/search.web.html");
  await page.locator(".copy button").click();
  await page.locator(".copy button", { hasText: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.startsWith("use capability search\n") && copied.endsWith("}\n"), copied);
  await context.close();
  return "a call is copied whole";
}

async function withoutScriptsEverythingIsListed(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await opened(context, "index.html");
  assert.equal(await page.locator("#search").isVisible(), false);
  assert.ok((await page.locator("tbody tr").count()) > 100);
  await page.locator('a[href="subnets/desearch.html"]').first().click();
  assert.match(await page.title(), /^Desearch/);
  await context.close();
  return "without scripts everything is listed";
}

console.log(await everyPageIsValid());
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  for (const test of [
    theSearchAnswersAsTheCommandDoes,
    everybodyCanReadIt,
    itWorksByKeyboard,
    aCallIsCopied,
    withoutScriptsEverythingIsListed,
  ]) {
    console.log(await test(browser));
  }
} finally {
  await browser.close();
}
