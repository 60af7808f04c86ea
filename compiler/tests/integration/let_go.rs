//! What is let go of while a project whose texts never change is looked through, and made again where
//! somebody asks for it all the same.

use std::sync::Arc;

use orchestra_compiler::{
    Database,
    ahead::{self, Wanted},
    check,
    infer::infer,
    items::{ItemId, items},
    parse,
};

use crate::mini::Mini;

const TEXT: &str = r#"use subnet acme

fn most() -> int = 5

template look(topic: string(1..=20)) -> int {
  let found = call acme.find { query: topic, limit: most() }
  found.hits.len()
}

template twice(topic: string(1..=20)) -> int {
  let one = call look { topic: topic }
  one + one
}
"#;

/// What is known of an item is still what it was.
fn is_kept(mini: &Mini, item: ItemId, known: &Arc<orchestra_compiler::infer::Inference>) -> bool {
    Arc::ptr_eq(&infer(&mini.db, item), known)
}

fn items_of(mini: &Mini) -> Vec<ItemId> {
    items(&mini.db, mini.file).declared().map(|declared| declared.id).collect()
}

#[test]
fn a_tree_is_kept_until_all_of_its_items_have_been_read() {
    let mini = Mini::with(Database::fixed(), TEXT);
    let first = parse(&mini.db, mini.file);
    assert!(Arc::ptr_eq(&first, &parse(&mini.db, mini.file)));
    ahead::read(&mini.db, &[mini.file]);
    let again = parse(&mini.db, mini.file);
    assert!(!Arc::ptr_eq(&first, &again));
    assert_eq!(first, again);
}

#[test]
fn what_is_known_of_an_item_is_kept_while_one_that_names_it_is_to_be_looked_at() {
    let mini = Mini::with(Database::fixed(), TEXT);
    let all = items_of(&mini);
    let [most, look, twice] = *all else { panic!("there are three items") };
    let wanted = Wanted::new(&all);
    all.iter().for_each(|item| ahead::follow_item(&mini.db, *item, Some(&wanted)));
    let known = [most, look, twice].map(|item| infer(&mini.db, item));
    let kept = || {
        let all = [most, look, twice].into_iter().zip(&known);
        all.map(|(item, known)| is_kept(&mini, item, known)).collect::<Vec<_>>()
    };
    ahead::examine(&mini.db, &[look, most], Some(&wanted));
    assert_eq!(kept(), [true, true, true]);
    ahead::examine(&mini.db, &[twice], Some(&wanted));
    assert_eq!(kept(), [false, false, false]);
    assert_eq!(known[1], infer(&mini.db, look), "and is the same when it is made again");
    assert_eq!(check(&mini.db, mini.file).to_vec(), []);
    assert!(mini.plan().is_some());
}

#[test]
fn items_that_nobody_asked_for_are_kept() {
    let mini = Mini::with(Database::fixed(), TEXT);
    let all = items_of(&mini);
    let wanted = Wanted::new(&all);
    all.iter().for_each(|item| ahead::follow_item(&mini.db, *item, Some(&wanted)));
    let look = infer(&mini.db, all[1]);
    ahead::examine(&mini.db, &all[2..], Some(&wanted));
    assert!(is_kept(&mini, all[1], &look));
}

#[test]
fn a_text_that_may_change_keeps_its_tree() {
    let mini = Mini::with(Database::default(), TEXT);
    let first = parse(&mini.db, mini.file);
    ahead::read(&mini.db, &[mini.file]);
    ahead::forget(&mini.db, mini.file);
    assert!(Arc::ptr_eq(&first, &parse(&mini.db, mini.file)));
}
