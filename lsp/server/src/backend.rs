//! The handlers: each hands its request to its file in `requests`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use orchestra_compiler::is_cancellation;
use tokio::{
    runtime::Handle,
    sync::mpsc::{self, UnboundedSender},
};
use tower_lsp_server::{
    Client, LanguageServer,
    jsonrpc::{Error, ErrorCode, Result},
    ls_types::{
        CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
        CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
        CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem,
        CompletionParams, CompletionResponse, DocumentDiagnosticParams,
        DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentHighlight,
        DocumentHighlightParams, DocumentLink, DocumentLinkParams, DocumentOnTypeFormattingParams,
        DocumentRangeFormattingParams, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange,
        FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
        InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, LSPAny,
        LinkedEditingRangeParams, LinkedEditingRanges, Location, MessageType,
        PrepareRenameResponse, PublishDiagnosticsParams, ReferenceParams, RenameFilesParams,
        RenameParams, SelectionRange, SelectionRangeParams, SemanticTokens,
        SemanticTokensDeltaParams, SemanticTokensFullDeltaResult, SemanticTokensParams,
        SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, SignatureHelp,
        SignatureHelpParams, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
        WorkspaceFoldersChangeEvent, WorkspaceSymbolParams, WorkspaceSymbolResponse,
        notification::PublishDiagnostics,
    },
};

use crate::{
    abilities::Abilities,
    capabilities,
    configuration::Configuration,
    in_order::reserved,
    limits::Limits,
    owner::{Message, OwnerHandle},
    parent,
    positions::Encoding,
    progress::Progress,
    protocol::{
        CallSnippet, CallSnippetParams, DocumentParams, FileTests, LedgerTree, LedgerTreeParams,
        PlanGraphAnswer, PlanGraphParams, RunForm, RunFormParams, Settings, TestsParams,
    },
    registrations::Registrations,
    requests,
    snapshot::Snapshot,
    told_tokens::ToldTokens,
    world::Refresh,
};

/// What a request is answered with whose texts have changed since: the client asks again.
const CONTENT_MODIFIED: i64 = -32801;

/// What handlers and owner share.
pub(crate) struct Shared {
    pub(crate) runtime: Handle,
    client: Client,
    /// In the order in which they are to be told.
    publications: UnboundedSender<PublishDiagnosticsParams>,
    pub(crate) registrations: Registrations,
    owner: OwnerHandle,
    encoding: OnceLock<Encoding>,
    abilities: OnceLock<Abilities>,
    is_shut_down: AtomicBool,
    limits: Mutex<Limits>,
    /// What counts where nothing is configured.
    settings: OnceLock<Settings>,
    /// Where packages of libraries are unpacked.
    packages: Option<PathBuf>,
    pub(crate) told_tokens: ToldTokens,
}

/// The service.
#[derive(Clone)]
pub(crate) struct Backend {
    pub(crate) shared: Arc<Shared>,
}

impl Shared {
    /// What positions count; until both sides have agreed, what every client knows.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding.get().copied().unwrap_or_default()
    }

    /// Whether the client is told what is wrong, rather than asking.
    pub(crate) fn pushes(&self) -> bool {
        self.encoding.get().is_some() && !self.abilities().pulls
    }

    /// What the client can.
    pub(crate) fn abilities(&self) -> &Abilities {
        const NONE: &Abilities = &Abilities::NONE;
        self.abilities.get().unwrap_or(NONE)
    }

    /// What counts where nothing is configured.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.get().copied().unwrap_or_default()
    }

    /// What may be read.
    pub(crate) fn limits(&self) -> Limits {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Folders have come or gone.
    pub(crate) fn change_folders(&self, event: &WorkspaceFoldersChangeEvent) {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        *limits = limits.changed(event);
    }

    pub(crate) fn is_shut_down(&self) -> bool {
        self.is_shut_down.load(Ordering::Relaxed)
    }

    /// Tells what is wrong with a file, behind what was told before.
    pub(crate) fn publish(&self, publication: PublishDiagnosticsParams) {
        drop(self.publications.send(publication));
    }

    /// What the client has configured for the workspace and its folders; none where it doesn't answer.
    pub(crate) async fn configuration(&self) -> Option<Configuration> {
        let limits = self.limits();
        Configuration::asked(&self.client, limits.folders(), self.settings()).await
    }

    /// Has the client ask anew for these, if it can. Nothing waits until it does.
    pub(crate) fn refresh(&self, wanted: Refresh) {
        let abilities = self.abilities();
        if wanted.hints && abilities.refreshes_hints {
            let client = self.client.clone();
            self.runtime.spawn(async move { client.inlay_hint_refresh().await });
        }
        if wanted.lenses && abilities.refreshes_lenses {
            let client = self.client.clone();
            self.runtime.spawn(async move { client.code_lens_refresh().await });
        }
    }

    /// Shows how far something is that has so many parts, if the client can.
    pub(crate) fn progress(&self, title: &'static str, parts: usize) -> Option<Progress> {
        let begin = || Progress::begin(&self.runtime, self.client.clone(), title, parts);
        self.abilities().shows_progress.then(begin)
    }

    /// A line in the client's log. Nothing waits until it is there.
    pub(crate) fn log_error(&self, message: &'static str) {
        self.log(MessageType::ERROR, vec![message.to_owned()]);
    }

    /// The same, of what the user may want to mend; line by line, in this order.
    pub(crate) fn log_warnings(&self, messages: Vec<String>) {
        self.log(MessageType::WARNING, messages);
    }

    fn log(&self, kind: MessageType, messages: Vec<String>) {
        let client = self.client.clone();
        self.runtime.spawn(async move {
            for message in messages {
                client.log_message(kind, message).await;
            }
        });
    }
}

