//! Imports follow files that are moved.

use std::collections::BTreeMap;

use orchestra_lsp_ide::{Moves, imports_after};

use crate::fixture::Fixture;

const PROJECT: &str = "\
//- main.orch
use \"./shared/scores.orch\" { worth }
use \"shared/words.orch\" { WORD }
use std.text { words }

fn twice() -> int { worth(2) }
//- shared/scores.orch
use \"./words.orch\" { WORD }
use \"./nowhere.orch\" { lost }

fn worth(count: int) -> int { count + WORD.len() }
//- shared/words.orch
const WORD: string = \"tea\"
";

/// The `use` lines of all files after `moves`, by the paths from before.
fn lines(moves: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    let fixture = Fixture::new(PROJECT);
    let moves = moves.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned()));
    let mut edits = imports_after(&fixture.db, &Moves(moves.collect()));
    edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span));
    let after = fixture.files.iter().map(|(path, file)| {
        let mut text = fixture.text(*file).to_string();
        for (place, new) in edits.iter().filter(|(place, _)| place.file == *file) {
            text.replace_range(place.span.range(), new);
        }
        let uses = text.lines().filter(|line| line.starts_with("use \""));
        (path.clone(), uses.map(|line| line[4..].to_owned()).collect())
    });
    after.collect()
}

fn expect(moves: &[(&str, &str)], main: &[&str], scores: &[&str]) {
    let found = lines(moves);
    assert_eq!(found["main.orch"], main, "main.orch after {moves:?}");
    assert_eq!(found["shared/scores.orch"], scores, "scores.orch after {moves:?}");
}

const MAIN: [&str; 2] = [r#""./shared/scores.orch" { worth }"#, r#""shared/words.orch" { WORD }"#];
const SCORES: [&str; 2] = [r#""./words.orch" { WORD }"#, r#""./nowhere.orch" { lost }"#];

#[test]
fn those_who_import_a_file_find_it_where_it_went() {
    expect(
        &[("shared/words.orch", "shared/deep/terms.orch")],
        &[MAIN[0], r#""./shared/deep/terms.orch" { WORD }"#],
        &[r#""./deep/terms.orch" { WORD }"#, SCORES[1]],
    );
}

#[test]
fn a_file_that_moves_still_finds_what_it_imports() {
    expect(
        &[("shared/scores.orch", "a/b/scores.orch")],
        &[r#""./a/b/scores.orch" { worth }"#, MAIN[1]],
        &[r#""../../shared/words.orch" { WORD }"#, SCORES[1]],
    );
}

#[test]
fn a_folder_takes_its_files_along() {
    expect(
        &[("shared", "lib")],
        &[r#""./lib/scores.orch" { worth }"#, r#""./lib/words.orch" { WORD }"#],
        &SCORES,
    );
    // A folder whose name only begins like it is another.
    expect(&[("share", "lib")], &MAIN, &SCORES);
}

#[test]
fn two_moves_at_once_are_both_followed() {
    expect(
        &[("main.orch", "app/main.orch"), ("shared/words.orch", "words.orch")],
        &[r#""../shared/scores.orch" { worth }"#, r#""../words.orch" { WORD }"#],
        &[r#""../words.orch" { WORD }"#, SCORES[1]],
    );
}
