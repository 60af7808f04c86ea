//! What we say that we can, and what we want to be told.

use std::{collections::BTreeSet, path::PathBuf};

use tower_lsp_server::ls_types::{
    CallHierarchyServerCapability, CodeActionKind, CodeActionOptions, CodeActionProviderCapability,
    CodeLensOptions, CompletionOptions, DiagnosticOptions, DiagnosticServerCapabilities,
    DidChangeWatchedFilesRegistrationOptions, DocumentLinkOptions, DocumentOnTypeFormattingOptions,
    FileOperationFilter, FileOperationPattern, FileOperationPatternKind,
    FileOperationRegistrationOptions, FileSystemWatcher, FoldingRangeProviderCapability,
    GlobPattern, HoverProviderCapability, ImplementationProviderCapability, InitializeResult,
    LinkedEditingRangeServerCapabilities, OneOf, Registration, RelativePattern, RenameOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    ServerCapabilities, ServerInfo, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TypeDefinitionProviderCapability, Uri,
    WorkDoneProgressOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use orchestra_package_model::project::MANIFEST;
use serde_json::json;

use crate::{
    abilities::Abilities, positions::Encoding, protocol::SECTION, requests::semantic_tokens,
};

/// How changes of files are told.
pub(crate) const WATCHED: &str = "workspace/didChangeWatchedFiles";

/// The answer to `initialize`.
pub(crate) fn result(encoding: Encoding, abilities: &Abilities) -> InitializeResult {
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
            diagnostic_provider: abilities
                .pulls
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
            code_lens_provider: (!abilities.commands.is_empty())
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

/// Files of the workspace that we want to hear of.
pub(crate) fn watched_files() -> Registration {
    let watched = ["**/*.orch", "**/orchestra.toml", "**/orchestra.lock", "**/*.json"];
    let watchers = watched.map(|glob| FileSystemWatcher {
        glob_pattern: GlobPattern::String(glob.to_owned()),
        kind: None,
    });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.into() };
    Registration {
        id: "files".to_owned(),
        method: WATCHED.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Files of folders outside the workspace that we want to hear of.
pub(crate) fn watched_folders(id: String, folders: &BTreeSet<PathBuf>) -> Registration {
    let watchers = folders.iter().filter_map(|folder| {
        let pattern = RelativePattern {
            base_uri: OneOf::Right(Uri::from_file_path(folder)?),
            pattern: "**/{*.orch,orchestra.toml,orchestra.lock,*.json}".to_owned(),
        };
        Some(FileSystemWatcher { glob_pattern: GlobPattern::Relative(pattern), kind: None })
    });
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: watchers.collect() };
    Registration {
        id,
        method: WATCHED.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// That we want to hear when something is configured otherwise.
pub(crate) fn followed_configuration() -> Registration {
    Registration {
        id: "configuration".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(json!({ "section": SECTION })),
    }
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