impl Backend {
    pub(crate) fn new(client: Client, owner: OwnerHandle, packages: Option<PathBuf>) -> Self {
        let (publications, mut waiting) = mpsc::unbounded_channel();
        let runtime = Handle::current();
        let teller = client.clone();
        runtime.spawn(async move {
            while let Some(publication) = waiting.recv().await {
                teller.send_notification::<PublishDiagnostics>(publication).await;
            }
        });
        let shared = Shared {
            registrations: Registrations::new(&runtime, client.clone()),
            runtime,
            client,
            publications,
            owner,
            encoding: OnceLock::new(),
            abilities: OnceLock::new(),
            is_shut_down: AtomicBool::new(false),
            limits: Mutex::default(),
            settings: OnceLock::new(),
            packages,
            told_tokens: ToldTokens::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// What `work` makes of the snapshot that this request has reserved, on a thread of its own.
    ///
    /// # Errors
    /// "Content modified" where a text was changed meanwhile; "internal error" where `work` panics.
    async fn ask<A: Send + 'static>(
        &self,
        work: impl FnOnce(&Snapshot) -> A + Send + 'static,
    ) -> Result<A> {
        let reserved = reserved().ok_or_else(Error::internal_error)?;
        let snapshot = reserved.await.map_err(|_| Error::internal_error())?;
        let shared = Arc::clone(&self.shared);
        let answer = self.shared.runtime.spawn_blocking(move || {
            // The snapshot is dropped with the work: an edit may be waiting for it.
            let work = move || work(&snapshot);
            catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
                if is_cancellation(&*panic) {
                    return changed_meanwhile();
                }
                shared.log_error("a request couldn't be answered; this is our mistake");
                Error::internal_error()
            })
        });
        answer.await.map_err(|_| Error::internal_error())?
    }

    /// `orchestra/document`: the text of a document of ours.
    pub(crate) async fn document(&self, params: DocumentParams) -> Result<Option<String>> {
        self.ask(move |snapshot| requests::document::answer(snapshot, &params)).await
    }

    /// `orchestra/planGraph`: a template's plan as a graph.
    pub(crate) async fn plan_graph(
        &self,
        params: PlanGraphParams,
    ) -> Result<Option<PlanGraphAnswer>> {
        self.ask(move |snapshot| requests::plan_graph::answer(snapshot, &params)).await
    }

    /// `orchestra/ledgerTree`: what there is in the Ledger.
    pub(crate) async fn ledger_tree(&self, params: LedgerTreeParams) -> Result<LedgerTree> {
        self.ask(move |snapshot| requests::ledger_tree::answer(snapshot, &params)).await
    }

    /// `orchestra/callSnippet`: a call of what the Ledger lists, to be filled in.
    pub(crate) async fn call_snippet(
        &self,
        params: CallSnippetParams,
    ) -> Result<Option<CallSnippet>> {
        self.ask(move |snapshot| requests::call_snippet::answer(snapshot, &params)).await
    }

    /// `orchestra/runForm`: what a job of a template is given.
    pub(crate) async fn run_form(&self, params: RunFormParams) -> Result<Option<RunForm>> {
        self.ask(move |snapshot| requests::run_form::answer(snapshot, &params)).await
    }

    /// `orchestra/tests`: what tests there are.
    pub(crate) async fn tests(&self, params: TestsParams) -> Result<Vec<FileTests>> {
        self.ask(move |snapshot| requests::tests::answer(snapshot, &params)).await
    }
}

