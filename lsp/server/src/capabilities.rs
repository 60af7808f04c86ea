//! What we say that we can, and what clients say.

use tower_lsp_server::ls_types::{
    CallHierarchyServerCapability, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DidChangeWatchedFilesRegistrationOptions, DocumentLinkOptions, DocumentOnTypeFormattingOptions,
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind,
    FileOperationRegistrationOptions, FileSystemWatcher, FoldingRangeProviderCapability,
    GlobPattern, HoverProviderCapability, ImplementationProviderCapability, InitializeParams,
    InitializeResult, LinkedEditingRangeServerCapabilities, OneOf, Registration, RenameOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    ServerCapabilities, ServerInfo, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TypeDefinitionProviderCapability,
    WorkDoneProgressOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use orchestra_package_model::project::MANIFEST;
use serde_json::json;

use crate::{backend::option, positions::Encoding, requests::semantic_tokens};

/// The answer to `initialize`.
pub(crate) fn result(encoding: Encoding, pulls: bool, has_lenses: bool) -> InitializeResult {
    let synchronization = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        ..TextDocumentSyncOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_EXTRACT,
            CodeActionKind::REFACTOR_INLINE,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::SOURCE_FIX_ALL,
            CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        ]),
        resolve_provider: Some(true),
        ..CodeActionOptions::default()
    };
    let diagnostics = DiagnosticOptions {
        inter_file_dependencies: true,
        workspace_diagnostics: false,
        ..DiagnosticOptions::default()
    };
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(synchronization)),
            diagnostic_provider: pulls
                .then_some(DiagnosticServerCapabilities::Options(diagnostics)),
            document_formatting_provider: Some(OneOf::Left(true)),
            document_range_formatting_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
                first_trigger_character: "}".to_owned(),
                more_trigger_character: None,
            }),
            call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
            workspace: Some(WorkspaceServerCapabilities {
                file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                    will_rename: Some(renamed_files()),
                    ..WorkspaceFileOperationsServerCapabilities::default()
                }),
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
            }),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some([".", "{", "[", ":", "\"", " "].map(str::to_owned).into()),
                resolve_provider: Some(true),
                ..CompletionOptions::default()
            }),
            signature_help_provider: Some(SignatureHelpOptions {
                trigger_characters: Some(["{", "(", ","].map(str::to_owned).into()),
                ..SignatureHelpOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
            implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: None,
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            code_lens_provider: has_lenses
                .then_some(CodeLensOptions { resolve_provider: Some(true) }),
            semantic_tokens_provider: Some(
                SemanticTokensOptions {
                    legend: semantic_tokens::legend(),
                    range: Some(true),
                    full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                    ..SemanticTokensOptions::default()
                }
                .into(),
            ),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: "orchestra".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        ..InitializeResult::default()
    }
}

/// What we want to be asked about before it is renamed.
fn renamed_files() -> FileOperationRegistrationOptions {
    let filter = |glob: &str, kind| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: Some(kind), options: None },
    };
    let filters = vec![
        filter("**/*.orch", FileOperationPatternKind::File),
        filter("**", FileOperationPatternKind::Folder),
    ];
    FileOperationRegistrationOptions { filters }
}

/// Whether the client asks for what is wrong. It has to say so, since most clients that can would be
/// told twice.
pub(crate) fn wants_to_pull(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let can = document.is_some_and(|it| it.diagnostic.is_some());
    can && option(params, "diagnostics").and_then(|it| it.as_str()) == Some("pull")
}

/// The commands that the client says it knows: without them, a lens would lead nowhere.
pub(crate) fn commands(params: &InitializeParams) -> Vec<String> {
    let named = option(params, "commands").and_then(|it| it.as_array());
    let names = named.into_iter().flatten().filter_map(|it| it.as_str());
    names.map(str::to_owned).collect()
}

/// Whether the client knows tab stops.
pub(crate) fn has_snippets(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let completion = document.and_then(|it| it.completion.as_ref());
    let item = completion.and_then(|it| it.completion_item.as_ref());
    item.is_some_and(|it| it.snippet_support == Some(true))
}

/// Whether the client asks for the edits of the code action that was chosen.
pub(crate) fn resolves_actions(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let action = document.and_then(|it| it.code_action.as_ref());
    action.is_some_and(|it| {
        let resolved = it.resolve_support.as_ref();
        it.data_support == Some(true)
            && resolved.is_some_and(|it| it.properties.iter().any(|name| name == "edit"))
    })
}

/// Whether the client can watch files for us.
pub(crate) fn can_watch(params: &InitializeParams) -> bool {
    let workspace = params.capabilities.workspace.as_ref();
    let watching = workspace.and_then(|it| it.did_change_watched_files.as_ref());
    watching.is_some_and(|it| it.dynamic_registration == Some(true))
}

/// What we want to hear of.
pub(crate) fn watched_files() -> Registration {
    let watched = ["**/*.orch", "**/orchestra.toml", "**/orchestra.lock", "**/*.json"];
    let watchers = watched.map(|glob| FileSystemWatcher {
        glob_pattern: GlobPattern::String(glob.to_owned()),
        kind: None,
    });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.into() };
    Registration {
        id: "files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Whether the client can tell us of documents that it wouldn't tell us of by itself.
pub(crate) fn can_follow_manifests(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let told = document.and_then(|it| it.synchronization.as_ref());
    told.is_some_and(|it| it.dynamic_registration == Some(true))
}

/// That we want manifests as they are typed. Clients hold a language server to the documents of its
/// language otherwise.
pub(crate) fn followed_manifests() -> [Registration; 3] {
    let selector = json!([{ "scheme": "file", "pattern": format!("**/{MANIFEST}") }]);
    let whole = json!({ "documentSelector": selector });
    let changes = json!({ "documentSelector": selector, "syncKind": 2 });
    [("didOpen", &whole), ("didChange", &changes), ("didClose", &whole)].map(|(method, options)| {
        Registration {
            id: format!("manifests-{method}"),
            method: format!("textDocument/{method}"),
            register_options: Some(options.clone()),
        }
    })
}
