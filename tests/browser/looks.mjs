// What every site of ours has to be, in a real browser, from `file://`: valid pages that anybody can
// read, in light and dark, wide and narrow, without a violation of accessibility, loading nothing.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function everyPageIsValid(site, least) {
  const validator = new HtmlValidate({
    extends: ["html-validate:standard"],
    // How pages are laid out is the template's affair.
    rules: { "no-trailing-whitespace": "off", "long-title": "off", "no-inline-style": "error" },
  });
  const paths = readdirSync(site, { recursive: true }).filter((path) => path.endsWith(".html"));
  assert.ok(paths.length >= least, `only ${paths.length} pages`);
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
export async function opened(context, site, path) {
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => told.push(message.text()));
  page.on("pageerror", (error) => told.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) told.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(site, path)).href);
  return { page, told };
}

// `prepare` may do something with a page before it is looked at.
export async function everybodyCanReadIt(browser, site, paths, prepare) {
  let looks = 0;
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1200, 360]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      for (const path of paths) {
        const { page, told } = await opened(context, site, path);
        await prepare(page, path);
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

// Runs `tests` in Debian's browser, and prints what each has seen.
export async function inBrowser(tests) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    for (const test of tests) console.log(await test(browser));
  } finally {
    await browser.close();
  }
}