fn changed_meanwhile() -> Error {
    Error {
        code: ErrorCode::ServerError(CONTENT_MODIFIED),
        message: "the text has changed".into(),
        data: None,
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|it| it.position_encodings.as_deref());
        let encoding = *self.shared.encoding.get_or_init(|| Encoding::best(offered));
        let abilities = self.shared.abilities.get_or_init(|| Abilities::of(&params));
        let limits = Limits::of(&params, self.shared.packages.clone());
        *self.shared.limits.lock().unwrap_or_else(PoisonError::into_inner) = limits;
        let told = option(&params, "settings").unwrap_or(&LSPAny::Null);
        let configuration = Configuration::of_workspace(Settings::default(), told);
        self.shared.settings.get_or_init(|| configuration.workspace);
        self.shared.owner.send(Message::Configured { configuration, turn: None });
        if let Some(parent) = params.process_id {
            self.shared.runtime.spawn(parent::follow(parent));
        }
        Ok(capabilities::result(encoding, abilities))
    }

    async fn initialized(&self, _: InitializedParams) {
        let abilities = self.shared.abilities();
        let mut wanted = Vec::new();
        if abilities.watches {
            wanted.push(capabilities::watched_files());
        }
        if abilities.follows_manifests {
            wanted.extend(capabilities::followed_manifests());
        }
        if abilities.follows_configuration {
            wanted.push(capabilities::followed_configuration());
        }
        self.shared.registrations.register(wanted);
        self.shared.owner.send(Message::AskConfiguration);
    }

    async fn shutdown(&self) -> Result<()> {
        self.shared.is_shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        self.ask(move |snapshot| requests::diagnostic::answer(snapshot, &params)).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let uri = params.text_document.uri;
        self.ask(move |snapshot| requests::formatting::whole(snapshot, &uri)).await
    }

    async fn range_formatting(
        &self,
        params: DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        self.ask(move |snapshot| requests::formatting::range(snapshot, &params)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let resolves = self.shared.abilities().resolves_actions;
        self.ask(move |snapshot| requests::code_action::answer(snapshot, &params, resolves)).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        self.ask(move |snapshot| requests::code_action::resolve(snapshot, action)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let shared = Arc::clone(&self.shared);
        let uri = params.text_document.uri;
        self.ask(move |snapshot| {
            let known = &shared.abilities().commands;
            let knows = |command: &str| known.iter().any(|it| it == command);
            requests::code_lens::answer(snapshot, &uri, knows)
        })
        .await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        self.ask(move |snapshot| requests::code_lens::resolve(snapshot, lens)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let has_snippets = self.shared.abilities().has_snippets;
        self.ask(move |snapshot| requests::completion::answer(snapshot, &params, has_snippets))
            .await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        self.ask(move |snapshot| requests::completion::resolve(snapshot, item)).await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::completion::signature(snapshot, &at)).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::hover::answer(snapshot, &at)).await
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::navigation::definition(snapshot, &at)).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::navigation::type_definition(snapshot, &at)).await
    }

    async fn goto_implementation(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::navigation::implementation(snapshot, &at)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.ask(move |snapshot| requests::navigation::references(snapshot, &params)).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::navigation::highlights(snapshot, &at)).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        self.ask(move |snapshot| requests::rename::prepare(snapshot, &params)).await?
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(move |snapshot| requests::rename::answer(snapshot, &params)).await?
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::rename::linked(snapshot, &at)).await
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let uri = params.text_document.uri;
        self.ask(move |snapshot| requests::outline::symbols(snapshot, &uri)).await
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<WorkspaceSymbolResponse>> {
        let found = self
            .ask(move |snapshot| requests::outline::workspace_symbols(snapshot, &params.query))
            .await?;
        Ok(Some(WorkspaceSymbolResponse::Flat(found)))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let uri = params.text_document.uri;
        self.ask(move |snapshot| requests::outline::folds(snapshot, &uri)).await
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        self.ask(move |snapshot| requests::outline::selections(snapshot, &params)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let uri = params.text_document.uri;
        self.ask(move |snapshot| requests::outline::links(snapshot, &uri)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(move |snapshot| requests::outline::hints(snapshot, &params)).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let (uri, asked) = (params.text_document.uri.clone(), params.text_document.uri);
        let tokens = self
            .ask(move |snapshot| requests::semantic_tokens::answer(snapshot, &asked, None))
            .await?;
        let told = &self.shared.told_tokens;
        Ok(tokens.map(|data| SemanticTokensResult::Tokens(told.whole(uri, data))))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let (uri, asked) = (params.text_document.uri.clone(), params.text_document.uri);
        let tokens = self
            .ask(move |snapshot| requests::semantic_tokens::answer(snapshot, &asked, None))
            .await?;
        let told = &self.shared.told_tokens;
        Ok(tokens.map(|data| told.delta(uri, &params.previous_result_id, data)))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let SemanticTokensRangeParams { text_document, range, .. } = params;
        let tokens = self
            .ask(move |snapshot| {
                requests::semantic_tokens::answer(snapshot, &text_document.uri, Some(range))
            })
            .await?;
        let whole = |data| SemanticTokens { result_id: None, data };
        Ok(tokens.map(|data| SemanticTokensRangeResult::Tokens(whole(data))))
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        self.ask(move |snapshot| requests::formatting::on_type(snapshot, &params)).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let at = params.text_document_position_params;
        self.ask(move |snapshot| requests::call_hierarchy::prepare(snapshot, &at)).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.ask(move |snapshot| requests::call_hierarchy::incoming(snapshot, &params.item)).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.ask(move |snapshot| requests::call_hierarchy::outgoing(snapshot, &params.item)).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        self.ask(move |snapshot| requests::file_rename::answer(snapshot, &params)).await
    }
}

/// What clients may put in `initializationOptions`.
pub(crate) fn option<'o>(params: &'o InitializeParams, name: &str) -> Option<&'o LSPAny> {
    params.initialization_options.as_ref()?.get(name)
}
