// The search of the index: each word asked for begins a word of a name, or of what is said. Names count
// most; what has all words comes alone.
"use strict";
const data = JSON.parse(document.getElementById("index").textContent);

const words = (text) =>
  text.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter((word) => word !== "");

const documents = data.map((it) => ({
  ...it,
  names: words(it.name),
  modules: words(it.module),
  summarized: words(it.summary),
  described: words(it.words),
}));

function weight(found, asked) {
  const begins = (all) => all.some((word) => word.startsWith(asked));
  if (found.name.toLowerCase() === asked || found.names.includes(asked)) return 8;
  if (begins(found.names)) return 5;
  if (begins(found.summarized)) return 3;
  if (begins(found.described) || begins(found.modules)) return 1;
  return 0;
}

function search(query) {
  const asked = words(query);
  const found = [];
  documents.forEach((it, at) => {
    const weights = asked.map((word) => weight(it, word));
    if (asked.length === 0 || weights.includes(0)) return;
    found.push({ it, at, score: weights.reduce((sum, one) => sum + one, 0) });
  });
  found.sort((a, b) => b.score - a.score || a.at - b.at);
  const hit = ({ it: { name, address, kind, module, summary } }) =>
    ({ name, title: name, address, kind: `${kind} in ${module}`, summary });
  return { hits: found.map(hit), note: "" };
}
