// Elements of a webview's page, made by hand: texts are always texts, never markup.

/** What the page and the extension tell each other through. */
export interface Host {
  postMessage(message: unknown): void;
}

declare function acquireVsCodeApi(): Host;

/** The door to the extension; it can be taken once. */
export const host: Host = acquireVsCodeApi();

/** An HTML element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** An SVG element. */
export function drawing(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  children: readonly (Node | string)[] = [],
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** An icon of the editor's own set, silent to screen readers. */
export function icon(name: string): HTMLElement {
  return element("span", { class: `codicon codicon-${name}`, "aria-hidden": "true" });
}

/** The page's one place for content. */
export function main(): HTMLElement {
  const found = document.getElementById("main");
  if (found === null) {
    throw new Error("the page has no #main");
  }
  return found;
}
