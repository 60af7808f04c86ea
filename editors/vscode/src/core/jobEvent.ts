// What happens to jobs, as `orchc run --events -` and `orchc jobs resume --events -` tell it, a JSON
// object a line.

/** A line of the stream: the fields that are read. */
export interface JobEvent {
  readonly at: number;
  readonly event: string;
  readonly job?: string;
  readonly step?: string;
  readonly target?: string;
  readonly operation?: string;
  readonly cost?: readonly string[];
  readonly took_ms?: number;
  readonly message?: string;
  readonly caught?: boolean;
  readonly result?: unknown;
  readonly failure?: { readonly message?: string };
  readonly reason?: string;
}

/** Cuts what arrives into lines, and lines into events; what isn't one is left out. */
export class EventLines {
  private rest = "";

  /** The events that `text` completes. */
  take(text: string): JobEvent[] {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => {
      try {
        const value: unknown = JSON.parse(line);
        return typeof value === "object" && value !== null && "event" in value ? [value as JobEvent] : [];
      } catch {
        return [];
      }
    });
  }
}
