//! The reference against the specification: every section of the language has its pages, and every
//! word that the language gives a meaning stands on the page where it is looked up.

use std::collections::BTreeSet;

use orchestra_diagnostics::Code;
use orchestra_tests::{corpus, examples::examples};

/// The specification's sections in order, each with the pages that say it.
const SECTIONS: [(&str, &[&str]); 14] = [
    ("Ideas", &["steps", "types", "bounds"]),
    ("A whole file", &["files-and-lexis", "tests"]),
    ("Lexical structure", &["files-and-lexis"]),
    ("Items and names", &["items-and-names", "manifest", "lock"]),
    ("Types", &["types", "json-schema"]),
    ("Expressions", &["expressions", "methods"]),
    ("Blocks and statements", &["blocks", "tests"]),
    ("Steps", &["steps", "policies"]),
    ("Bounds", &["bounds"]),
    ("Providers", &["providers"]),
    ("Diagnostics", &["diagnostics"]),
    ("Format", &["layout"]),
    ("Editions", &["editions"]),
    ("Grammar", &["grammar"]),
];

/// Words with a meaning, by the page where each is looked up.
const WORDS: [(&str, &str); 12] = [
    (
        "files-and-lexis",
        "as call const else ensure enum fail false fn for if in into let match null provide repeat \
         template test true type use with subnet capability until max mock by calls",
    ),
    ("items-and-names", "use type enum const fn template provide test std sys"),
    (
        "types",
        "string int float bool null json url datetime date email uuid bytes duration money map \
         secret",
    ),
    (
        "json-schema",
        "type properties required additionalProperties items prefixItems enum const oneOf anyOf \
         allOf $ref $defs format pattern default nullable contentEncoding readOnly writeOnly \
         x-secret not if patternProperties",
    ),
    (
        "methods",
        "map sort sort_by reverse enumerate zip filter unique unique_by group_by take skip chunk \
         flat_map flatten first last min max average min_by max_by get find index_of len contains \
         any all sum reduce join to_map starts_with ends_with matches find_all trim slice truncate \
         lower upper split lines words replace repeat pad_start pad_end url_encode to_int to_float \
         parse_json abs clamp round floor ceil to_string range keys values entries has merge \
         to_json to_text hash plus minus format date",
    ),
    ("expressions", "if match for repeat into fail in parallel on_error skip until max"),
    (
        "blocks",
        "let ensure fail timeout rate_limited server_error network invalid_output rejected guard \
         failed budget deadline",
    ),
    (
        "steps",
        "sys.now sys.uuid sys.random sys.sleep sys.log sys.approve sys.read_file sys.write_file into \
         else",
    ),
    (
        "policies",
        "retry timeout deadline budget price cache verify name route fallbacks hedge quorum parallel \
         on_error attempts backoff exponential fixed first max on cheapest fastest reliable of agree",
    ),
    ("bounds", "else hedge quorum for repeat sys.sleep sys.approve item second byte"),
    ("providers", "request response provide by"),
    ("tests", "mock calls fail ensure test"),
];

/// The grammar's productions.
const PRODUCTIONS: &str = "file use alias type enum const fn template provide test param generics TYPE \
    sized base range bound key literal block statement binder step call target policies expr lambda \
    coalesce unary postfix primary record list if match arm for repeat pattern choice";

fn page(name: &str) -> String {
    corpus::read(&corpus::folder("../docs/reference").join(format!("{name}.md")))
}

/// What stands as code on a page, in a line or a block, split at what no name holds.
fn code_words(page: &str) -> BTreeSet<String> {
    let inline = page.split('`').skip(1).step_by(2).map(str::to_owned);
    let blocks = examples(page).into_iter().map(|example| example.text);
    let mut words = BTreeSet::new();
    for text in inline.chain(blocks) {
        let is_of_a_word = |it: char| it.is_alphanumeric() || "_-$.".contains(it);
        for word in text.split(|it| !is_of_a_word(it)).filter(|word| !word.is_empty()) {
            words.insert(word.to_owned());
            words.extend(word.split('.').map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_section_of_the_specification_has_its_pages() {
    let summary = corpus::read(&corpus::folder("../docs/SUMMARY.md"));
    let mut told = BTreeSet::new();
    for (section, pages) in SECTIONS {
        for name in pages {
            let text = page(name);
            assert!(text.starts_with("# ") && text.len() > 500, "{section}: `{name}` says nothing");
            assert!(
                summary.contains(&format!("(reference/{name}.md)")),
                "`{name}` isn't in the book"
            );
            told.insert((*name).to_owned());
        }
    }
    let folder = corpus::folder("../docs/reference");
    let pages = corpus::files(&folder, ".md").into_iter();
    let all: BTreeSet<_> =
        pages.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    assert_eq!(told, all, "pages of the reference and of the sections");
}

#[test]
fn every_word_of_the_language_stands_on_its_page() {
    let mut missing = Vec::new();
    for (name, words) in WORDS {
        let known = code_words(&page(name));
        missing.extend(
            words.split_whitespace().filter(|it| !known.contains(*it)).map(|it| (name, it)),
        );
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_production_stands_in_the_grammar() {
    let grammar = page("grammar");
    let stands = |name: &&str| {
        let begins = |line: &str| line.split_whitespace().take(2).eq([*name, "="]);
        grammar.lines().any(begins)
    };
    let missing: Vec<_> = PRODUCTIONS.split_whitespace().filter(|name| !stands(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_code_stands_among_the_diagnostics() {
    let known = code_words(&page("diagnostics"));
    let page = page("diagnostics");
    let stands = |code: &Code| {
        let name = code.to_string();
        known.contains(&name) || page.contains(&format!("[{name}]"))
    };
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !stands(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
