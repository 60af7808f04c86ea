// A folder that somebody cloned and doesn't trust: it names a program of its own, and a service that
// listens on this machine. Nothing there is started and nothing is asked, until it is trusted; then both
// are, so that silence before that means something.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { openEditor } from "./editor.mjs";
import { Person, SOON, until } from "./person.mjs";

const ENTRY = "ledger/subnets/house_weather.json";
let editor;
let page;
let person;
let failed;
let asked = [];
let connections = 0;
const service = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.setHeader("content-type", "application/json").end('["2026-12-01"]');
}).on("connection", () => (connections += 1));
const starts = () => join(editor.workspace, "starts");

before(async () => {
  await new Promise((resolve) => service.listen(0, "127.0.0.1", resolve));
  editor = await openEditor({ trusted: false, name: "cloned", prepare: arm });
  page = editor.page;
  person = new Person(editor, "outing.orch");
});
// Each step begins where the last one ended: after one that failed, none can tell anything.
beforeEach(() => assert.equal(failed, undefined, `not done, since this failed: ${failed}`));
afterEach(async ({ name, passed }) => {
  if (!passed && failed === undefined) {
    failed = name;
    await editor.keep(name);
  }
});
after(async () => {
  service.close();
  await editor?.close();
});

/** Gives the folder its service's address, and a program that leaves a line for each start. */
function arm(workspace) {
  const entry = readFileSync(join(workspace, ENTRY), "utf8");
  writeFileSync(join(workspace, ENTRY), entry.replace("127.0.0.1:8765", `127.0.0.1:${service.address().port}`));
  const program = join(workspace, "orchc");
  const words = `#!/bin/sh\necho "$@" >> "${workspace}/starts"\nexec "${workspace}"/../extensions/orchestra.*/server/orchc "$@"\n`;
  writeFileSync(program, words, { mode: 0o755 });
  mkdirSync(join(workspace, ".vscode"));
  writeFileSync(join(workspace, ".vscode/settings.json"), JSON.stringify({ "orchestra.path": program }));
}

/** Asks for a run, which is refused, and takes the `answer` that is offered to that, if any. */
async function refused(answer) {
  const said = page.locator(".notification-toast", { hasText: "Running a template needs a trusted workspace" });
  await person.tries(async () => {
    const plan = await person.webview("svg .step", SOON);
    await plan.locator("button", { hasText: "Run" }).click({ timeout: SOON });
    await said.first().waitFor({ timeout: SOON });
    if (answer !== undefined) {
      await said.first().locator(".monaco-button", { hasText: answer }).click({ timeout: SOON });
    }
  });
}

test("without trust a file is read, checked and planned by the extension's own program", async () => {
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await person.opensFile();
  await person.goesTo("template outing");
  await person.commands("Orchestra: Show Plan");
  const plan = await person.webview("svg .step");
  await person.reads(plan.locator("svg .name"), ["days"]);
});

test("without trust no job is started", async () => {
  await refused();
});

test("without trust no test is run", async () => {
  await person.commands("Test: Run All Tests");
  // The editor asks by itself, before the extension does.
  const question = page.locator(".monaco-dialog-box", { hasText: "Running tests may execute code" });
  await question.locator(".monaco-button", { hasText: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
});

test("without trust nothing was started and nobody was asked", async () => {
  assert.equal(existsSync(starts()), false);
  assert.equal(connections, 0);
  await page.locator(".activitybar").getByRole("tab", { name: "Orchestra" }).click();
  await page.locator(".pane", { hasText: "Jobs" }).locator("text=There is no job yet").waitFor();
});

test("with trust the folder's program is started, and its service asked", async () => {
  await refused("Manage Workspace Trust");
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/u }).click();
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor({ state: "detached" });
  await page.locator(".monaco-modal-editor-block .codicon-close").click();
  await person.goesTo("template outing");
  await person.commands("Orchestra: Run Template");
  const form = await person.webview("form");
  await form.locator('[name="input.town"]').fill("Bath");
  await form.locator("button", { hasText: "Run for real" }).click();
  const question = page.locator(".monaco-dialog-box", { hasText: "against real services?" });
  await question.locator(".monaco-button", { hasText: "Run for Real" }).click();
  await form.locator("pre.succeeded", { hasText: "2026-12-01" }).waitFor();
  assert.deepEqual(asked, ["GET /towns/Bath/forecast"]);
  await until(() => readFileSync(starts(), "utf8").includes("run --events - --template outing"), () => "the folder's program wasn't started");
});
