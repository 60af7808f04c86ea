// A package's documentation in a real browser: what every site of ours has to be, and a search, graphs
// and links that lead where they say.
//
// node doc.mjs SITE [PICTURES]
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

import { everybodyCanReadIt, everyPageIsValid, inBrowser, opened } from "./looks.mjs";

const [site, pictures] = process.argv.slice(2);
// One page of each kind; the second has the largest graph.
const LOOKED_AT = [
  "index.html",
  "templates/orchestra_templates.market_research.market_research.html",
  "templates/orchestra_templates.checked_translation.checked_translation.html",
  "modules/orchestra_templates.market_research.html",
  "sources/market_research.html",
];

function everyLinkLeadsSomewhere() {
  const paths = readdirSync(site, { recursive: true }).filter((path) => path.endsWith(".html"));
  const texts = new Map(paths.map((path) => [path, readFileSync(join(site, path), "utf8")]));
  let links = 0;
  for (const [path, text] of texts) {
    for (const [, address] of text.matchAll(/ href="([^"]*)"/g)) {
      const [file, fragment] = address.split("#");
      const target = file === "" ? path : normalize(join(dirname(path), decodeURIComponent(file)));
      assert.ok(texts.has(target), `${path} links to ${address}`);
      if (fragment) assert.ok(texts.get(target).includes(` id="${fragment}"`), `${path} links to ${address}`);
      links += 1;
    }
  }
  assert.ok(links > 100, `only ${links} links`);
  return `${links} links lead somewhere`;
}

async function theSearchFinds(browser) {
  const context = await browser.newContext();
  const { page, told } = await opened(context, site, "index.html");
  const found = async (query) => {
    await page.locator("#query").fill(query);
    return page.locator("#results a").evaluateAll((all) => all.map((it) => it.textContent));
  };
  assert.equal((await found("market research"))[0], "market_research");
  assert.equal((await found("MARKET"))[0], "market_research");
  assert.ok((await found("search.web")).includes("news_digest"), "by a capability that it calls");
  assert.deepEqual(await found("xylophone"), []);
  assert.equal(await page.locator("#status").textContent(), "Nothing is found.");
  await found("fact check");
  await page.locator("#results a").first().click();
  await page.waitForURL("**/templates/orchestra_templates.fact_check.fact_check.html");
  assert.deepEqual(told, []);
  await context.close();
  return "the search finds by name, by words and by capability";
}

async function everybodyReadsIt(browser) {
  return everybodyCanReadIt(browser, site, LOOKED_AT, async (page, path) => {
    if (path === "index.html") await page.locator("#query").fill("research");
    for (const details of await page.locator("details").all()) await details.locator("summary").click();
    if (pictures) {
      const { width } = page.viewportSize();
      const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
      const name = `${path.replaceAll("/", "-")}-${width}${dark ? "-dark" : ""}.png`;
      await page.screenshot({ path: join(pictures, name), fullPage: true });
    }
  });
}

async function theGraphShowsEveryStep(browser) {
  const context = await browser.newContext();
  const { page } = await opened(context, site, LOOKED_AT[1]);
  const drawn = await page.locator("svg rect").count();
  const listed = await page.locator(".steps > li").count();
  assert.ok(listed > 5 && drawn >= listed, `${drawn} boxes, ${listed} steps`);
  const outside = await page.locator("svg").evaluate((svg) => {
    const whole = svg.getBoundingClientRect();
    const inside = (box) =>
      box.left >= whole.left && box.right <= whole.right && box.top >= whole.top && box.bottom <= whole.bottom;
    return [...svg.querySelectorAll("rect, text")].filter((it) => !inside(it.getBoundingClientRect())).length;
  });
  assert.equal(outside, 0, "boxes and words lie inside the drawing");
  const wide = await page.locator("svg g").evaluateAll((all) =>
    all.filter((it) => {
      const box = it.querySelector("rect").getBoundingClientRect();
      return [...it.querySelectorAll("text")].some((text) => text.getBoundingClientRect().right > box.right);
    }).length);
  assert.equal(wide, 0, "words lie inside their boxes");
  await context.close();
  return `the graph shows ${listed} steps in ${drawn} boxes`;
}

async function itWorksByKeyboard(browser) {
  const context = await browser.newContext();
  const { page } = await opened(context, site, "index.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "query");
  await page.keyboard.type("checked");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/templates/orchestra_templates.checked_translation.checked_translation.html");
  // The source opens by keyboard too.
  const summary = page.locator("#source ~ details summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#source ~ details pre").isVisible());
  await context.close();
  return "search and sources are reached and used by keyboard";
}

async function withoutScriptsEverythingIsListed(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page } = await opened(context, site, "index.html");
  assert.equal(await page.locator("#search").isVisible(), false);
  await page.locator('a[href="templates/orchestra_templates.news_digest.news_digest.html"]').first().click();
  assert.match(await page.title(), /^news_digest/);
  await context.close();
  return "without scripts everything is listed";
}

console.log(await everyPageIsValid(site, 30));
console.log(everyLinkLeadsSomewhere());
await inBrowser([
  theSearchFinds,
  everybodyReadsIt,
  theGraphShowsEveryStep,
  itWorksByKeyboard,
  withoutScriptsEverythingIsListed,
]);
