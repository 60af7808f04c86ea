//! What a request sees: all documents and projects as they were when it arrived.

use std::{
    borrow::Cow,
    cell::OnceCell,
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use orchestra_compiler::{Database, Package, SourceFile};
use orchestra_compiler_project::Compilation;
use orchestra_diagnostics::Span;
use tower_lsp_server::ls_types::{Location, Position, Range, Uri};

use crate::{
    configuration::Configuration,
    document::Document,
    limits::Limits,
    positions::{Encoding, Lines},
    world::Desk,
};

/// The scheme of modules that are built in.
pub(crate) const STD_SCHEME: &str = "orchestra-std";

/// The scheme of pages of the Ledger: `orchestra-ledger:/acme.find.md`.
pub(crate) const LEDGER_SCHEME: &str = "orchestra-ledger";

/// The folder of documents that have no place yet.
const NOWHERE: &str = "/untitled:";

/// What a request sees. While one is left, no text can be changed: it is dropped where its work ends.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) documents: Arc<BTreeMap<PathBuf, Document>>,
    /// By their roots.
    pub(crate) projects: BTreeMap<PathBuf, Compilation>,
    pub(crate) encoding: Encoding,
    pub(crate) limits: Limits,
    pub(crate) configuration: Arc<Configuration>,
}

/// A file of a snapshot.
pub(crate) struct View<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) compilation: &'s Compilation,
    pub(crate) file: SourceFile,
    pub(crate) text: Arc<str>,
    /// Counted when a place is asked for: most files have nothing to be told of.
    lines: OnceCell<Arc<Lines>>,
}

impl Snapshot {
    /// The file that `uri` names, if a project that is open has it.
    pub(crate) fn view(&self, uri: &Uri) -> Option<View<'_>> {
        if let Some(module) = std_module(uri) {
            let compilation = self.projects.values().next()?;
            let file = compilation.std_module(&module)?;
            return Some(self.view_of(compilation, file));
        }
        let path = path_of(uri)?;
        let (compilation, file) =
            self.projects.values().find_map(|it| Some((it, it.file_at(&path)?)))?;
        Some(self.view_of(compilation, file))
    }

    /// What `work` makes of the file that `uri` names, open or not; none where there is no such file.
    pub(crate) fn with_file<A>(&self, uri: &Uri, work: impl FnOnce(&View<'_>) -> A) -> Option<A> {
        if let Some(view) = self.view(uri) {
            return Some(work(&view));
        }
        let path = path_of(uri).filter(|path| path.is_file())?;
        let compilation = self.opened(&path);
        Some(work(&self.view_of(&compilation, compilation.file_at(&path)?)))
    }

    /// The project of a file or folder, as documents and disk have it; one that isn't open is opened for
    /// whoever asks, and without a path there is one that has nothing but what is built in.
    pub(crate) fn project_of(&self, path: Option<&Path>) -> Cow<'_, Compilation> {
        let Some(path) = path else { return Cow::Owned(Compilation::of_no_files()) };
        match self.projects.get(&self.limits.root_of(path)) {
            Some(open) => Cow::Borrowed(open),
            None => Cow::Owned(self.opened(path)),
        }
    }

    /// The project of a file or folder, opened for whoever asks.
    pub(crate) fn opened(&self, path: &Path) -> Compilation {
        Compilation::open(&Desk { documents: &self.documents, limits: &self.limits }, path)
    }

    /// `file` of `compilation`.
    pub(crate) fn view_of<'s>(
        &'s self,
        compilation: &'s Compilation,
        file: SourceFile,
    ) -> View<'s> {
        let text = file.text(&compilation.db);
        let document = self.documents.get(Path::new(&*compilation.name(file)));
        let lines = match document {
            Some(document) if document.text == text => OnceCell::from(Arc::clone(&document.lines)),
            _ => OnceCell::new(),
        };
        View { snapshot: self, compilation, file, text, lines }
    }
}

