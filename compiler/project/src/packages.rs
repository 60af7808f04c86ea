//! What the packages that a project needs may not do, whatever their manifests and sources say.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use orchestra_compiler::{
    End, Package, Way,
    items::{ItemKind, items},
    ways,
};
use orchestra_diagnostics::{Code, Diagnostic, FileName, Severity, Span};
use orchestra_package_model::{Manifest, PackageNode};
use orchestra_plan::node::SysOperation;

use crate::Compilation;

impl Compilation {
    /// What is wrong with manifest, overlay, lock and the packages that are needed, and what these
    /// packages do that nothing permits; notes of what of their manifests doesn't count.
    #[must_use]
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = self.package.problems.clone();
        problems.extend(self.ungranted_files());
        problems.extend(self.ungranted_effects(&problems));
        problems.extend(self.notes_on_packages());
        problems
    }

    /// E0704 at each dependency whose source reads or writes files in what the project's own items
    /// call, unless the manifest permits it: one for each package and kind of access.
    fn ungranted_files(&self) -> Vec<Diagnostic> {
        if self.package.graph.packages.is_empty() {
            return Vec::new();
        }
        let mut seen: BTreeSet<(String, &str)> = BTreeSet::new();
        let mut problems = Vec::new();
        for file in self.modules() {
            for declared in items(&self.db, file).declared() {
                if !matches!(declared.kind, ItemKind::Template | ItemKind::Test) {
                    continue;
                }
                for way in ways(&self.db, declared.id) {
                    let (Package::Dependency(package), Some(does)) =
                        (way.package(&self.db), access(&way.end))
                    else {
                        continue;
                    };
                    let Some(node) = self.package.graph.packages.get(&*package) else { continue };
                    if !self.permits_files(&package) && seen.insert((package.to_string(), does)) {
                        problems.push(self.ungranted(node, does, self.name(file), &way));
                    }
                }
            }
        }
        problems
    }

    /// Whether the manifest lets the dependency `package` read and write files.
    fn permits_files(&self, package: &str) -> bool {
        self.package.manifest.file_permissions.iter().any(|(name, _)| name == package)
    }

    fn ungranted(&self, node: &PackageNode, does: &str, file: FileName, way: &Way) -> Diagnostic {
        let (manifest, at) = self.asked_at(node);
        let name = &node.name;
        let names = way.names(&self.db);
        let (first, rest) = names.split_first().expect("a way has a template and an end");
        let rest: Vec<_> = rest.iter().map(|name| format!("calls `{name}`")).collect();
        let chain = format!("`{first}` {}", rest.join(", which "));
        let message = format!("`{name}` {does}, and nothing permits it");
        let diagnostic = Diagnostic::error(Code::E0704, manifest, at, message)
            .with_label_in(file, way.span, chain)
            .with_help(format!(
                "if it may: `files = [\"{name}\"]` under `[permissions]`; it reaches the project's \
                 folder alone"
            ));
        match self.permission(name) {
            Some((span, text)) => {
                let title = format!("let `{name}` read and write files");
                diagnostic.with_suggestion(title, span, text)
            }
            None => diagnostic,
        }
    }

    /// What has to be written in the manifest for `package` to read and write files; none where
    /// there is no place that is certainly right.
    fn permission(&self, package: &str) -> Option<(Span, String)> {
        let manifest = &self.package.manifest;
        if let Some((_, last)) = manifest.file_permissions.last() {
            return Some((Span::at(last.end), format!(", \"{package}\"")));
        }
        let text = self.sources.text(&self.manifest);
        let is_there = text.lines().any(|line| line.trim_start().starts_with("[permissions]"));
        let end = Span::at(u32::try_from(text.len()).ok()?);
        let line_break = if text.ends_with('\n') { "" } else { "\n" };
        let section = format!("{line_break}\n[permissions]\nfiles = [\"{package}\"]\n");
        (!is_there).then_some((end, section))
    }

    /// A note at each dependency whose manifest says what counts in a root package alone.
    fn notes_on_packages(&self) -> Vec<Diagnostic> {
        let packages = self.package.graph.packages.values();
        let notes = packages.filter_map(|node| {
            let brought = brought(&node.manifest);
            let (last, rest) = brought.split_last()?;
            let list = match rest {
                [] => (*last).to_owned(),
                _ => format!("{} and {last}", rest.join(", ")),
            };
            let (file, at) = self.asked_at(node);
            let message = format!(
                "`{}` brings {list}; that counts where it is worked on itself, and not here",
                node.name
            );
            let note = Diagnostic::error(Code::E0701, file, at, message);
            Some(note.with_severity(Severity::Note))
        });
        notes.collect()
    }

    /// The folders that it is made of and that somebody may work on: its own, where it is a package, and
    /// those in which it looks for packages at paths, whether there are any or not.
    pub fn package_folders(&self) -> impl Iterator<Item = &Path> {
        let own = self.package.is_package.then_some(&self.package.root);
        own.into_iter().chain(&self.package.graph.places).map(PathBuf::as_path)
    }

    /// Where the manifest asks for a package, or for the one through which it is needed.
    pub(crate) fn asked_at(&self, node: &PackageNode) -> (FileName, Span) {
        let asked = self.package.manifest.dependencies.get(&node.through);
        (self.manifest.clone(), asked.map(|it| it.at).unwrap_or_default())
    }
}

/// What a `call` of a dependency does that needs a permission.
const fn access(end: &End) -> Option<&'static str> {
    match end {
        End::Sys(SysOperation::ReadFile) => Some("reads files"),
        End::Sys(SysOperation::WriteFile) => Some("writes files"),
        _ => None,
    }
}

/// What a manifest says that counts in a root package alone.
fn brought(manifest: &Manifest) -> Vec<&'static str> {
    let said = [
        (manifest.overlay.is_some(), "an overlay"),
        (!manifest.prices.is_empty(), "prices"),
        (!manifest.rates.is_empty(), "rates"),
        (!manifest.trusted_keys.is_empty(), "trusted keys"),
        (!manifest.file_permissions.is_empty(), "permissions"),
    ];
    said.into_iter().filter(|(is_said, _)| *is_said).map(|(_, what)| what).collect()
}
