//! `textDocument/completion`, `completionItem/resolve` and `signatureHelp`.

use orchestra_lsp_ide::{CompletionItem as Offered, CompletionKind, DocumentationKey};
use serde_json::json;
use tower_lsp_server::ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionList, CompletionParams,
    CompletionResponse, CompletionTextEdit, Documentation, InsertTextFormat, ParameterInformation,
    ParameterLabel, SignatureHelp, SignatureInformation, TextDocumentPositionParams, TextEdit, Uri,
};

use crate::{
    convert::markdown,
    positions::Encoding,
    snapshot::{Snapshot, View},
};

/// What may stand here.
pub(crate) fn answer(
    snapshot: &Snapshot,
    params: &CompletionParams,
    with_snippets: bool,
) -> Option<CompletionResponse> {
    let at = &params.text_document_position;
    let view = snapshot.view(&at.text_document.uri)?;
    let found = orchestra_lsp_ide::completions(view.db(), view.file, view.offset(at.position));
    let range = view.range(found.replace);
    let item = |it: Offered| {
        let is_snippet = it.is_snippet && with_snippets;
        let new_text = match (it.is_snippet, with_snippets) {
            (true, false) => plain(&it.insert),
            _ => it.insert,
        };
        let edits = it.additional_edits.into_iter();
        let edits: Vec<_> =
            edits.map(|(span, new_text)| TextEdit { range: view.range(span), new_text }).collect();
        CompletionItem {
            kind: Some(kind(it.kind)),
            detail: it.detail,
            documentation: it.documentation.as_deref().map(documentation),
            sort_text: Some(it.sort),
            filter_text: it.filter,
            insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
            additional_text_edits: (!edits.is_empty()).then_some(edits),
            tags: it.deprecated.then(|| vec![CompletionItemTag::DEPRECATED]),
            data: it
                .key
                .map(|key| json!({ "uri": at.text_document.uri.as_str(), "key": key.to_string() })),
            label: it.label,
            ..CompletionItem::default()
        }
    };
    let is_incomplete = found.is_incomplete;
    let items = found.items.into_iter().map(item).collect();
    Some(CompletionResponse::List(CompletionList { is_incomplete, items }))
}

/// The item with what takes time to write about it.
pub(crate) fn resolve(snapshot: &Snapshot, mut item: CompletionItem) -> CompletionItem {
    let said = || {
        let data = item.data.as_ref()?;
        let uri: Uri = data["uri"].as_str()?.parse().ok()?;
        let key: DocumentationKey = data["key"].as_str()?.parse().ok()?;
        let view = snapshot.view(&uri)?;
        orchestra_lsp_ide::documentation(view.db(), view.file, &key)
    };
    if let Some(said) = said() {
        item.documentation = Some(documentation(&said));
    }
    item
}

/// What the call around here takes.
pub(crate) fn signature(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<SignatureHelp> {
    let view = snapshot.view(&params.text_document.uri)?;
    let found =
        orchestra_lsp_ide::signature_help(view.db(), view.file, view.offset(params.position))?;
    let label = found.label;
    let parameter = |(span, said): (orchestra_diagnostics::Span, Option<String>)| {
        let units = |offset: u32| units(&view, &label[..offset as usize]);
        ParameterInformation {
            label: ParameterLabel::LabelOffsets([units(span.start), units(span.end)]),
            documentation: said.as_deref().map(documentation),
        }
    };
    let parameters = found.parameters.into_iter().map(parameter).collect();
    // A number behind the last says that none is active.
    let active = found.active.map(|at| at as u32);
    let signature = SignatureInformation {
        documentation: found.documentation.as_deref().map(documentation),
        parameters: Some(parameters),
        active_parameter: active,
        label,
    };
    Some(SignatureHelp {
        signatures: vec![signature],
        active_signature: Some(0),
        active_parameter: active,
    })
}

/// How long a text is in what both sides count.
fn units(view: &View<'_>, text: &str) -> u32 {
    match view.snapshot.encoding {
        Encoding::Utf8 => text.len() as u32,
        Encoding::Utf16 => text.encode_utf16().count() as u32,
    }
}

fn documentation(text: &str) -> Documentation {
    Documentation::MarkupContent(markdown(text))
}

/// A snippet as a text: each tab stop is what stands in it.
fn plain(snippet: &str) -> String {
    let mut text = String::with_capacity(snippet.len());
    let mut characters = snippet.chars().peekable();
    let mut depth = 0;
    while let Some(c) = characters.next() {
        match c {
            '\\' => text.extend(characters.next()),
            '$' => {
                let is_open = characters.next_if_eq(&'{').is_some();
                while characters.next_if(char::is_ascii_digit).is_some() {}
                if is_open {
                    depth += 1;
                    characters.next_if_eq(&':');
                }
            }
            '}' if depth > 0 => depth -= 1,
            c => text.push(c),
        }
    }
    text
}

fn kind(it: CompletionKind) -> CompletionItemKind {
    match it {
        CompletionKind::Subnet | CompletionKind::Family | CompletionKind::Module => {
            CompletionItemKind::MODULE
        }
        CompletionKind::Operation | CompletionKind::Capability | CompletionKind::Method => {
            CompletionItemKind::METHOD
        }
        CompletionKind::Template | CompletionKind::Function => CompletionItemKind::FUNCTION,
        CompletionKind::Constant => CompletionItemKind::CONSTANT,
        CompletionKind::Type => CompletionItemKind::STRUCT,
        CompletionKind::Enum => CompletionItemKind::ENUM,
        CompletionKind::Variant => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Local | CompletionKind::Parameter => CompletionItemKind::VARIABLE,
        CompletionKind::Field | CompletionKind::Argument => CompletionItemKind::FIELD,
        CompletionKind::Policy => CompletionItemKind::PROPERTY,
        CompletionKind::Value | CompletionKind::Pattern => CompletionItemKind::VALUE,
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_snippet_without_tab_stops_is_what_stands_in_them() {
        assert_eq!(
            plain("find { query: \"${1:…}\", kind: $2 }$0"),
            "find { query: \"…\", kind:  }"
        );
        assert_eq!(plain("${1:{ a: 1 \\}} costs 5\\$"), "{ a: 1 } costs 5$");
    }
}
