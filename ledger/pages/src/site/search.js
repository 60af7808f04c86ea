// The search of the index. The law of the order is that of `ledger/model/src/search.rs`, whose
// weights and words come with the data; a test asks both the same and compares.
"use strict";
const data = JSON.parse(document.getElementById("index").textContent);
const KINDS = ["capability", "subnet", "operation"];
const FIELDS = ["names", "topics", "summarized", "described"];

const letters = (text) => Array.from(text);

function words(text) {
  const found = text.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter((word) => word !== "");
  const bytes = (word) => new TextEncoder().encode(word).length;
  const isPlural = (word) => word.endsWith("s") && bytes(word) >= 4 && !word.endsWith("ss");
  return found.map((word) => (isPlural(word) ? word.slice(0, -1) : word));
}

function areRelated(left, right) {
  const [a, b] = [letters(left), letters(right)];
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared += 1;
  return shared >= 5 && a.length - shared <= 4 && b.length - shared <= 4;
}

function weight(document, asked) {
  let most = data.lacking;
  FIELDS.forEach((field, at) => {
    const [whole, begun, related] = data.weights[at];
    for (const word of document[field]) {
      if (word === asked) most = Math.max(most, whole);
      else if (letters(asked).length > 1 && word.startsWith(asked)) most = Math.max(most, begun);
      else if (areRelated(word, asked)) most = Math.max(most, related);
    }
  });
  return most;
}

// Damerau–Levenshtein, with swaps of letters that have others between them.
function distance(left, right) {
  const [a, b] = [letters(left), letters(right)];
  const far = a.length + b.length;
  const rows = Array.from({ length: a.length + 2 }, () => new Array(b.length + 2).fill(0));
  rows[0][0] = far;
  for (let i = 0; i <= a.length; i += 1) { rows[i + 1][0] = far; rows[i + 1][1] = i; }
  for (let j = 0; j <= b.length; j += 1) { rows[0][j + 1] = far; rows[1][j + 1] = j; }
  const last = new Map();
  for (let i = 1; i <= a.length; i += 1) {
    let matched = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const [row, column] = [last.get(b[j - 1]) ?? 0, matched];
      const isSame = a[i - 1] === b[j - 1];
      if (isSame) matched = j;
      rows[i + 1][j + 1] = Math.min(
        rows[i][j] + (isSame ? 0 : 1),
        rows[i + 1][j] + 1,
        rows[i][j + 1] + 1,
        rows[row][column] + (i - row - 1) + 1 + (j - column - 1),
      );
    }
    last.set(a[i - 1], i);
  }
  return rows[a.length + 1][b.length + 1];
}

function nearest(word, fields) {
  const known = new Set(data.documents.flatMap((it) => fields.flatMap((field) => it[field])));
  let best = null;
  for (const name of known) {
    const far = distance(word, name);
    const longest = Math.max(letters(word).length, letters(name).length);
    if (far > Math.max(1, Math.floor(longest / 3)) || far >= longest || name === word) continue;
    if (best === null || far < best.far || (far === best.far && name < best.name)) {
      best = { far, name };
    }
  }
  return best?.name;
}

function read(given) {
  const asked = [...given];
  const isName = (word) => data.documents.some((it) => it.names.includes(word));
  for (let at = 0; at + 1 < asked.length; at += 1) {
    const both = asked[at] + asked[at + 1];
    if (isName(both)) asked.splice(at, 2, both);
  }
  const telling = asked.filter((word) => !data.silent.includes(word));
  const corrected = [];
  const meant = (telling.length > 0 ? telling : asked).map((word) => {
    if (data.documents.some((it) => weight(it, word) !== data.lacking)) return word;
    const near = nearest(word, ["names", "topics"]) ?? nearest(word, ["summarized", "described"]);
    if (near === undefined) return word;
    corrected.push([word, near]);
    return near;
  });
  return { meant, corrected };
}

function search(query) {
  const given = words(query);
  const whole = given.join(" ");
  const { meant, corrected } = read(given);
  const found = [];
  data.documents.forEach((document, at) => {
    const weights = meant.map((word) => weight(document, word));
    const lacking = weights.filter((it) => it === data.lacking).length;
    if (lacking >= meant.length || lacking * 2 > meant.length) return;
    const called = document.called.includes(whole) ? data.called_so : 0;
    found.push({ document, at, score: weights.reduce((sum, it) => sum + it, called) });
  });
  const rank = ({ document, at, score }) =>
    [-score, KINDS.indexOf(document.kind), document.callable ? 0 : 1, document.names.length, at];
  found.sort((left, right) => {
    const [a, b] = [rank(left), rank(right)];
    const differs = a.findIndex((part, index) => part !== b[index]);
    return differs < 0 ? 0 : a[differs] - b[differs];
  });
  const note = corrected.map(([from, to]) => `“${from}” is read as “${to}”. `).join("");
  return { hits: found.map((it) => hit(it.document)), note };
}

function hit({ name, title, address, kind, standing, callable, summary }) {
  const notes = [kind, standing?.replace("_", " "), callable ? null : "can't be called"];
  const told = notes.filter((note) => note != null).join(", ");
  return { name, title: title ? `${title} (${name})` : name, address, kind: told, summary };
}
