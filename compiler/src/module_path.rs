//! Names of modules.

use std::{fmt, sync::Arc};

/// Which package a module belongs to, in the order of what is nearest to the user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Package {
    /// The one that is worked on.
    Root,
    /// One that the root or another dependency needs, by its name: `market-kit`.
    Dependency(Arc<str>),
    /// The standard library: `std/…`, `providers/…`, `templates/…`.
    Std,
}

impl Package {
    /// Its name in plans: `""` is the root package.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Root => "",
            Self::Dependency(name) => name,
            Self::Std => "std",
        }
    }

    /// Whether it is the one that is worked on.
    #[must_use]
    pub fn is_root(&self) -> bool {
        *self == Self::Root
    }

    /// Whether it is one that the root or another dependency needs.
    #[must_use]
    pub const fn is_dependency(&self) -> bool {
        matches!(self, Self::Dependency(_))
    }

    /// Whether it is the standard library.
    #[must_use]
    pub fn is_std(&self) -> bool {
        *self == Self::Std
    }
}

/// A module, by its package and the path of its file from the package's root, with `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath {
    package: Package,
    path: Arc<str>,
}

impl ModulePath {
    /// A module of the root package: `main.orch`, `shared/score.orch`.
    #[must_use]
    pub fn root(path: &str) -> Self {
        Self { package: Package::Root, path: path.into() }
    }

    /// A module of the dependency `package`: `scores/market.orch`.
    #[must_use]
    pub fn dependency(package: &str, path: &str) -> Self {
        Self { package: Package::Dependency(package.into()), path: path.into() }
    }

    /// The module at `path` of the same package.
    #[must_use]
    pub fn beside(&self, path: &str) -> Self {
        Self { package: self.package.clone(), path: path.into() }
    }

    /// A module of the standard library: `std/text.orch`, `providers/acme.orch`.
    #[must_use]
    pub fn std(path: &str) -> Self {
        Self { package: Package::Std, path: path.into() }
    }

    /// Whose it is.
    #[must_use]
    pub const fn package(&self) -> &Package {
        &self.package
    }

    /// Its file, from the package's root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The module that `relative` (`./shared.orch`, `../a/b.orch`) means in this one; none where it
    /// leads out of the package, or isn't relative.
    #[must_use]
    pub fn join(&self, relative: &str) -> Option<Self> {
        if relative.starts_with('/') || relative.contains('\\') || relative.contains(':') {
            return None;
        }
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                name => parts.push(name),
            }
        }
        Some(self.beside(&parts.join("/")))
    }
}

impl fmt::Display for ModulePath {
    /// As messages and plans name the file. A module of the standard library is written as `use`
    /// finds it: `std/text.orch`, `std/providers/acme.orch`; one of a dependency behind its package's
    /// name, `market-kit:scores/market.orch`, which no folder of the root can be mistaken for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.package {
            Package::Root => {}
            Package::Dependency(name) => write!(f, "{name}:")?,
            Package::Std if self.path.starts_with("std/") => {}
            Package::Std => f.write_str("std/")?,
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::ModulePath;

    #[test]
    fn relative_paths_stay_inside_the_package() {
        let from = ModulePath::root("a/b/main.orch");
        let joined = |relative| from.join(relative).map(|path| path.to_string());
        assert_eq!(joined("./x.orch").as_deref(), Some("a/b/x.orch"));
        assert_eq!(joined("../x.orch").as_deref(), Some("a/x.orch"));
        assert_eq!(joined("../../c/./x.orch").as_deref(), Some("c/x.orch"));
        assert_eq!(joined("../../../x.orch"), None);
        assert_eq!(joined("/x.orch"), None);
        assert_eq!(joined("c:\\x.orch"), None);
    }

    #[test]
    fn modules_of_dependencies_are_named_behind_their_package() {
        let path = ModulePath::dependency("market-kit", "scores/market.orch");
        assert_eq!(path.to_string(), "market-kit:scores/market.orch");
        let joined = |relative| path.join(relative).map(|path| path.to_string());
        assert_eq!(joined("../lib.orch").as_deref(), Some("market-kit:lib.orch"));
        assert_eq!(joined("../../lib.orch"), None);
    }

    #[test]
    fn shipped_modules_are_named_below_std() {
        assert_eq!(ModulePath::std("std/text.orch").to_string(), "std/text.orch");
        assert_eq!(ModulePath::std("providers/a.orch").to_string(), "std/providers/a.orch");
    }
}
