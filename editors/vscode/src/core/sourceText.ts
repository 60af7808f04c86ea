// What can be told from a file's text alone: where its templates and tests stand. Names and titles
// are all that is read; what they mean is the compiler's to say.

/** A template or test, and where its name stands. */
export interface Item {
  readonly name: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Lines inside strings of several lines and in comments hold no items. */
function itemLines(text: string): { line: string; number: number }[] {
  let inText = false;
  const lines: { line: string; number: number }[] = [];
  text.split(/\r\n|\n|\r/u).forEach((line, number) => {
    const startsInside = inText;
    const quotes = line.split('"""').length - 1;
    if (quotes % 2 === 1) {
      inText = !inText;
    }
    if (!startsInside) {
      lines.push({ line, number });
    }
  });
  return lines;
}

function items(text: string, pattern: RegExp): Item[] {
  return itemLines(text).flatMap(({ line, number }) => {
    const found = pattern.exec(line);
    const name = found?.[2];
    if (found === null || name === undefined) {
      return [];
    }
    const start = found[1]?.length ?? 0;
    return [{ name, line: number, start, end: start + name.length }];
  });
}

/** Templates, in order. */
export function templates(text: string): Item[] {
  return items(text, /^(template\s+)([A-Za-z_]\w*)/u);
}

/** Tests, in order; a title stands as it is written, without its quotes. */
export function tests(text: string): Item[] {
  return items(text, /^(test\s+")((?:[^"\\]|\\.)*)"/u);
}

/** The template at `line`: the last that begins there or above; the first where none does. */
export function templateAt(text: string, line: number): string | undefined {
  const all = templates(text);
  return (all.filter((item) => item.line <= line).at(-1) ?? all[0])?.name;
}
