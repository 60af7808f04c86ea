//! What the session is about: a package of three modules with its manifest, and a file that is alone.

/// Paths and texts, as they lie on disk at first.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("app/orchestra.toml", MANIFEST),
    ("app/main.orch", MAIN),
    ("app/shared.orch", SHARED),
    ("app/kit/pages.orch", PAGES),
    ("alone/alone.orch", ALONE),
];

/// The file that is changed last.
pub(crate) const LAST_CHANGED: &str = "app/main.orch";

/// The file that is spoken of last, whatever was changed.
pub(crate) const LAST_TOLD: &str = "app/orchestra.toml";

const MANIFEST: &str = "[package]\nname = \"stressed\"\nversion = \"0.1.0\"\n";

/// What the manifest may become on disk.
pub(crate) const MANIFESTS: &[&str] = &[
    MANIFEST,
    "[package]\nname = \"stressed\"\nversion = \"0.1.0\"\n\n[lints]\nunused-item = \"deny\"\n",
    "[package]\nname = \"stressed\"\n\n[dependencies]\nnowhere = \"1.0\"\n",
    "[package]\nname = 𝄞\n",
    "",
];

const MAIN: &str = "//! Compares 𝄞 things.\n\n\
    use subnet desearch\nuse capability search, text\nuse std.text { bullet_list }\n\
    use \"./shared.orch\" { Depth, Score, pages, LIMIT }\nuse \"./kit/pages.orch\" { Page, titles }\n\n\
    /// Looks for e\u{301} and 𝄞.\n\
    template look(topic: string(1..=80), depth: Depth = Depth.quick) -> Score[..=10] {\n\
    \x20 let found = call search.web { query: \"𝄞 ${topic}\", limit: pages(depth) } else { hits: [] }\n\
    \x20 let posts = call desearch.web_search { query: topic, start: 0 } with { retry: 2 } else { data: [] }\n\
    \x20 let lines = found.hits.take(10).map(hit => hit.title.truncate(LIMIT))\n\
    \x20 let view = call text.generate {\n\
    \x20   prompt: \"\"\"\n\
    \x20     What of ${topic}? \u{1F9EA}\n\
    \x20     ${bullet_list(lines)}\n\
    \x20     \"\"\",\n\
    \x20   max_tokens: 200,\n\
    \x20 } into { points: int(0..=10) } with { deadline: 60s } else { points: 0 }\n\
    \x20 for line in lines with { parallel: 2 } { { name: line, points: view.points } }\n\
    }\n\n\
    test \"nothing found\" {\n\
    \x20 mock search.web => { hits: [] }\n\
    \x20 mock desearch.web_search => fail timeout\n\
    \x20 mock text.generate => { points: 3 }\n\
    \x20 let found = call look { topic: \"x\" }\n\
    \x20 ensure found.len() == 0\n\
    }\n";

const SHARED: &str = "//! What all share.\r\n\r\n\
    /// How deep to look.\r\nenum Depth { quick, standard, deep }\r\n\r\n\
    /// What came of it.\r\ntype Score = { name: string, points: int(0..=10), note?: string }\r\n\r\n\
    /// Where lines are cut.\r\nconst LIMIT = 40\r\n\r\n\
    /// How many pages are worth it.\r\nfn pages(depth: Depth) -> int(1..=100) = match depth {\r\n\
    \x20 Depth.quick => 5,\r\n\x20 Depth.standard => 20,\r\n\x20 Depth.deep => 100,\r\n}\r\n";

const PAGES: &str = "use \"../shared.orch\" { LIMIT, Score }\n\n\
    /// A page.\ntype Page = { url: url, title: string, rank: int(1..=30) }\n\n\
    /// Their titles.\nfn titles(pages: Page[..=30]) -> string[..=30] = \
    pages.map(page => page.title.truncate(LIMIT))\n\n\
    /// The best.\nfn best(scores: Score[1..=5]) -> int = scores.map(it => it.points).max() ?? 0\n";

const ALONE: &str = "/// 𝄞\rconst A: int = 1\rconst B: string = \"e\u{301}\u{1F9EA}\"\n\
    fn twice(n: int(0..=9)) -> int = n + n\r\nfn word() -> string = \"${twice(A)} ${B}\"\n";

/// What is typed and pasted.
pub(crate) const SNIPPETS: &[&str] = &[
    "x",
    "A",
    "0",
    ".",
    ",",
    " ",
    "\n",
    "\r\n",
    "\r",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "${",
    "}\"",
    "/",
    "//",
    "///",
    "//! \n",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "𝄞",
    "e\u{301}",
    "\u{1F9EA}",
    "é",
    "ß",
    "\t",
    "\"\"\"\n",
    "r\"^[a-z]+$\"",
    "use subnet desearch\n",
    "use std.text { table }\n",
    "use \"./shared.orch\" { LIMIT }\n",
    "use \"./kit/pages.orch\" { best as most }\n",
    "const C: int = A\n",
    "const LIMIT = 41\n",
    "type T<U> = { a: U, b?: T<U[]> }\n",
    "enum Depth { quick, slow }\n",
    "fn pages(depth: Depth) -> int = 3\n",
    "fn loops() -> int = loops()\n",
    "template t() -> int { 1 }\n",
    "template u(n: int = 1) -> json { call desearch.",
    "call search.web { ",
    "let y = found.hits.",
    "if true { 1 } else { 2 }",
    "match depth { Depth.",
    "else []",
    "with { retry: 3 }",
    "with { budget: 0.10usd }",
    "provide search.web by desearch.web_search { ",
    "ensure 1 == 1\n",
    "test \"t\" { let r = call t {} }\n",
    "0.5usd",
    "250ms",
    ": string(..=280)",
    "?? null",
    "=> ",
    "into ",
    "// orch: allow(unused-item)\n",
];
