//! Our diagnostics and edits as the protocol's.

use std::{collections::HashMap, path::PathBuf};

use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::{Code, Diagnostic, Edit, FileName, Fix, Severity, Span};
use tower_lsp_server::ls_types::{
    self, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, MarkupContent,
    MarkupKind, NumberOrString, Range, TextEdit, Uri, WorkspaceEdit,
};

use crate::{
    positions::Lines,
    snapshot::{Snapshot, View, uri_of_name},
    world::Found,
};

/// Who says it.
const SOURCE: &str = "orchestra";

/// What is wrong with a file.
pub(crate) fn diagnostics(view: &View<'_>) -> Vec<ls_types::Diagnostic> {
    view.compilation.look_ahead_for(view.file);
    let found = view.compilation.diagnostics(view.file);
    let mut places = Places::new(view.snapshot, view.compilation);
    let name = view.compilation.name(view.file);
    let own = found.iter().filter(|it| it.file == name);
    own.map(|it| diagnostic(it, view.range(it.span), &mut places)).collect()
}

/// What is wrong with manifest, overlay, lock and packages that are needed; files where nothing is wrong included, so that what
/// was said of them before is taken back.
pub(crate) fn package_problems(snapshot: &Snapshot, compilation: &Compilation) -> Found {
    let problems = &compilation.problems();
    let mut places = Places::new(snapshot, compilation);
    let mut found: HashMap<FileName, Vec<ls_types::Diagnostic>> = HashMap::new();
    for name in compilation.package.sources.names() {
        found.entry(name.clone()).or_default();
    }
    for problem in problems {
        let range = places.range(&problem.file, problem.span);
        let told = diagnostic(problem, range, &mut places);
        found.entry(problem.file.clone()).or_default().push(told);
    }
    let mut found: Found =
        found.into_iter().map(|(name, told)| (PathBuf::from(&*name), told)).collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// One diagnostic.
pub(crate) fn diagnostic(
    it: &Diagnostic,
    range: Range,
    places: &mut Places<'_>,
) -> ls_types::Diagnostic {
    let related = it.labels.iter().filter_map(|label| {
        let location = places.location(&label.file, label.span)?;
        let message = if label.message.is_empty() { "here".into() } else { label.message.clone() };
        Some(DiagnosticRelatedInformation { location, message })
    });
    let related: Vec<_> = related.collect();
    let message = match &it.help {
        Some(help) => format!("{}\n{help}", it.message),
        None => it.message.clone(),
    };
    ls_types::Diagnostic {
        range,
        severity: Some(match it.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Note => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(it.code.to_string())),
        code_description: None,
        source: Some(SOURCE.to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: tags(it.code),
        data: None,
    }
}

/// What a text or the Ledger says, as Markdown in which nothing is fetched: an image would be a request to
/// whoever wrote it, made by looking at a hover.
pub(crate) fn markdown(text: &str) -> MarkupContent {
    // A space without width takes nothing away from what is read, in code too.
    let value = text.replace("![", "!\u{200B}[");
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// How a client may draw what a lint found.
fn tags(code: Code) -> Option<Vec<DiagnosticTag>> {
    let name = code.to_string();
    let is_unused = name.starts_with("unused-") || name == "unreachable-arm";
    let is_deprecated = name.starts_with("deprecated-");
    match (is_unused, is_deprecated) {
        (true, _) => Some(vec![DiagnosticTag::UNNECESSARY]),
        (_, true) => Some(vec![DiagnosticTag::DEPRECATED]),
        _ => None,
    }
}

/// The edits of a fix; none where a file of them has no name that the client knows.
pub(crate) fn fix(it: &Fix, places: &mut Places<'_>) -> Option<WorkspaceEdit> {
    workspace_edit(&it.edits, places)
}

/// Edits; none where a file of them has no name that the client knows.
pub(crate) fn workspace_edit(edits: &[Edit], places: &mut Places<'_>) -> Option<WorkspaceEdit> {
    let located =
        edits.iter().map(|it| Some((places.location(&it.file, it.span)?, it.text.clone())));
    Some(by_file(located.collect::<Option<Vec<_>>>()?))
}

/// Texts to be written at places, file by file.
pub(crate) fn by_file(edits: impl IntoIterator<Item = (Location, String)>) -> WorkspaceEdit {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (Location { uri, range }, new_text) in edits {
        changes.entry(uri).or_default().push(TextEdit { range, new_text });
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// Places in files that diagnostics name, each file's lines counted once.
pub(crate) struct Places<'s> {
    snapshot: &'s Snapshot,
    compilation: &'s Compilation,
    lines: HashMap<FileName, Lines>,
}

impl<'s> Places<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot, compilation: &'s Compilation) -> Self {
        Self { snapshot, compilation, lines: HashMap::new() }
    }

    /// The range of a span.
    pub(crate) fn range(&mut self, file: &FileName, span: Span) -> Range {
        let text = self.compilation.sources.text(file);
        let lines = self.lines.entry(file.clone()).or_insert_with(|| Lines::new(text));
        lines.range(text, span, self.snapshot.encoding)
    }

    /// The place of a span; none in a file that the client can't name.
    pub(crate) fn location(&mut self, file: &FileName, span: Span) -> Option<Location> {
        let uri = uri_of_name(self.snapshot, self.compilation, file)?;
        Some(Location { uri, range: self.range(file, span) })
    }
}
