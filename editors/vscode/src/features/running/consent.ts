// What a person is shown before a real run: whom it reaches, with which secrets, what it may write and
// what it may cost. Nothing is sent before they have said yes.
import { amounts, duration } from "../../core/figures";
import type { Plan } from "./plan";

/** What a real run of `plan` may do, for a person to read. */
export function consequences(plan: Plan, budget: string): string {
  const { effects, bounds } = plan;
  const cost = amounts(bounds.worst.cost);
  const lines = [
    budget !== "" ? `Costs at most your budget, ${budget}.` : cost === undefined ? "What it costs isn't bounded. Set a budget to bound it." : `Costs at most ${cost}.`,
    ...bounds.gaps.filter((gap) => gap.worst && gap.of === "cost").map(({ why }) => `  ${why}`),
    `Takes at most ${duration(bounds.worst.time) ?? "an unknown time"}, in at most ${bounds.worst.calls ?? "an unknown number of"} calls.`,
    ...list("Reaches", effects.origins.map(({ origin }) => origin)),
    ...list("Sends secrets", effects.secrets.map(({ name, origin }) => `${name} to ${origin}`)),
    ...list("Changes things by", effects.operations.filter(({ writes }) => writes).map(({ operation }) => operation)),
    ...list("Files are read by", effects.reads_files.map(packageName)),
    ...list("Files are written by", effects.writes_files.map(packageName)),
  ];
  return lines.join("\n");
}

function list(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ["", `${title}:`, ...entries.map((entry) => `  ${entry}`)];
}

/** Effects are said of the package that causes them; the one at hand has no name there. */
function packageName(name: string): string {
  return name === "" ? "this package" : name;
}
