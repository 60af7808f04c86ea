// What a site's own `search` finds, shown as it is typed. It gives `hits`, of each the title, address,
// kind, summary and name, and a `note` on how it read what was asked.
const MOST_SHOWN = 30;

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(query) {
  const results = document.getElementById("results");
  const status = document.getElementById("status");
  results.replaceChildren();
  status.textContent = "";
  if (query.trim() === "") return;
  const { hits, note } = search(query);
  for (const hit of hits.slice(0, MOST_SHOWN)) {
    const item = document.createElement("li");
    const link = element("a", hit.title);
    link.href = hit.address;
    link.dataset.name = hit.name;
    item.append(link, " ", element("small", hit.kind), element("p", hit.summary));
    results.append(item);
  }
  const shown = Math.min(hits.length, MOST_SHOWN);
  const of = shown < hits.length ? `${shown} of ${hits.length} shown.` : `${shown} found.`;
  status.textContent = note + (hits.length === 0 ? "Nothing is found." : of);
}

const input = document.getElementById("query");
document.getElementById("search").hidden = false;
input.addEventListener("input", () => show(input.value));
show(input.value);
