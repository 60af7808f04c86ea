// What `orchc test --format json` says of each test: the fields that the Test Explorer shows.

/** A 1-based place; columns count Unicode scalar values. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What came of one test. */
export interface Result {
  readonly file: string;
  readonly title: string;
  readonly range: { readonly start: Place; readonly end: Place };
  readonly status: string;
  readonly failure?: {
    readonly message: string;
    readonly file?: string;
    readonly range?: { readonly start: Place; readonly end: Place };
    readonly shown?: readonly { readonly text: string; readonly value: unknown }[];
  };
}

/** The results in a document; none where it isn't one. */
export function resultsOf(document: string): Result[] {
  const { tests } = JSON.parse(document) as { tests?: Result[] };
  return tests ?? [];
}

/** Both sides of a comparison that failed, to be laid side by side. */
export function sides(result: Result): { readonly actual: string; readonly expected: string } | undefined {
  const [actual, expected] = result.failure?.shown ?? [];
  if (actual === undefined || expected === undefined) {
    return undefined;
  }
  return { actual: JSON.stringify(actual.value, null, 2), expected: JSON.stringify(expected.value, null, 2) };
}
