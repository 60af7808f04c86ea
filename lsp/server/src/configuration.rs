//! What is configured, for the workspace and for each of its folders.
//!
//! `initializationOptions.settings` counts until more is known. A client that can is asked for the section
//! `orchestra`, once for the workspace and once for each folder, after the start, when folders come or go,
//! and when it says that something is configured otherwise; another tells what is, with that message.
//! Nothing of it names a program or a place.

use std::{collections::BTreeSet, mem, path::PathBuf};

use serde_json::Value;
use tower_lsp_server::{
    Client,
    ls_types::{ConfigurationItem, Uri},
};

use crate::{
    limits::Folder,
    protocol::{SECTION, Settings, WrongSetting},
    snapshot::path_of,
};

/// What is configured.
#[derive(Clone, Debug, Default)]
pub(crate) struct Configuration {
    /// What counts outside the folders.
    pub(crate) workspace: Settings,
    folders: Vec<(PathBuf, Settings)>,
    wrong: BTreeSet<WrongSetting>,
}

impl Configuration {
    /// What counts for all of the workspace: what is `told`, and where that says nothing, `otherwise`.
    pub(crate) fn of_workspace(otherwise: Settings, told: &Value) -> Self {
        let told = told.get(SECTION).unwrap_or(told);
        let mut wrong = BTreeSet::new();
        let workspace = otherwise.told(told, &mut wrong);
        Self { workspace, folders: Vec::new(), wrong }
    }

    /// What the client answers for the workspace and for `folders`; none where it doesn't. Where it says
    /// nothing of a folder, what it says of the workspace counts there, and else `otherwise`.
    pub(crate) async fn asked(
        client: &Client,
        folders: &[Folder],
        otherwise: Settings,
    ) -> Option<Self> {
        let scopes = [None].into_iter().chain(folders.iter().map(|it| Some(it.uri.clone())));
        let item = |scope_uri| ConfigurationItem { scope_uri, section: Some(SECTION.to_owned()) };
        let answers = client.configuration(scopes.map(item).collect()).await.ok()?;
        let (of_workspace, of_folders) = answers.split_first()?;
        let mut wrong = BTreeSet::new();
        let workspace = otherwise.told(of_workspace, &mut wrong);
        let folders = folders.iter().zip(of_folders);
        let folders =
            folders.map(|(it, told)| (it.path.clone(), workspace.told(told, &mut wrong))).collect();
        Some(Self { workspace, folders, wrong })
    }

    /// What counts for the document that `uri` names: what its folder says, the innermost of several.
    pub(crate) fn of(&self, uri: &Uri) -> Settings {
        let Some(path) = path_of(uri) else { return self.workspace };
        let around = self.folders.iter().filter(|(folder, _)| path.starts_with(folder));
        let innermost = around.max_by_key(|(folder, _)| folder.components().count());
        innermost.map_or(self.workspace, |(_, settings)| *settings)
    }

    /// What isn't what it has to be, which is taken out.
    pub(crate) fn take_wrong(&mut self) -> BTreeSet<WrongSetting> {
        mem::take(&mut self.wrong)
    }
}
