//! Files of the project, through a handle of its folder: nothing above it can be named.

use std::{
    io::ErrorKind,
    path::{Component, Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use cap_std::{
    ambient_authority,
    fs::{Dir, OpenOptions},
};

/// Bytes that are read or written at most.
const LARGEST: u64 = 16 * 1024 * 1024;

/// A project's folder.
#[derive(Clone, Debug, Default)]
pub struct ProjectFolder {
    /// Where it is.
    pub path: PathBuf,
    /// Its overlay's folder, relative to it; not written.
    pub overlay: Option<PathBuf>,
}

impl ProjectFolder {
    /// The text of a file, by the rules of `sys.read_file`.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn read(&self, path: &str) -> Result<String, String> {
        Files::new(Some(self.clone())).read(path)
    }

    /// Whether `sys.write_file` may name a path, whatever lies there.
    ///
    /// # Errors
    /// Why it may not, in words.
    pub fn permits_writing(&self, path: &str, text: &str) -> Result<(), String> {
        Files::new(Some(self.clone())).permits_writing(path, text).map(drop)
    }
}

/// The files that `sys` reaches.
#[derive(Debug, Default)]
pub(crate) struct Files {
    folder: Option<ProjectFolder>,
    /// How many were written: names of files in the making.
    written: AtomicU64,
}

impl Files {
    pub(crate) fn new(folder: Option<ProjectFolder>) -> Self {
        Self { folder, written: AtomicU64::new(0) }
    }

    pub(crate) fn read(&self, path: &str) -> Result<String, String> {
        let names = names(path)?;
        let problem = |error: std::io::Error| format!("`{path}` can't be read: {error}");
        let folder = self.open()?;
        // A link within the folder is followed, but not to where a path couldn't lead.
        let real = folder.canonicalize(names.join("/")).map_err(problem)?;
        if normal_names(&real).any(|name| name.starts_with('.')) {
            return Err(format!("`{path}` isn't reached: {DOTTED}"));
        }
        // Asked before it is opened: a pipe would wait for somebody who writes to it.
        if !folder.symlink_metadata(&real).map_err(problem)?.is_file() {
            return Err(format!("`{path}` is no file"));
        }
        let file = folder.open(&real).map_err(problem)?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, LARGEST + 1), &mut bytes)
            .map_err(problem)?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
            return Err(format!("`{path}` is larger than 16 MiB"));
        }
        String::from_utf8(bytes).map_err(|_| format!("`{path}` isn't UTF-8 text"))
    }

    /// Replaces a file at once, making folders as needed.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let names = self.permits_writing(path, text)?;
        let problem = |error: std::io::Error| format!("`{path}` can't be written: {error}");
        let (name, above) = names.split_last().ok_or("the path is empty")?;
        let folder = above
            .iter()
            .try_fold(self.open()?, |folder, name| real_folder(&folder, name).map_err(problem))?;
        if folder.symlink_metadata(name).is_ok_and(|there| there.is_dir()) {
            return Err(format!("`{path}` is a folder"));
        }
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = format!(".orchestra-{}-{number}.part", std::process::id());
        // A process of the same number may have died over it.
        let _ = folder.remove_file(&beside);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let written = folder.open_with(&beside, &options).and_then(|mut file| {
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()?;
            folder.rename(&beside, &folder, name)
        });
        written.map_err(|error| {
            let _ = folder.remove_file(&beside);
            problem(error)
        })
    }

    /// The names in a path that may be written.
    fn permits_writing<'p>(&self, path: &'p str, text: &str) -> Result<Vec<&'p str>, String> {
        let names = names(path)?;
        self.refuse_own(path, &names)?;
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > LARGEST {
            return Err(format!("the text for `{path}` is larger than 16 MiB"));
        }
        Ok(names)
    }

    fn open(&self) -> Result<Dir, String> {
        let folder = self.folder.as_ref().ok_or("there is no project whose files to reach")?;
        Dir::open_ambient_dir(&folder.path, ambient_authority())
            .map_err(|error| format!("the project's folder can't be opened: {error}"))
    }

    /// What makes up the project itself isn't written. Case doesn't count: there are file systems
    /// to which it means nothing.
    fn refuse_own(&self, path: &str, names: &[&str]) -> Result<(), String> {
        let name = names.last().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let own = ["orchestra.toml", "orchestra.lock"].contains(&name.as_str())
            || name.ends_with(".orch");
        let overlay = self.folder.as_ref().and_then(|folder| folder.overlay.as_deref());
        let overlay: Vec<_> = overlay.map(normal_names).into_iter().flatten().collect();
        let same = |(own, name): (&&str, &&str)| own.eq_ignore_ascii_case(name);
        let in_overlay = !overlay.is_empty()
            && names.len() >= overlay.len()
            && overlay.iter().zip(names).all(same);
        if own || in_overlay {
            return Err(format!("`{path}` is part of the project itself and isn't written"));
        }
        Ok(())
    }
}

const DOTTED: &str = "names that begin with a dot are neither read nor written";

/// The folder of that name, made where it isn't there. No link: it could lead to where a path
/// couldn't.
fn real_folder(folder: &Dir, name: &str) -> std::io::Result<Dir> {
    match folder.symlink_metadata(name) {
        Ok(there) if there.is_dir() => {}
        Ok(_) => {
            let message = format!("`{name}` is no folder");
            return Err(std::io::Error::new(ErrorKind::NotADirectory, message));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => folder.create_dir(name)?,
        Err(error) => return Err(error),
    }
    folder.open_dir(name)
}

/// The names in a relative path.
fn normal_names(path: &Path) -> impl Iterator<Item = &str> {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    })
}

/// The names in a path below the project's folder.
fn names(path: &str) -> Result<Vec<&str>, String> {
    let refuse = |reason: &str| Err(format!("`{path}` isn't reached: {reason}"));
    if path.starts_with('/') || path.contains('\\') || path.contains(':') {
        return refuse(
            "only relative paths below the project's folder are, with `/` between names",
        );
    }
    let names: Vec<_> = path.split('/').collect();
    for name in &names {
        match *name {
            "" => return refuse("a name in it is empty"),
            ".." => return refuse("it leads out of the project's folder"),
            name if name.starts_with('.') => return refuse(DOTTED),
            name if name.contains('\0') => return refuse("it holds a zero byte"),
            _ => {}
        }
    }
    Ok(names)
}
