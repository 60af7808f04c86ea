//! `textDocument/codeAction`: the fixes of what is wrong here, all certain ones at once, and what else
//! may be done with the selection. `codeAction/resolve`: the edits of the one that was chosen, for clients
//! that ask for them then; fixes have theirs from the start.

use std::collections::HashMap;

use orchestra_diagnostics::{Diagnostic, Edit, Span};
use serde::{Deserialize, Serialize};
use tower_lsp_server::ls_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, CodeActionParams,
    CodeActionResponse, PartialResultParams, Range, TextDocumentIdentifier, TextEdit,
    WorkDoneProgressParams, WorkspaceEdit,
};

use crate::{
    convert::{Places, diagnostic, fix, workspace_edit},
    snapshot::{Snapshot, View},
};

/// The actions; those of clients that resolve them without edits, except for fixes.
pub(crate) fn answer(
    snapshot: &Snapshot,
    params: &CodeActionParams,
    resolves: bool,
) -> Option<CodeActionResponse> {
    let mut actions = all(snapshot, params)?;
    for action in actions.iter_mut().filter(|_| resolves) {
        if action.kind != Some(CodeActionKind::QUICKFIX) {
            let uri = params.text_document.uri.to_string();
            action.edit = None;
            action.data = serde_json::to_value(Unresolved { uri, range: params.range }).ok();
        }
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// The action with its edits, of the text as it is now; without them where it is offered no more.
pub(crate) fn resolve(snapshot: &Snapshot, mut action: CodeAction) -> CodeAction {
    let same = || {
        let about: Unresolved = serde_json::from_value(action.data.clone()?).ok()?;
        let params = CodeActionParams {
            text_document: TextDocumentIdentifier { uri: about.uri.parse().ok()? },
            range: about.range,
            context: CodeActionContext {
                only: Some(action.kind.iter().cloned().collect()),
                ..CodeActionContext::default()
            },
            work_done_progress_params: WorkDoneProgressParams::default(),
            partial_result_params: PartialResultParams::default(),
        };
        let is_same = |it: &CodeAction| it.title == action.title && it.kind == action.kind;
        all(snapshot, &params)?.into_iter().find(is_same)?.edit
    };
    if action.edit.is_none() {
        action.edit = same();
    }
    action
}

/// What an action without edits is about.
#[derive(Deserialize, Serialize)]
struct Unresolved {
    uri: String,
    range: Range,
}

fn all(snapshot: &Snapshot, params: &CodeActionParams) -> Option<Vec<CodeAction>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let asked = view.span(params.range);
    let only = params.context.only.as_deref();
    let wants = |kind: &CodeActionKind| {
        let is_within = |asked: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(asked.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        only.is_none_or(|only| only.iter().any(is_within))
    };
    let name = view.compilation.name(view.file);
    let found = view.compilation.diagnostics(view.file);
    let found: Vec<_> = found.into_iter().filter(|it| it.file == name).collect();
    let mut places = Places::new(snapshot, view.compilation);
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        let here = found.iter().filter(|it| touch(it.span, asked));
        actions.extend(here.flat_map(|it| fixes(&view, it, &mut places)));
    }
    if wants(&CodeActionKind::SOURCE_FIX_ALL) {
        actions.extend(fix_all(&found, &mut places));
    }
    let others = orchestra_lsp_ide::code_actions(view.db(), view.file, asked, &found);
    let wanted = others.into_iter().filter(|it| wants(&kind(it.kind)));
    actions.extend(wanted.filter_map(|it| other(&view, it)));
    Some(actions)
}

/// What clients call it.
fn kind(kind: orchestra_lsp_ide::CodeActionKind) -> CodeActionKind {
    use orchestra_lsp_ide::CodeActionKind as Kind;
    match kind {
        Kind::Fix => CodeActionKind::QUICKFIX,
        Kind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        Kind::Inline => CodeActionKind::REFACTOR_INLINE,
        Kind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        Kind::OrganiseImports => CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
    }
}

fn other(view: &View<'_>, action: orchestra_lsp_ide::CodeAction) -> Option<CodeAction> {
    let edits = action.edits.into_iter();
    let edits = edits.map(|(span, new_text)| TextEdit { range: view.range(span), new_text });
    let changes = HashMap::from([(view.uri()?, edits.collect())]);
    Some(CodeAction {
        title: action.title,
        kind: Some(kind(action.kind)),
        edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    })
}

fn touch(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}

fn fixes(view: &View<'_>, found: &Diagnostic, places: &mut Places<'_>) -> Vec<CodeAction> {
    let mends = found.fixes.iter().filter_map(|it| Some((it, fix(it, places)?)));
    let mends: Vec<_> = mends.collect();
    let told = diagnostic(found, view.range(found.span), places);
    let action = |(mend, edit): (&orchestra_diagnostics::Fix, _)| {
        let title = capitalized(&mend.title);
        CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![told.clone()]),
            edit: Some(edit),
            is_preferred: Some(mend.is_certain),
            ..CodeAction::default()
        }
    };
    mends.into_iter().map(action).collect()
}

/// One action that applies every certain fix that doesn't touch one before it.
fn fix_all(found: &[Diagnostic], places: &mut Places<'_>) -> Option<CodeAction> {
    let mut edits: Vec<Edit> = Vec::new();
    let certain = found.iter().flat_map(|it| it.fixes.iter().find(|fix| fix.is_certain));
    for fix in certain {
        let is_free = |edit: &Edit| {
            edits.iter().all(|other| other.file != edit.file || !touch(other.span, edit.span))
        };
        if fix.edits.iter().all(is_free) {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    if edits.is_empty() {
        return None;
    }
    Some(CodeAction {
        title: "Apply all certain fixes of this file".to_owned(),
        kind: Some(CodeActionKind::SOURCE_FIX_ALL),
        edit: Some(workspace_edit(&edits, places)?),
        ..CodeAction::default()
    })
}

/// As a menu shows it.
fn capitalized(title: &str) -> String {
    let mut characters = title.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}
