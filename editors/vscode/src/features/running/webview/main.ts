// The run panel's page: the form, then the steps as they happen, then the result.
import { element, host, icon, main } from "../../../core/webviewDom";
import type { Field } from "../form";
import type { FromPage, Outcome, ToPage } from "../messages";

const STATES = { running: "loading codicon-modifier-spin", done: "pass", failed: "error" } as const;
const progress = element("section", { class: "progress", "aria-label": "Progress" });
const steps = new Map<string, HTMLElement>();

function tell(message: FromPage): void {
  host.postMessage(message);
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case "loading":
      { main().replaceChildren(
        element("div", { class: "notice" }, [icon("loading codicon-modifier-spin"), element("p", {}, ["Reading the template…"])]),
      ); return; }
    case "problem":
      { main().replaceChildren(
        element("div", { class: "notice" }, [icon("error"), element("p", {}, ["It can't run yet: mend what is said here, save, and run again."])]),
        element("pre", { class: "problem" }, [data.text]),
      ); return; }
    case "form":
      { form(data.template, data.fields); return; }
    case "began":
      { began(data.sandbox); return; }
    case "step":
      { step(data.step, data.about, data.state); return; }
    case "ended":
      { ended(data.outcome); return; }
  }
});

function form(template: string, fields: readonly Field[]): void {
  const sandbox = element("button", { type: "submit", class: "primary", value: "sandbox" }, [icon("beaker"), "Run in the sandbox"]);
  const real = element("button", { type: "submit", value: "real" }, [icon("play"), "Run for real…"]);
  const budget = element("input", { id: "budget", name: "budget", placeholder: "0.50usd", autocomplete: "off" });
  const made = element("form", {}, [
    ...fields.map(field),
    element("details", { class: "more" }, [
      element("summary", {}, ["Budget of a real run"]),
      element("label", { for: "budget" }, ["Stop before it costs more than"]),
      budget,
    ]),
    element("div", { class: "buttons" }, [sandbox, real]),
    element("p", { class: "aside" }, ["The sandbox answers every call on this machine. It needs no keys and costs nothing."]),
  ]);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(made);
    const values = Object.fromEntries(fields.map(({ name }) => [name, text(given.get(`input.${name}`))]));
    tell({ type: "run", sandbox: event.submitter !== real, values, budget: text(given.get("budget")) });
  });
  steps.clear();
  progress.replaceChildren();
  main().replaceChildren(
    element("header", {}, [element("div", { class: "title" }, [icon("play-circle"), element("h1", {}, [template])])]),
    made,
    progress,
  );
  made.querySelector<HTMLElement>("input, select, textarea")?.focus();
}

function text(value: FormDataEntryValue | null): string {
  return typeof value === "string" ? value : "";
}

function field(of: Field): Node {
  const id = `input.${of.name}`;
  const common = { id, name: id, "aria-describedby": `${id}.hint`, ...(of.required ? { required: "" } : {}) };
  return element("div", { class: "field" }, [
    element("label", { for: id }, [of.name, ...(of.required ? [] : [element("span", { class: "optional" }, [" optional"])])]),
    input(of, common),
    element("p", { class: "hint", id: `${id}.hint` }, [of.hint]),
  ]);
}

function input(of: Field, common: Readonly<Record<string, string>>): Node {
  if (of.choices !== undefined) {
    const choices = of.required ? of.choices : ["", ...of.choices];
    return element("select", common, choices.map((choice) =>
      element("option", { value: choice, ...(choice === of.value ? { selected: "" } : {}) }, [choice === "" ? "left out" : choice]),
    ));
  }
  if (of.long) {
    return element("textarea", { ...common, rows: "4" }, [of.value]);
  }
  return element("input", { ...common, value: of.value, autocomplete: "off", ...(of.secret ? { placeholder: "MY_API_KEY", pattern: "[A-Za-z_][A-Za-z0-9_]*" } : {}) });
}

function button(symbol: string, words: string, type: "cancel" | "resume" | "report" | "result", kind = ""): Node {
  const made = element("button", { type: "button", class: kind }, [icon(symbol), words]);
  made.addEventListener("click", () => {
    tell({ type });
  });
  return made;
}

function running(on: boolean): void {
  for (const submit of document.querySelectorAll<HTMLButtonElement>("form button")) {
    submit.disabled = on;
  }
}

function began(sandbox: boolean): void {
  running(true);
  steps.clear();
  progress.replaceChildren(
    element("h2", {}, [icon("loading codicon-modifier-spin"), sandbox ? "Running in the sandbox" : "Running"]),
    element("ol", { class: "steps" }),
    element("div", { class: "buttons" }, [button("debug-stop", "Cancel", "cancel")]),
  );
}

function step(path: string, about: string, state: keyof typeof STATES): void {
  const line = steps.get(path) ?? element("li");
  line.className = state;
  line.replaceChildren(icon(STATES[state]), element("span", { class: "path" }, [path]), element("span", { class: "about" }, [about]));
  if (!steps.has(path)) {
    steps.set(path, line);
    progress.querySelector("ol")?.append(line);
  }
}

function ended(outcome: Outcome): void {
  running(false);
  const symbol = { succeeded: "pass-filled", failed: "error", stopped: "debug-pause" }[outcome.state];
  const words = { succeeded: "Done", failed: "It failed", stopped: "It stopped, and can go on" }[outcome.state];
  const buttons = [
    ...(outcome.state === "succeeded" ? [button("json", "Open result", "result", "primary")] : []),
    ...(outcome.state === "stopped" && outcome.job !== undefined ? [button("debug-continue", "Resume", "resume", "primary")] : []),
    ...(outcome.job === undefined ? [] : [button("book", "Open report", "report")]),
  ];
  progress.querySelector("h2")?.replaceChildren(icon(symbol), words);
  progress.querySelector(".buttons")?.replaceWith(
    element("pre", { class: outcome.state }, [outcome.text]),
    element("div", { class: "buttons" }, buttons),
  );
}

tell({ type: "ready" });
