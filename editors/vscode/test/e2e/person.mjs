// What a person does at the editor: by keys, by names in menus, by what stands on the screen. Each waits
// until what they would see is there.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { LATE } from "./editor.mjs";
import { withPalette } from "./palette.mjs";

/** How long what shows at once may take, in milliseconds. */
export const SOON = 10_000;
/** Whether the run is asked for the guide's pictures. */
export const isPictured = process.env.ORCHESTRA_E2E_PICTURES === "1";
const IMAGES = fileURLToPath(new URL("../../../../docs/editors/images/", import.meta.url));

/** Someone at the editor, with `file` of its workspace in mind. */
export class Person {
  constructor({ page, workspace }, file) {
    this.page = page;
    this.file = file;
    this.path = join(workspace, file);
  }

  /** Opens the file from the Explorer. */
  async opensFile() {
    const row = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: this.file });
    const text = this.page.locator(".monaco-editor .view-line").first();
    await this.tries(() => row.dblclick({ timeout: SOON }), text);
  }

  /** The file, as it is saved. */
  text() {
    return readFileSync(this.path, "utf8");
  }

  /** Saves, until the file on disk is as it should be. */
  async saves(condition) {
    await this.tries(async () => {
      await this.page.keyboard.press("Control+s");
      await until(() => condition(this.text()), () => `the file on disk is still:\n${this.text()}`, SOON);
    });
  }

  /** Runs a command by its name in the palette. */
  async commands(name) {
    await this.chooses("F1", `>${name}`, name);
  }

  /** Puts the cursor at the end of the line that holds `words` on disk. */
  async goesTo(words) {
    const number = this.text().split("\n").findIndex((line) => line.includes(words)) + 1;
    assert.notEqual(number, 0, `no line holds ${words}`);
    await this.page.locator(".tab", { hasText: this.file }).first().click();
    await this.chooses("Control+g", `:${number}`, `line ${number}`);
    await this.line(number).waitFor();
    await this.page.keyboard.press("End");
    await this.page.keyboard.press("End");
  }

  /** Opens the editor's list with a key, narrows it by `words` and takes the row that reads `row`. */
  async chooses(key, words, row) {
    const list = this.page.locator(".quick-input-widget");
    await this.tries(async () => {
      await this.page.keyboard.press(key);
      await list.locator("input").first().fill(words, { timeout: SOON });
      await list.locator(".monaco-list-row", { hasText: row }).first().click({ timeout: SOON });
    });
  }

  /** What says that the cursor is in line `number`. */
  line(number) {
    return this.page.locator('.statusbar-item[id="status.editor.selection"]', { hasText: `Ln ${number},` });
  }

  /** Draws the side bar wider, by so many pixels. */
  async widensSideBar(pixels) {
    const { x, width } = await this.page.locator(".part.sidebar").boundingBox();
    const middles = await this.page.locator(".monaco-sash.vertical").evaluateAll((all) =>
      all.map((sash) => sash.getBoundingClientRect()).map((it) => it.x + it.width / 2),
    );
    const [edge] = middles.sort((one, other) => Math.abs(one - x - width) - Math.abs(other - x - width));
    await this.page.mouse.move(edge, 700);
    await this.page.mouse.down();
    await this.page.mouse.move(edge + pixels, 700, { steps: 8 });
    await this.page.mouse.up();
    await this.page.mouse.move(0, 0);
  }

  /** Asks for a run by the button beside the plan; the form that opens. */
  async asksToRun() {
    let form;
    await this.tries(async () => {
      const plan = await this.webview("svg .step", SOON);
      await plan.locator("button", { hasText: "Run" }).click({ timeout: SOON });
      form = await this.webview("form", SOON);
    });
    return form;
  }

  /** A word of a line, on the screen. */
  word(line, word) {
    return this.page.locator(".view-line", { hasText: line }).locator("span", { hasText: new RegExp(`^${word}$`, "u") }).last();
  }

  /** Presses a key that shows something. */
  async shows(key, shown) {
    await this.tries(() => this.page.keyboard.press(key), shown);
  }

  /** Clicks on what shows something. */
  async clicks(target, shown) {
    await this.tries(() => target.click({ timeout: SOON }), shown);
  }

  /** Clicks on what a row shows under the mouse. */
  async clicksOnRow(row, button, shown) {
    await this.tries(async () => {
      // What is told of a row while the mouse rests on it may lie over another.
      await this.page.mouse.move(0, 0);
      await row.hover({ timeout: SOON });
      await button.click({ timeout: SOON });
    }, shown);
  }

  /** Lets the mouse rest on a word that shows something; what that reads. */
  async pointsAt(word, shown) {
    let read;
    await this.tries(async () => {
      await this.page.mouse.move(800, 880);
      await word.hover({ timeout: SOON });
      read = await shown.innerText({ timeout: SOON });
    });
    return read;
  }

  /** Opens a row of a tree, so that what it holds is shown. */
  async opens(row, held) {
    await this.clicks(row.locator(".monaco-tl-twistie"), held);
  }

  /** Answers what a command asks for, by its name in the palette. */
  async answers(command, words, shown) {
    await this.tries(async () => {
      await this.commands(command);
      const input = this.page.locator(".quick-input-widget input").first();
      await input.fill(words, { timeout: SOON });
      await input.press("Enter", { timeout: SOON });
    }, shown);
  }

  /**
   * Does what is over `SOON`, and shows `shown` soon after, if it succeeds; again if what arrived meanwhile has
   * closed what was open.
   */
  async tries(act, shown) {
    for (const late = Date.now() + LATE; ; ) {
      try {
        await act();
        await shown?.waitFor({ timeout: SOON });
        return;
      } catch (problem) {
        // It may have come late; a page that is gone shows nothing.
        if ((await shown?.isVisible().catch(() => false)) === true) {
          return;
        }
        if (Date.now() > late) {
          throw problem;
        }
        await this.page.keyboard.press("Escape");
      }
    }
  }

  /** The inner page of the webview that shows `selector`. */
  async webview(selector, milliseconds = LATE) {
    let found;
    await until(
      async () => {
        for (const frame of this.page.frames()) {
          if ((await frame.locator(selector).count().catch(() => 0)) > 0) {
            found = frame;
          }
        }
        return found !== undefined;
      },
      () => `no webview shows ${selector}`,
      milliseconds,
    );
    return found;
  }

  /** Waits until the texts of `elements` are these. */
  async reads(elements, texts) {
    let last;
    await until(
      async () => {
        last = await elements.allTextContents();
        return JSON.stringify(last) === JSON.stringify(texts);
      },
      () => `${texts.join(", ")} should be read, not: ${last.join(", ")}`,
    );
  }

  /** Keeps a picture for the guide, if the run is asked for them. */
  async picture(name, height = 900) {
    if (isPictured) {
      mkdirSync(IMAGES, { recursive: true });
      await this.page.locator(".statusbar-item", { hasText: "Saving" }).waitFor({ state: "detached" });
      const clip = { x: 0, y: 0, width: 1600, height };
      writeFileSync(join(IMAGES, `${name}.png`), withPalette(await this.page.screenshot({ clip })));
    }
  }
}

/** Waits for what no element of the page shows. */
export async function until(condition, complaint, milliseconds = LATE) {
  for (const late = Date.now() + milliseconds; Date.now() < late; ) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(complaint());
}
