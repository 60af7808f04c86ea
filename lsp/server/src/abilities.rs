//! What the client can, as it says in `initialize`.

use tower_lsp_server::ls_types::InitializeParams;

use crate::backend::option;

/// What the client can; until it has said so, nothing.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the protocol's")]
pub(crate) struct Abilities {
    /// It asks for what is wrong.
    pub(crate) pulls: bool,
    /// It watches files for us.
    pub(crate) watches: bool,
    /// It watches files outside its workspace, too.
    pub(crate) watches_anywhere: bool,
    /// It tells us of documents that it wouldn't tell us of by itself, where we ask for them.
    pub(crate) follows_manifests: bool,
    /// It answers what is configured, folder by folder.
    pub(crate) answers_configuration: bool,
    /// It tells us that something is configured otherwise, where we ask for that.
    pub(crate) follows_configuration: bool,
    /// It asks for hints anew where we say so.
    pub(crate) refreshes_hints: bool,
    /// It asks for lenses anew where we say so.
    pub(crate) refreshes_lenses: bool,
    /// It shows how far something is that takes a while.
    pub(crate) shows_progress: bool,
    /// It knows tab stops.
    pub(crate) has_snippets: bool,
    /// It asks for the edits of the code action that was chosen.
    pub(crate) resolves_actions: bool,
    /// Commands of ours that it knows: without them, a lens would lead nowhere.
    pub(crate) commands: Vec<String>,
}

impl Abilities {
    /// Those of a client that has said nothing yet.
    pub(crate) const NONE: Self = Self {
        pulls: false,
        watches: false,
        watches_anywhere: false,
        follows_manifests: false,
        answers_configuration: false,
        follows_configuration: false,
        refreshes_hints: false,
        refreshes_lenses: false,
        shows_progress: false,
        has_snippets: false,
        resolves_actions: false,
        commands: Vec::new(),
    };

    /// Those of the client that says this.
    pub(crate) fn of(params: &InitializeParams) -> Self {
        let workspace = params.capabilities.workspace.as_ref();
        let document = params.capabilities.text_document.as_ref();
        let window = params.capabilities.window.as_ref();
        let is_set = |it: Option<bool>| it == Some(true);
        let watching = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let watches = watching.is_some_and(|it| is_set(it.dynamic_registration));
        let relative = watching.is_some_and(|it| is_set(it.relative_pattern_support));
        let told = document.and_then(|it| it.synchronization.as_ref());
        let configured = workspace.and_then(|it| it.did_change_configuration.as_ref());
        let hints = workspace.and_then(|it| it.inlay_hint.as_ref());
        let lenses = workspace.and_then(|it| it.code_lens.as_ref());
        Self {
            pulls: wants_to_pull(params),
            watches,
            watches_anywhere: watches && relative,
            follows_manifests: told.is_some_and(|it| is_set(it.dynamic_registration)),
            answers_configuration: workspace.is_some_and(|it| is_set(it.configuration)),
            follows_configuration: configured.is_some_and(|it| is_set(it.dynamic_registration)),
            refreshes_hints: hints.is_some_and(|it| is_set(it.refresh_support)),
            refreshes_lenses: lenses.is_some_and(|it| is_set(it.refresh_support)),
            shows_progress: window.is_some_and(|it| is_set(it.work_done_progress)),
            has_snippets: has_snippets(params),
            resolves_actions: resolves_actions(params),
            commands: commands(params),
        }
    }
}

/// Whether the client asks for what is wrong. It has to say so, since most clients that can would be
/// told twice.
fn wants_to_pull(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let can = document.is_some_and(|it| it.diagnostic.is_some());
    can && option(params, "diagnostics").and_then(|it| it.as_str()) == Some("pull")
}

fn commands(params: &InitializeParams) -> Vec<String> {
    let named = option(params, "commands").and_then(|it| it.as_array());
    let names = named.into_iter().flatten().filter_map(|it| it.as_str());
    names.map(str::to_owned).collect()
}

fn has_snippets(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let completion = document.and_then(|it| it.completion.as_ref());
    let item = completion.and_then(|it| it.completion_item.as_ref());
    item.is_some_and(|it| it.snippet_support == Some(true))
}

fn resolves_actions(params: &InitializeParams) -> bool {
    let document = params.capabilities.text_document.as_ref();
    let action = document.and_then(|it| it.code_action.as_ref());
    action.is_some_and(|it| {
        let resolved = it.resolve_support.as_ref();
        it.data_support == Some(true)
            && resolved.is_some_and(|it| it.properties.iter().any(|name| name == "edit"))
    })
}
