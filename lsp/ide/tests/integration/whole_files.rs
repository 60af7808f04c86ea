//! What holds of every file: nothing panics, spans lie in the text.

use orchestra_diagnostics::Span;
use orchestra_lsp_ide::{
    definition, document_links, document_symbols, folds, hover, inlay_hints, linked_names,
    occurrences, selections, semantic_tokens, signature_help,
};

use crate::fixture::{Fixture, sample};

/// Asks everything of every place of a file.
fn ask(text: &str) {
    let fixture = Fixture::new(text);
    let (db, file) = (&fixture.db, fixture.file);
    let text = fixture.text(file);
    let all = Span::new(0, text.len() as u32);
    let lies = |span: Span| text.get(span.range()).is_some();
    let found = occurrences(db, file);
    assert!(found.iter().all(|it| lies(it.span)), "{text}");
    let tokens = semantic_tokens(db, file);
    assert!(tokens.windows(2).all(|it| it[0].span.end <= it[1].span.start), "{text}");
    assert!(folds(db, file).iter().all(|(span, _)| lies(*span)), "{text}");
    assert!(
        inlay_hints(db, file, all, |_| true).iter().all(|it| lies(Span::at(it.offset))),
        "{text}"
    );
    assert!(document_links(db, file).iter().all(|(span, _)| lies(*span)), "{text}");
    for symbol in document_symbols(db, file) {
        let (whole, name) = (symbol.span, symbol.name_span);
        assert!(whole.start <= name.start && name.end <= whole.end, "{symbol:?} of\n{text}");
    }
    let offsets = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(3);
    for offset in offsets.map(|at| at as u32) {
        let nested = selections(db, file, offset);
        let holds = |it: &[Span]| it[1].start <= it[0].start && it[0].end <= it[1].end;
        assert!(nested.windows(2).all(holds), "{nested:?} of\n{text}");
        let hovered = hover(db, file, offset);
        assert!(hovered.is_none_or(|it| it.span.touches(offset)), "{text}");
        drop(definition(db, file, offset));
        assert!(linked_names(db, file, offset).iter().all(|span| lies(*span)), "{text}");
        let help = signature_help(db, file, offset);
        let parts =
            help.iter().flat_map(|it| it.parameters.iter().map(move |(span, _)| (it, *span)));
        for (help, span) in parts {
            assert!(help.label.get(span.range()).is_some(), "{help:?} of\n{text}");
        }
    }
}

#[test]
fn whole_files_and_files_that_are_cut_off_are_answered() {
    for text in sample(23) {
        ask(&text);
        for part in 1..4 {
            ask(&text[..text.floor_char_boundary(text.len() * part / 4)]);
        }
    }
}
