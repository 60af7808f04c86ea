//! Everything that is wrong with a file, gathered.

use std::{collections::hash_map::Entry, sync::Arc};

use orchestra_diagnostics::{Code, Diagnostic, Label};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Fact, ImpureCall, MalformedLiteral, MockProblem, NameTwice, Reporter, StrayMock,
    UnexpectedText, misread::Misread,
};
use crate::{
    db::{SourceFile, parse, problems},
    hir::{Body, lower::body},
    infer::outcome,
    items::items,
    lower::broken_promises,
    recursion::recursion_of,
    scope::{provider_facts, scope},
};

/// Everything that is wrong with `file`, in the order of the text; two mistakes of one kind at one
/// place are one.
#[salsa::tracked(returns(clone))]
pub fn check(db: &dyn salsa::Database, file: SourceFile) -> Arc<[Diagnostic]> {
    let name = file.path(db).to_string().into();
    let of_syntax = problems(db, file);
    let mut all: Vec<_> = of_syntax.iter().map(|problem| problem.to_diagnostic(&name)).collect();
    let misread = match all.as_slice() {
        [] => Misread::default(),
        told => Misread::of(&parse(db, file), told),
    };
    let of_file = Reporter::of_file(db, file);
    let scope = scope(db, file);
    let of_names = scope.facts().iter().filter(|fact| !misread.explains(fact, &of_file));
    all.extend(of_names.map(|fact| fact.report(&of_file)));
    let twice = provider_facts(db, file);
    all.extend(twice.iter().map(|fact| fact.report(&of_file)));
    all.extend(recursion_of(db, file).facts_of(db, file).map(|fact| fact.report(&of_file)));
    for declared in items(db, file).declared() {
        let of_body = body_facts(body(db, declared.id));
        let outcome = outcome(db, declared.id);
        if !of_body.is_empty() || !outcome.facts.is_empty() {
            let of_item = Reporter::of_item(db, declared.id);
            let facts = of_body.iter().chain(&outcome.facts);
            let facts = facts.filter(|fact| !misread.explains(fact, &of_item));
            all.extend(facts.map(|fact| fact.report(&of_item)));
        } else if outcome.promises {
            let broken = broken_promises(db, declared.id);
            if !broken.is_empty() {
                let of_item = Reporter::of_item(db, declared.id);
                all.extend(broken.iter().map(|fact| fact.report(&of_item)));
            }
        }
    }
    let mut seen = FxHashSet::default();
    all.retain(|diagnostic| seen.insert((diagnostic.code, diagnostic.span)));
    all.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end, diagnostic.code));
    each_name_once(all).into()
}

/// A name that nothing defines is one mistake, however often it is written: the first place tells
/// it, with the others as labels, and its fix mends all of them.
fn each_name_once(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told: Vec<Diagnostic> = Vec::with_capacity(all.len());
    let mut firsts: FxHashMap<(Code, String), usize> = FxHashMap::default();
    for diagnostic in all {
        let is_name = matches!(diagnostic.code, Code::E0201 | Code::E0203 | Code::E0401);
        if !is_name {
            told.push(diagnostic);
            continue;
        }
        match firsts.entry((diagnostic.code, diagnostic.message.clone())) {
            Entry::Vacant(entry) => {
                entry.insert(told.len());
                told.push(diagnostic);
            }
            Entry::Occupied(entry) => {
                let first = &mut told[*entry.get()];
                let (file, span) = (diagnostic.file, diagnostic.span);
                first.labels.push(Label { file, span, message: "and here".to_owned() });
                for fix in diagnostic.fixes {
                    let Some(own) = first.fixes.iter_mut().find(|own| own.title == fix.title)
                    else {
                        continue;
                    };
                    // A `use` is added once for all of them.
                    if own.edits != fix.edits {
                        own.edits.extend(fix.edits);
                    }
                }
            }
        }
    }
    told
}

/// What a body recorded while it was lowered.
fn body_facts(body: &Body) -> Vec<Fact> {
    let Some(mistakes) = &body.mistakes else { return Vec::new() };
    let mut facts = Vec::new();
    facts.extend(mistakes.duplicates.iter().map(|duplicate| {
        Fact::NameTwice(NameTwice {
            at: duplicate.name.at,
            name: duplicate.name.text.to_string(),
            kind: duplicate.kind,
            first: duplicate.first,
        })
    }));
    facts.extend(mistakes.impure_calls.iter().map(|at| Fact::ImpureCall(ImpureCall { at: *at })));
    facts.extend(mistakes.outside_tests.iter().map(|word| {
        let problem = MockProblem::Outside { word: word.text.to_string() };
        Fact::StrayMock(StrayMock { at: word.at, problem })
    }));
    facts.extend(mistakes.malformed.iter().map(|(at, sentence)| {
        Fact::MalformedLiteral(MalformedLiteral {
            at: *at,
            sentence: sentence.clone(),
            meant: None,
        })
    }));
    facts.extend(mistakes.unexpected.iter().map(|unexpected| {
        Fact::UnexpectedText(UnexpectedText {
            at: unexpected.at,
            sentence: unexpected.sentence.clone(),
            help: unexpected.help.clone(),
        })
    }));
    facts
}
