// The Ledger's site in a real browser, from `file://`: valid pages, a search that answers as
// `orchc ledger search` does, no violation of accessibility, nothing loaded from anywhere.
//
// node site.mjs SITE ORCHC QUERIES
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { everybodyCanReadIt, everyPageIsValid, inBrowser, opened } from "./looks.mjs";

const [site, orchc, queries] = process.argv.slice(2);
// One page of each kind, and the longest.
const LOOKED_AT = [
  "index.html",
  "capabilities/search.web.html",
  "capabilities/text.generate.html",
  "subnets/desearch.html",
  "subnets/root.html",
];
const MOST_COMPARED = 10;

async function theSearchAnswersAsTheCommandDoes(browser) {
  const context = await browser.newContext();
  const { page, told } = await opened(context, site, "index.html");
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

async function itIsReadable(browser) {
  return everybodyCanReadIt(browser, site, LOOKED_AT, async (page, path) => {
    if (path === "index.html") await page.locator("#query").fill("image");
  });
}

async function itWorksByKeyboard(browser) {
  const context = await browser.newContext();
  const { page } = await opened(context, site, "index.html");
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
  const { page } = await opened(context, site, "capabilities/search.web.html");
  await page.locator(".copy button").click();
  await page.locator(".copy button", { hasText: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(copied.startsWith("use capability search\n") && copied.endsWith("}\n"), copied);
  await context.close();
  return "a call is copied whole";
}

async function withoutScriptsEverythingIsListed(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await opened(context, site, "index.html");
  assert.equal(await page.locator("#search").isVisible(), false);
  assert.ok((await page.locator("tbody tr").count()) > 100);
  await page.locator('a[href="subnets/desearch.html"]').first().click();
  assert.match(await page.title(), /^Desearch/);
  await context.close();
  return "without scripts everything is listed";
}

console.log(await everyPageIsValid(site, 100));
await inBrowser([
  theSearchAnswersAsTheCommandDoes,
  itIsReadable,
  itWorksByKeyboard,
  aCallIsCopied,
  withoutScriptsEverythingIsListed,
]);
