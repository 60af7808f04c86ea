// What a person does with the extension in a folder that they trust, from opening a file to a job that ran.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { openEditor } from "./editor.mjs";
import { Person } from "./person.mjs";

let editor;
let page;
let person;
let failed;

before(async () => {
  editor = await openEditor({ trusted: true, name: "briefings" });
  page = editor.page;
  person = new Person(editor, "briefing.orch");
});
// Each step begins where the last one ended: after one that failed, none can tell anything.
beforeEach(() => assert.equal(failed, undefined, `not done, since this failed: ${failed}`));
afterEach(async ({ name, passed }) => {
  if (!passed && failed === undefined) {
    failed = name;
    await editor.keep(name);
  }
});
after(() => editor?.close());

test("a problem is marked, said and mended by its fix", async () => {
  await person.opensFile();
  await page.locator(".monaco-editor .squiggly-error").first().waitFor();
  await page.keyboard.press("Control+Shift+m");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "there is no type `strin`" });
  await row.waitFor();
  await person.picture("problem");
  await row.click();
  await person.word("strin(1..=200)", "strin").click();
  await person.shows("Control+.", page.locator(".action-widget", { hasText: "Write `string`" }));
  await page.keyboard.press("Enter");
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached" });
  await person.saves((text) => text.includes("topic: string(1..=200)"));
  await page.keyboard.press("Control+j");
  await page.locator(".markers-panel").waitFor({ state: "hidden" });
});

test("a call is completed from what the Ledger says", async () => {
  const before = person.text();
  await person.goesTo("call search.web");
  await page.keyboard.press("Enter");
  await page.keyboard.type("let news = call search.", { delay: 30 });
  const offered = page.locator(".suggest-widget.visible .monaco-list-row");
  await offered.filter({ hasText: "web" }).first().waitFor();
  await page.keyboard.press("Control+Space");
  const about = page.locator(".suggest-details");
  await about.filter({ hasText: /desearch\.web_search.*0\.0025 USD a request/u }).waitFor();
  await person.picture("completion");
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: "let news" }).filter({ hasText: "call search.web" }).filter({ hasText: "{ query:" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+k");
  await person.saves((text) => text === before);
});

test("a hover says what a call takes and what it costs", async () => {
  // The editor gives a card a quarter of its height: here, all that is said is to be seen at once.
  await page.setViewportSize({ width: 1600, height: 2600 });
  const card = page.locator(".monaco-hover:visible", { hasText: "Pages of the public web" });
  await person.pointsAt(person.word("call search.web", "web"), card);
  await card.locator("li", { hasText: "desearch.web_search" }).filter({ hasText: "0.0025 USD a request" }).waitFor();
  assert.match(await card.innerText(), /query: string\(1\.\.=2000\)/u);
  await person.picture("hover", 1100);
  await page.setViewportSize({ width: 1600, height: 900 });
});

test("a name is renamed wherever it stands", async () => {
  await person.goesTo("let notes");
  await person.word("let notes", "notes").click();
  const box = page.locator(".rename-box input");
  await person.shows("F2", box);
  // Keys would go to the text until the box has the focus.
  await box.fill("findings");
  await box.press("Enter");
  await page.locator(".view-line", { hasText: "${findings}" }).waitFor();
  await person.saves((text) => text.includes("let findings = web.hits") && text.includes("${findings}") && !text.includes("notes"));
});

test("a file gets its canonical layout", async () => {
  assert.ok(person.text().includes("let   web"));
  await page.locator(".view-lines").first().click();
  await person.commands("Format Document");
  // A locator would take three spaces for one.
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".view-line")].some((line) => /let\sweb\b/u.test(line.textContent ?? "")),
  );
  await person.saves((text) => text.includes("let web = call search.web"));
});

test("the plan shows each step, and a step leads to its text", async () => {
  await person.goesTo("template briefing");
  await person.commands("Orchestra: Show Plan");
  const plan = await person.webview("svg .step");
  await person.reads(plan.locator("svg .name"), ["web", "ensure", "view"]);
  assert.match(await plan.locator(".totals").innerText(), /18 calls/u);
  await plan.locator('[data-path="briefing.view"]').click();
  await person.standsIn(21);
  await person.goesTo("let web = call");
  await plan.locator('[data-path="briefing.web"].selected').waitFor();
  await plan.locator('[data-path="briefing.web"]').focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await plan.locator('[data-path="briefing.view"].selected').waitFor();
  await person.picture("plan");
});

