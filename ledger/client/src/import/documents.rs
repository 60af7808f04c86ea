//! A document with the files that it refers to, all of them inside its folder.
//!
//! Files are read before anything is made of them, so that following a reference is a look-up. A
//! reference that leads out of the folder, to the network or to what can't be read fails those who
//! follow it, nothing else.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use orchestra_schema::at;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Folder, text};

/// Files that one document may refer to.
const MOST_FILES: usize = 500;

/// References followed in a row; more is a circle, or meant to tire us.
const MOST_REFERENCES: usize = 64;

/// A document and what it refers to.
#[derive(Debug)]
pub(crate) struct Documents {
    /// By their paths in the folder; the first is the document itself.
    files: IndexMap<String, Value>,
    /// Files that can't be used, and why.
    broken: BTreeMap<String, String>,
}

/// A value with the file that it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) file: usize,
    pub(crate) value: &'a Value,
}

impl<'a> Part<'a> {
    /// The value below a key.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| Self { value, ..self })
    }

    /// The text below a key.
    pub(crate) fn text(self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Whether the key says true.
    pub(crate) fn is_set(self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// The items of a list below a key.
    pub(crate) fn items(self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let items = self.value.get(key).and_then(Value::as_array).into_iter().flatten();
        items.map(move |value| Self { value, file: self.file })
    }

    /// Names and values of an object below a key.
    pub(crate) fn fields(self, key: &str) -> impl Iterator<Item = (&'a String, Self)> + use<'a> {
        let fields = self.value.get(key).and_then(Value::as_object).into_iter().flatten();
        fields.map(move |(name, value)| (name, Self { value, file: self.file }))
    }
}

impl Documents {
    /// The document `root`, which lies in the folder as `file`, with all that it refers to.
    pub(crate) fn load(file: &str, root: Value, folder: &dyn Folder) -> Self {
        let mut documents = Self { files: IndexMap::new(), broken: BTreeMap::new() };
        documents.files.insert(file.to_owned(), root);
        let mut room = text::LARGEST;
        let mut next = 0;
        while next < documents.files.len() {
            for path in documents.referred(next) {
                if documents.files.contains_key(&path) || documents.broken.contains_key(&path) {
                    continue;
                }
                let read = if documents.files.len() >= MOST_FILES {
                    Err(format!("the document refers to more than {MOST_FILES} files"))
                } else {
                    folder
                        .read(&path)
                        .map_err(|why| format!("`{path}` can't be read: {why}"))
                        .and_then(|bytes| {
                            room = room.checked_sub(bytes.len()).ok_or_else(|| {
                                let most = text::LARGEST >> 20;
                                format!("the document's files are larger than {most} MiB together")
                            })?;
                            text::read(&path, &bytes).map_err(|refusal| refusal.to_string())
                        })
                };
                match read {
                    Ok(value) => drop(documents.files.insert(path, value)),
                    Err(why) => drop(documents.broken.insert(path, why)),
                }
            }
            next += 1;
        }
        documents
    }

    /// The document itself.
    pub(crate) fn root(&self) -> &Value {
        &self.files[0]
    }

    /// The document itself.
    pub(crate) fn whole(&self) -> Part<'_> {
        Part { file: 0, value: self.root() }
    }

    /// Paths of the files that a file refers to; what leads elsewhere is left to those who follow.
    fn referred(&self, file: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut parts = vec![&self.files[file]];
        while let Some(part) = parts.pop() {
            match part {
                Value::Object(fields) => {
                    if let Some(Value::String(reference)) = fields.get("$ref") {
                        found.extend(self.target(file, reference).ok().map(|(path, _)| path));
                    }
                    parts.extend(fields.values());
                }
                Value::Array(items) => parts.extend(items),
                _ => {}
            }
        }
        found
    }

    /// The path and the fragment that a reference in `file` names.
    fn target<'r>(&self, file: usize, reference: &'r str) -> Result<(String, &'r str), String> {
        let here = self.files.get_index(file).map_or("", |(path, _)| path.as_str());
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if path.is_empty() {
            return Ok((here.to_owned(), fragment));
        }
        let refuse = |why: &str| Err(format!("`$ref` to `{reference}` {why}"));
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let has_scheme = decoded.split_once(':').is_some_and(|(scheme, _)| {
            scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        });
        if has_scheme || decoded.starts_with("//") {
            return refuse("leads out of the document's folder: nothing is fetched");
        }
        if decoded.starts_with('/') || decoded.contains(['\\', '\0']) {
            return refuse("leads out of the document's folder");
        }
        let mut parts: Vec<&str> = here.split('/').collect();
        parts.pop();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => {
                    return refuse("leads out of the document's folder");
                }
                ".." => {}
                part => parts.push(part),
            }
        }
        Ok((parts.join("/"), fragment))
    }

    /// What a reference in `file` leads to, with the pointer to it in its file.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub(crate) fn follow(
        &self,
        file: usize,
        reference: &str,
    ) -> Result<(Part<'_>, String), String> {
        let (path, fragment) = self.target(file, reference)?;
        if let Some(why) = self.broken.get(&path) {
            return Err(why.clone());
        }
        let nowhere = || format!("`$ref` leads to `{reference}`, which doesn't exist");
        let (index, _, whole) = self.files.get_full(&path).ok_or_else(nowhere)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(format!("`$ref` to `{reference}`: names of anchors aren't followed"));
        }
        let value = at(whole, &format!("#{fragment}")).ok_or_else(nowhere)?;
        let pointer = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        Ok((Part { file: index, value }, pointer))
    }

    /// A part, or what its reference leads to, through as many as there are.
    ///
    /// # Errors
    /// Why that leads nowhere.
    pub(crate) fn resolve<'a>(&'a self, part: Part<'a>) -> Result<Part<'a>, String> {
        let mut part = part;
        for _ in 0..MOST_REFERENCES {
            match part.text("$ref") {
                Some(reference) => part = self.follow(part.file, reference)?.0,
                None => return Ok(part),
            }
        }
        Err("references lead in a circle".to_owned())
    }
}
