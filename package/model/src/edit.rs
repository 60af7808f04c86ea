//! Changes a manifest's text and leaves everything else of it as it was written: comments, order,
//! layout.

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// The section that holds them.
const DEPENDENCIES: &str = "dependencies";

/// A dependency, as it is to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// A folder, from the manifest's.
    pub path: Option<String>,
    /// A library, where it isn't the one that `[library]` names.
    pub library: Option<String>,
    /// Which versions will do.
    pub version: Option<String>,
}

/// The manifest `text` with the dependency `name`, in place of one of the same name.
///
/// # Errors
/// Where `text` isn't TOML, or `dependencies` isn't a section, in words.
pub fn with_dependency(text: &str, name: &str, written: &Written) -> Result<String, String> {
    let mut document = read(text)?;
    let root = document.as_table_mut();
    if !root.contains_key(DEPENDENCIES) {
        let mut table = Table::new();
        if !root.is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        root.insert(DEPENDENCIES, Item::Table(table));
    }
    let section = &mut root[DEPENDENCIES];
    let table = section
        .as_table_like_mut()
        .ok_or_else(|| format!("`{DEPENDENCIES}` isn't a section of the manifest"))?;
    let mut value = value_of(written);
    match table.get_mut(name).and_then(Item::as_value_mut) {
        // What stands behind it on its line stays.
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => drop(table.insert(name, Item::Value(value))),
    }
    Ok(document.to_string())
}

/// The manifest `text` without the dependency `name`, and the comment above it; none where it has
/// none of that name.
///
/// # Errors
/// Where `text` isn't TOML, in words.
pub fn without_dependency(text: &str, name: &str) -> Result<Option<String>, String> {
    let mut document = read(text)?;
    let table = document.get_mut(DEPENDENCIES).and_then(Item::as_table_like_mut);
    let removed = table.and_then(|table| table.remove(name));
    Ok(removed.map(|_| document.to_string()))
}

fn read(text: &str) -> Result<DocumentMut, String> {
    text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())
}

/// `"1.2"` where the version says all, else `{ path = "../kit" }`.
fn value_of(written: &Written) -> Value {
    match written {
        Written { path: None, library: None, version: Some(version) } => version.as_str().into(),
        Written { path, library, version } => {
            let mut table = InlineTable::new();
            for (key, text) in [("path", path), ("library", library), ("version", version)] {
                if let Some(text) = text {
                    table.insert(key, text.as_str().into());
                }
            }
            Value::InlineTable(table)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> Written {
        Written { path: Some(path.into()), ..Written::default() }
    }

    fn version(version: &str) -> Written {
        Written { version: Some(version.into()), ..Written::default() }
    }

    const TEXT: &str = "# Ours.\n[package]\nname = \"app\"   # kebab\n\n[dependencies]\n# Scores.\nkit   = \"1.2\" # pinned\n\nbase = { path = \"../base\" }\n\n[lint]\nno-budget = \"deny\"\n";

    #[test]
    fn a_dependency_comes_behind_the_others_and_all_else_stays() {
        let added = with_dependency(TEXT, "parts", &path("../parts")).unwrap();
        let expected = TEXT.replace(
            "base = { path = \"../base\" }\n",
            "base = { path = \"../base\" }\nparts = { path = \"../parts\" }\n",
        );
        assert_eq!(added, expected);
        assert_eq!(without_dependency(&added, "parts").unwrap().as_deref(), Some(TEXT));
    }

    #[test]
    fn one_of_the_same_name_is_replaced_where_it_stands() {
        let replaced = with_dependency(TEXT, "kit", &version("2.0.0")).unwrap();
        assert_eq!(replaced, TEXT.replace("\"1.2\"", "\"2.0.0\""));
        let library = Written {
            library: Some("oci://a.example/b".into()),
            version: Some("2".into()),
            ..Written::default()
        };
        let replaced = with_dependency(TEXT, "base", &library).unwrap();
        let expected = TEXT.replace(
            "{ path = \"../base\" }",
            "{ library = \"oci://a.example/b\", version = \"2\" }",
        );
        assert_eq!(replaced, expected);
    }

    #[test]
    fn a_manifest_without_the_section_gets_one() {
        let written = with_dependency("[package]\nname = \"app\"\n", "kit", &version("1.0.0"));
        assert_eq!(
            written.unwrap(),
            "[package]\nname = \"app\"\n\n[dependencies]\nkit = \"1.0.0\"\n"
        );
        assert_eq!(
            with_dependency("", "kit", &version("1.0.0")).unwrap(),
            "[dependencies]\nkit = \"1.0.0\"\n"
        );
    }

    #[test]
    fn what_isnt_there_isnt_taken_out_and_what_isnt_a_manifest_isnt_written() {
        assert_eq!(without_dependency(TEXT, "none"), Ok(None));
        assert_eq!(
            without_dependency(TEXT, "kit").unwrap().unwrap(),
            TEXT.replace("# Scores.\nkit   = \"1.2\" # pinned\n", "")
        );
        assert!(with_dependency("[package\n", "kit", &version("1")).is_err());
        assert!(with_dependency("dependencies = 1\n", "kit", &version("1")).is_err());
    }
}
