//! What is configured, for the workspace and for each of its folders.
//!
//! `initializationOptions.settings` counts until more is known. A client that can is asked for the section
//! `orchestra`, once for the workspace and once for each folder, after the start, when folders come or go,
//! and when it says that something is configured otherwise; another tells what is, with that message.
//! Nothing of it names a program or a place.

use std::path::PathBuf;

use serde_json::Value;
use tower_lsp_server::{Client, ls_types::ConfigurationItem};

use crate::{limits::Folder, protocol::Settings, snapshot::path_of};
use tower_lsp_server::ls_types::Uri;

/// Where a client keeps our settings.
pub(crate) const SECTION: &str = "orchestra";

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    /// What counts outside the folders.
    workspace: Settings,
    folders: Vec<(PathBuf, Settings)>,
}

impl Configuration {
    /// What counts for all of the workspace: what is `told`, and where that says nothing, `otherwise`.
    pub(crate) fn of_workspace(otherwise: Settings, told: &Value) -> Self {
        let told = told.get(SECTION).unwrap_or(told);
        Self { workspace: otherwise.told(told), folders: Vec::new() }
    }

    /// What the client answers for the workspace and for `folders`; none where it doesn't.
    pub(crate) async fn asked(
        client: &Client,
        folders: &[Folder],
        otherwise: Settings,
    ) -> Option<Self> {
        let scopes = [None].into_iter().chain(folders.iter().map(|it| Some(it.uri.clone())));
        let item = |scope_uri| ConfigurationItem { scope_uri, section: Some(SECTION.to_owned()) };
        let answers = client.configuration(scopes.map(item).collect()).await.ok()?;
        let mut answers = answers.iter().map(|told| otherwise.told(told));
        let workspace = answers.next()?;
        let folders = folders.iter().map(|it| it.path.clone()).zip(answers).collect();
        Some(Self { workspace, folders })
    }

    /// What counts for the document that `uri` names: what its folder says, the innermost of several.
    pub(crate) fn of(&self, uri: &Uri) -> Settings {
        let Some(path) = path_of(uri) else { return self.workspace };
        let around = self.folders.iter().filter(|(folder, _)| path.starts_with(folder));
        let innermost = around.max_by_key(|(folder, _)| folder.components().count());
        innermost.map_or(self.workspace, |(_, settings)| *settings)
    }
}
