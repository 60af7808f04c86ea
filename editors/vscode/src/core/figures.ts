// Amounts and times of plans, as people read them.
import type { Bound } from "./protocol";

/** `0.0025 USD`; `free` where nothing is bought. */
export function amounts(cost: Bound["cost"]): string | undefined {
  if (cost === null) {
    return undefined;
  }
  const parts = Object.entries(cost).map(([currency, amount]) => `${amount} ${currency.toUpperCase()}`);
  return parts.length === 0 ? "free" : parts.join(" + ");
}

/** `1m 30s`. */
export function duration(milliseconds: number | null): string | undefined {
  if (milliseconds === null) {
    return undefined;
  }
  if (milliseconds < 1000) {
    return `${milliseconds}ms`;
  }
  const seconds = Math.round(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}
