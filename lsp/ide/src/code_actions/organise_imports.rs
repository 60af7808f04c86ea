//! The `use` lines of a file, in their order, without those that nothing needs.

use orchestra_diagnostics::{Code, Span};
use orchestra_syntax::{NodeKind, format};

use super::{CodeAction, CodeActionKind, selected::Selected};

pub(super) fn action(selected: &Selected<'_>) -> Option<CodeAction> {
    let kinds = [NodeKind::UseSubnets, NodeKind::UseCapabilities, NodeKind::UseModule];
    let items: Vec<_> = selected.tree().root().children().collect();
    let first = items.iter().position(|item| kinds.contains(&item.kind()))?;
    let last = items.iter().rposition(|item| kinds.contains(&item.kind()))?;
    // Between items they are where somebody wanted them.
    if items[first..=last].iter().any(|it| !kinds.contains(&it.kind()) || it.is_broken()) {
        return None;
    }
    let run = Span::new(items[first].span().start, items[last].span().end);
    let unused = selected.found.iter().filter(|it| it.code == Code::UnusedImport);
    let cuts = unused.filter_map(|it| Some(it.fixes.first()?.edits.first()?.span));
    let mut cuts: Vec<Span> = cuts.filter(|cut| run.start <= cut.start).collect();
    cuts.sort_unstable();
    let mut text = String::new();
    let mut at = run.start;
    for cut in cuts.into_iter().filter(|cut| cut.start < run.end) {
        text += selected.text(Span::new(at, cut.start.max(at)));
        at = cut.end.clamp(at, run.end);
    }
    text += selected.text(Span::new(at, run.end));
    let text = format(&text).text.trim_end().to_owned();
    if text == selected.text(run) {
        return None;
    }
    let run = if text.is_empty() { with_blanks(selected, run) } else { run };
    let title = "Organise imports";
    Some(CodeAction::new(title, CodeActionKind::OrganiseImports, [(run, text)]))
}

/// `run` with the blanks behind it.
fn with_blanks(selected: &Selected<'_>, run: Span) -> Span {
    let behind = &selected.tree().text()[run.end as usize..];
    Span::new(run.start, run.end + (behind.len() - behind.trim_start().len()) as u32)
}
