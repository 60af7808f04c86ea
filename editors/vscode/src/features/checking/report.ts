// What `orchc check --format json` says, and where that is in the editor's own counting: there lines
// and columns begin at 1 and a column counts Unicode scalar values, here they begin at 0 and count
// UTF-16 code units.

/** A place as the program says it. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A range as the program says it; its end is exclusive. */
export interface PlaceRange {
  readonly start: Place;
  readonly end: Place;
}

/** A change that mends a problem. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly file: string; readonly range: PlaceRange; readonly text: string }[];
}

/** A problem. */
export interface Problem {
  readonly code: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly file: string;
  readonly range: PlaceRange;
  readonly labels: readonly { readonly file: string; readonly range: PlaceRange; readonly message: string }[];
  readonly help?: string | null;
  readonly fixes: readonly Fix[];
}

/** The problems in a document. */
export function problemsOf(document: string): Problem[] {
  return (JSON.parse(document) as { diagnostics: Problem[] }).diagnostics;
}

/** The UTF-16 code unit of `line` at which its 1-based scalar `column` begins. */
export function unitOf(line: string, column: number): number {
  let unit = 0;
  let left = column - 1;
  for (const scalar of line) {
    if (left <= 0) {
      break;
    }
    unit += scalar.length;
    left -= 1;
  }
  return unit;
}
