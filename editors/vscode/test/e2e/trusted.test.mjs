// What a person does with the extension in a folder that they trust, from opening a file to a job that ran.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { openEditor } from "./editor.mjs";
import { isPictured, Person, SOON } from "./person.mjs";

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
  const mended = page.locator(".view-line", { hasText: "topic: string(1..=200)" });
  await person.tries(async () => {
    await person.word("strin(1..=200)", "strin").click({ timeout: SOON });
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget .monaco-list-row", { hasText: "Write `string`" }).click({ timeout: SOON });
  }, mended);
  await page.locator(".monaco-editor .squiggly-error").first().waitFor({ state: "detached" });
  await person.saves((text) => text.includes("topic: string(1..=200)"));
  await person.commands("View: Hide Panel");
  await page.locator(".markers-panel").waitFor({ state: "hidden" });
});

test("a call is completed from what the Ledger says", async () => {
  const before = person.text();
  await person.goesTo("call search.web");
  await page.keyboard.press("Enter");
  await page.keyboard.type("let news = call search.", { delay: 30 });
  const offered = page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: "web" }).first();
  const about = page.locator(".suggest-details:visible");
  const said = about.filter({ hasText: /desearch\.web_search.*0\.0025 USD a request/u });
  const written = page.locator(".view-line", { hasText: "let news" }).filter({ hasText: "call search.web" });
  await person.tries(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Space");
    await offered.waitFor({ timeout: SOON });
    // The same key again tells more, or less.
    if (!(await about.isVisible())) {
      await page.keyboard.press("Control+Space");
    }
    await said.waitFor({ timeout: SOON });
    await person.picture("completion");
    await offered.click({ timeout: SOON });
  }, written.filter({ hasText: "{ query:" }));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+k");
  await person.saves((text) => text === before);
});

test("a hover says what a call takes and what it costs", async () => {
  // The editor gives a card a quarter of its height: here, all that is said is to be seen at once.
  await page.setViewportSize({ width: 1600, height: 2600 });
  const card = page.locator(".monaco-hover:visible", { hasText: "Pages of the public web" });
  const said = await person.pointsAt(person.word("call search.web", "web"), card);
  assert.match(said, /desearch\.web_search.*0\.0025 USD a request/u);
  assert.match(said, /query: string\(1\.\.=2000\)/u);
  await person.picture("hover", 1100);
  await page.setViewportSize({ width: 1600, height: 900 });
});

test("a name is renamed wherever it stands", async () => {
  await person.goesTo("let notes");
  const box = page.locator(".rename-box input");
  await person.tries(async () => {
    await person.word("let notes", "notes").click({ timeout: SOON });
    await page.keyboard.press("F2");
    // Keys would go to the text until the box has the focus.
    await box.fill("findings", { timeout: SOON });
    await box.press("Enter", { timeout: SOON });
  }, page.locator(".view-line", { hasText: "${findings}" }));
  await person.saves((text) => text.includes("let findings = web.hits") && text.includes("${findings}") && !text.includes("notes"));
});

test("a file gets its canonical layout", async () => {
  assert.ok(person.text().includes("let   web"));
  await person.tries(async () => {
    await page.locator(".view-lines").first().click({ timeout: SOON });
    await person.commands("Format Document");
    // A locator would take three spaces for one.
    const isLaidOut = () =>
      [...document.querySelectorAll(".view-line")].some((line) => /let\sweb\b/u.test(line.textContent ?? ""));
    await page.waitForFunction(isLaidOut, undefined, { timeout: SOON });
  });
  await person.saves((text) => text.includes("let web = call search.web"));
  await page.locator(".view-line", { hasText: "call search.web → desearch.web_search" }).waitFor();
});

test("the plan shows each step, and a step leads to its text", async () => {
  await person.goesTo("template briefing");
  await person.commands("Orchestra: Show Plan");
  const plan = await person.webview("svg .step");
  await person.reads(plan.locator("svg .name"), ["web", "ensure", "view"]);
  assert.match(await plan.locator(".totals").innerText(), /18 calls/u);
  await person.clicks(plan.locator('[data-path="briefing.view"]'), person.line(21));
  await person.goesTo("let web = call");
  await plan.locator('[data-path="briefing.web"].selected').waitFor();
  await person.tries(async () => {
    await plan.locator('[data-path="briefing.web"]').focus({ timeout: SOON });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
  }, plan.locator('[data-path="briefing.view"].selected'));
  await person.picture("plan");
});

test("a template runs in the sandbox, and its result opens", async () => {
  const form = await person.asksToRun();
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
  await question.locator(".monaco-button", { hasText: "Cancel" }).click();
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
  const runs = (title, shown) => person.clicksOnRow(row(title), row(title).locator(".codicon-testing-run-icon"), shown);
  await runs("nothing is written", row("nothing is written").and(page.locator('[aria-label*="(Passed)"]')));
  const peek = page.locator(".test-output-peek");
  await runs("a briefing rests", peek.locator(".view-line", { hasText: "Thrice as much" }));
  await row("a briefing rests").and(page.locator('[aria-label*="(Failed)"]')).waitFor();
  await peek.locator(".view-line", { hasText: "Twice as much" }).waitFor();
  await page.mouse.move(800, 880);
  await person.picture("tests");
  await page.keyboard.press("Escape");
});

test("the Ledger is browsed, narrowed, read, and called", async () => {
  await person.goesTo("let web = call");
  await page.keyboard.press("Enter");
  await page.locator(".activitybar").getByRole("tab", { name: "Orchestra" }).click();
  const rows = page.locator(".pane", { hasText: "Capabilities" }).locator(".monaco-list-row");
  const row = (name) => rows.filter({ has: page.locator(".label-name", { hasText: new RegExp(`^${name}$`, "u") }) });
  await row("audio.speak").waitFor();
  await person.answers("Orchestra: Filter the Ledger", "web search", row("desearch.web_search"));
  await row("audio.speak").waitFor({ state: "detached" });
  await row("search.web").waitFor();
  await person.clicks(row("desearch.web_search"), page.locator(".view-line", { hasText: "0.0025 USD a request" }));
  if (isPictured) {
    await person.widensSideBar(100);
    await person.picture("ledger");
  }
  const button = row("desearch.web_search").locator('[aria-label="Insert Call"]');
  const call = page.locator(".view-line", { hasText: "call desearch.web_search" }).filter({ hasText: "{ query:" });
  await person.clicksOnRow(row("desearch.web_search"), button, call);
  await page.locator(".tab.active", { hasText: "briefing.orch" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".view-line", { hasText: "call desearch.web_search ≤ 0.0025 USD" }).waitFor();
  await person.picture("hints");
  await person.saves((text) => text.includes("call desearch.web_search {") && text.includes("use subnet desearch\n"));
});

test("nothing outside this machine was asked for", () => {
  assert.deepEqual([...editor.outside], []);
});