impl<'s> View<'s> {
    /// What answers.
    pub(crate) fn db(&self) -> &'s Database {
        &self.compilation.db
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Arc::new(Lines::new(&self.text)))
    }

    /// The offset of a position.
    pub(crate) fn offset(&self, position: Position) -> u32 {
        self.lines().offset(&self.text, position, self.snapshot.encoding)
    }

    /// The span of a range.
    pub(crate) fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start, end.max(start))
    }

    /// The range of a span.
    pub(crate) fn range(&self, span: Span) -> Range {
        self.lines().range(&self.text, span, self.snapshot.encoding)
    }

    /// How the client names the file.
    pub(crate) fn uri(&self) -> Option<Uri> {
        uri_of(self.snapshot, self.compilation, self.file)
    }

    /// A place in the file.
    pub(crate) fn location(&self, span: Span) -> Option<Location> {
        Some(Location { uri: self.uri()?, range: self.range(span) })
    }

    /// Another file of the same project.
    pub(crate) fn other(&self, file: SourceFile) -> Self {
        self.snapshot.view_of(self.compilation, file)
    }
}

/// How the client names `file`: a built-in module by a scheme of ours, whose text it asks us for.
pub(crate) fn uri_of(
    snapshot: &Snapshot,
    compilation: &Compilation,
    file: SourceFile,
) -> Option<Uri> {
    let path = file.path(&compilation.db);
    match path.package() {
        Package::Std => format!("{STD_SCHEME}:/{}", path.path()).parse().ok(),
        Package::Root | Package::Dependency(_) => {
            uri_of_path(&snapshot.documents, Path::new(&*compilation.name(file)))
        }
    }
}

/// The file that diagnostics of `compilation` call `name`, as the client names it.
pub(crate) fn uri_of_name(
    snapshot: &Snapshot,
    compilation: &Compilation,
    name: &str,
) -> Option<Uri> {
    if let Some(rest) = name.strip_prefix("std/") {
        let path = if compilation.std_module(rest).is_some() { rest } else { name };
        return format!("{STD_SCHEME}:/{path}").parse().ok();
    }
    uri_of_path(&snapshot.documents, Path::new(name))
}

/// The file at `path`: as the client named it where it holds it open.
pub(crate) fn uri_of_path(documents: &BTreeMap<PathBuf, Document>, path: &Path) -> Option<Uri> {
    match documents.get(path) {
        Some(document) => Some(document.uri.clone()),
        None => Uri::from_file_path(path),
    }
}

/// The path of a file that lies on disk, or may come to: its folder as it really lies. A document that
/// has no place yet is alone in a folder that isn't there.
pub(crate) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let path = match uri.scheme().as_str() {
        "file" => uri.to_file_path()?.into_owned(),
        "untitled" => match uri.path().as_str() {
            // Its place is chosen already.
            path if path.starts_with('/') => {
                PathBuf::from(uri.path().decode().to_string().ok()?.as_ref())
            }
            name => return Some(Path::new(NOWHERE).join(name.replace('/', "_")).join("main.orch")),
        },
        _ => return None,
    };
    let folder = path.parent()?.canonicalize().ok()?;
    Some(folder.join(path.file_name()?))
}

/// The same of a file whose folders aren't there yet, or not any more.
pub(crate) fn path_to_be(uri: &Uri) -> Option<PathBuf> {
    if let Some(path) = path_of(uri) {
        return Some(path);
    }
    let path = (uri.scheme().as_str() == "file").then(|| uri.to_file_path())??.into_owned();
    let folder = path.ancestors().skip(1).find(|it| it.is_dir())?;
    let rest = path.strip_prefix(folder).ok()?;
    let is_plain = rest.components().all(|it| matches!(it, Component::Normal(_)));
    is_plain.then(|| Some(folder.canonicalize().ok()?.join(rest)))?
}

/// The built-in module that `uri` names.
fn std_module(uri: &Uri) -> Option<String> {
    let is_ours = uri.scheme().as_str() == STD_SCHEME;
    is_ours.then(|| uri.path().as_str().trim_start_matches('/').to_owned())
}