test("a template runs in the sandbox, and its result opens", async () => {
  await (await person.webview("svg .step")).locator("button", { hasText: "Run" }).click();
  const form = await person.webview("form");
  await form.locator('[name="input.topic"]').fill("solid-state batteries");
  await form.locator("button", { hasText: "Run in the sandbox" }).click();
  await form.locator("h2", { hasText: "Done" }).waitFor();
  assert.match(await form.locator("pre.succeeded").innerText(), /"key_points"/u);
  assert.deepEqual(await form.locator(".steps .path").allTextContents(), ["web", "view"]);
  await person.picture("run");
  await form.locator("button", { hasText: "Open result" }).click();
  await page.locator(".tab.active", { hasText: ".json" }).waitFor();
  await page.locator(".view-line", { hasText: '"summary"' }).first().waitFor();
});

test("a real run shows what it may do, and sends nothing without a yes", async () => {
  await page.locator(".tab", { hasText: "Run: briefing" }).click();
  const form = await person.webview("form");
  await form.locator("button", { hasText: "Run for real" }).click();
  const question = page.locator(".monaco-dialog-box", { hasText: "against real services?" });
  await question.waitFor();
  const words = await question.innerText();
  assert.match(words, /Sends secrets:/u);
  assert.match(words, /DESEARCH_API_KEY to https:\/\/api\.desearch\.ai/u);
  assert.match(words, /What it costs isn't bounded/u);
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await form.locator("h2", { hasText: "Done" }).waitFor();
});

test("tests run from the Test Explorer, and what differs is laid side by side", async () => {
  await person.goesTo("template briefing");
  await person.commands("View: Close Editors in Other Groups");
  await person.commands("Testing: Focus on Test Explorer View");
  const tests = page.locator(".test-explorer .monaco-list-row");
  const row = (title) => tests.filter({ hasText: title });
  await person.opens(row("briefing.orch"), row("nothing is written"));
  assert.equal(await tests.count(), 4);
  await runs(row("nothing is written"));
  await row("nothing is written").and(page.locator('[aria-label*="(Passed)"]')).waitFor();
  await runs(row("a briefing rests"));
  await row("a briefing rests").and(page.locator('[aria-label*="(Failed)"]')).waitFor();
  const peek = page.locator(".test-output-peek");
  await peek.locator(".view-line", { hasText: "Thrice as much" }).waitFor();
  await peek.locator(".view-line", { hasText: "Twice as much" }).waitFor();
  await page.mouse.move(800, 880);
  await person.picture("tests");
  await page.keyboard.press("Escape");
});

/** Runs a test by the button that its row shows under the mouse. */
async function runs(row) {
  await row.hover();
  await row.locator(".codicon-testing-run-icon").click();
}

test("the Ledger is browsed, narrowed, read, and called", async () => {
  const before = person.text();
  await person.goesTo("let web = call");
  await page.keyboard.press("Enter");
  await page.locator(".activitybar").getByRole("tab", { name: "Orchestra" }).click();
  const rows = page.locator(".pane", { hasText: "Capabilities" }).locator(".monaco-list-row");
  const row = (name) => rows.filter({ has: page.locator(".label-name", { hasText: new RegExp(`^${name}$`, "u") }) });
  await row("audio.speak").waitFor();
  await person.answers("Orchestra: Filter the Ledger", "web search", row("desearch.web_search"));
  await row("audio.speak").waitFor({ state: "detached" });
  await row("search.web").waitFor();
  await row("desearch.web_search").click();
  await page.locator(".view-line", { hasText: "0.0025 USD a request" }).waitFor();
  await person.picture("ledger");
  // What is told of the row while the mouse rests on it lies over it.
  await page.mouse.move(0, 0);
  await page.locator(".context-view .hover-contents").waitFor({ state: "hidden" });
  await row("desearch.web_search").hover();
  await row("desearch.web_search").locator('[aria-label="Insert Call"]').click();
  await page.locator(".tab.active", { hasText: "briefing.orch" }).waitFor();
  await page.locator(".view-line", { hasText: "call desearch.web_search" }).filter({ hasText: "{ query:" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+k");
  await person.saves((text) => text === before);
});

test("nothing outside this machine was asked for", () => {
  assert.deepEqual([...editor.outside], []);
});
