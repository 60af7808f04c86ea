//! What is compared: entries by their names.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use orchestra_diagnostics::{Code, Diagnostic, FileName, Sources, nearest, render};
use orchestra_ledger_model::{
    Change, ChangeClass, ChangeKind, Family, Ledger, Subnet,
    check::{read_family, read_subnet},
    family_changes, subnet_changes,
};
use orchestra_package_model::{FileText, overlay::entries};

use crate::{command_error::CommandError, exit::Exit, files, session::Session};

/// One side: entries by what they are and their names.
pub(super) struct Side {
    entries: BTreeMap<(bool, String), Entry>,
    /// Whether one entry was named, not a folder of them.
    is_single: bool,
    shown: String,
}

#[derive(Clone)]
enum Entry {
    Subnet(Box<Subnet>),
    Family(Box<Family>),
}

/// An entry with what changed in it.
pub(super) struct Compared {
    pub(super) name: String,
    pub(super) is_family: bool,
    /// Revision or version, old and new; none where there is no entry.
    pub(super) versions: (Option<u32>, Option<u32>),
    pub(super) changes: Vec<Change>,
}

impl Compared {
    pub(super) const fn version_word(&self) -> &'static str {
        if self.is_family { "version" } else { "revision" }
    }
}

impl Side {
    /// The file, the folder, or what the embedded Ledger lists by that name.
    pub(super) fn read(session: &Session, written: &str) -> Result<Self, CommandError> {
        let path = session.working.join(written);
        if path.is_dir() {
            return Self::folder(session, written, &path);
        }
        if path.is_file() {
            let text = files::read(&path)
                .map_err(|error| CommandError::usage(format!("can't read `{written}`: {error}")))?;
            let file = session.shown(&path);
            return Self::of_files(session, written, vec![(file, FileText::new(text.as_bytes()))])
                .map(|side| Self { is_single: true, ..side });
        }
        let ledger = Ledger::embedded();
        let entry = match (ledger.subnet(written), ledger.family(written)) {
            (Some(subnet), _) => Entry::Subnet(Box::new(subnet.clone())),
            (None, Some(family)) => Entry::Family(Box::new(family.clone())),
            (None, None) => return Err(unknown(&ledger, written)),
        };
        let entries = BTreeMap::from([(entry.key(), entry)]);
        Ok(Self { entries, is_single: true, shown: written.to_owned() })
    }

    fn folder(session: &Session, written: &str, path: &Path) -> Result<Self, CommandError> {
        let files = entries(path)
            .map_err(|why| CommandError::usage(format!("can't read `{written}`: {why}")))?;
        if files.is_empty() {
            return Err(CommandError::usage(format!("`{written}` holds no entries"))
                .hint("entries are `subnets/*.json` and `capabilities/*.json` in it"));
        }
        let files =
            files.into_iter().map(|(name, text)| (session.shown(&path.join(name)), text)).collect();
        Self::of_files(session, written, files)
    }

    fn of_files(
        session: &Session,
        written: &str,
        files: Vec<(FileName, FileText)>,
    ) -> Result<Self, CommandError> {
        let mut side = Self { entries: BTreeMap::new(), is_single: false, shown: written.into() };
        let mut problems = Vec::new();
        let mut sources = Sources::default();
        for (file, text) in files {
            problems.extend(text.problems(Code::E0701, &file));
            match Entry::read(&file, &text.text) {
                Ok(entry) => {
                    let second = side.entries.insert(entry.key(), entry.clone());
                    if second.is_some() {
                        let name = entry.key().1;
                        return Err(CommandError::usage(format!(
                            "`{written}` has two entries of `{name}`"
                        )));
                    }
                }
                Err(found) => problems.extend(found),
            }
            sources.insert(file, text.text);
        }
        if problems.is_empty() {
            return Ok(side);
        }
        render::sort(&mut problems);
        let details = render::human(&problems, &sources, session.color);
        let message = format!("`{written}` can't be compared: {}", render::summary(&problems));
        Err(CommandError::usage(message).exit(Exit::Source).details(details))
    }
}

impl Entry {
    /// A family says so by its field `family`.
    fn read(file: &FileName, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let document = serde_json::from_str::<serde_json::Value>(text);
        match document.is_ok_and(|document| document.get("family").is_some()) {
            true => read_family(file, text).map(|family| Self::Family(Box::new(family))),
            false => read_subnet(file, text).map(|subnet| Self::Subnet(Box::new(subnet))),
        }
    }

    fn key(&self) -> (bool, String) {
        match self {
            Self::Subnet(subnet) => (false, subnet.slug.clone()),
            Self::Family(family) => (true, family.family.clone()),
        }
    }

    fn version(&self) -> u32 {
        match self {
            Self::Subnet(subnet) => subnet.revision,
            Self::Family(family) => family.version,
        }
    }
}

/// All entries of both sides, each with what changed.
///
/// # Errors
/// Where the sides have nothing that could be compared.
pub(super) fn compare(old: &Side, new: &Side) -> Result<Vec<Compared>, CommandError> {
    // Two entries that were named are compared whatever they are called.
    if old.is_single
        && new.is_single
        && let (Some(was), Some(is)) = (old.entries.values().next(), new.entries.values().next())
    {
        return match (was, is) {
            (Entry::Subnet(_), Entry::Subnet(_)) | (Entry::Family(_), Entry::Family(_)) => {
                Ok(vec![compared(Some(was), Some(is))])
            }
            _ => Err(CommandError::usage(format!(
                "`{}` and `{}` can't be compared: one is a subnet, the other a family",
                old.shown, new.shown
            ))),
        };
    }
    // Of a folder beside a single entry, only that one's counterpart is asked for.
    let asked = |key: &(bool, String)| {
        (!old.is_single || old.entries.contains_key(key))
            && (!new.is_single || new.entries.contains_key(key))
    };
    let keys: BTreeSet<_> =
        old.entries.keys().chain(new.entries.keys()).filter(|key| asked(key)).collect();
    Ok(keys.into_iter().map(|key| compared(old.entries.get(key), new.entries.get(key))).collect())
}

fn compared(old: Option<&Entry>, new: Option<&Entry>) -> Compared {
    let (is_family, name) = new.or(old).map(Entry::key).unwrap_or_default();
    let changes = match (old, new) {
        (Some(Entry::Subnet(old)), Some(Entry::Subnet(new))) => subnet_changes(old, new),
        (Some(Entry::Family(old)), Some(Entry::Family(new))) => family_changes(old, new),
        (None, _) => vec![whole(ChangeClass::Compatible, "it is new")],
        _ => vec![Change { in_old: true, ..whole(ChangeClass::Breaking, "it is gone") }],
    };
    let versions = (old.map(Entry::version), new.map(Entry::version));
    Compared { name, is_family, versions, changes }
}

fn whole(class: ChangeClass, reason: &str) -> Change {
    let (kind, pointer) = (ChangeKind::Identity, String::new());
    Change { class, kind, pointer, in_old: false, reason: reason.to_owned() }
}

fn unknown(ledger: &Ledger, written: &str) -> CommandError {
    let error = CommandError::usage(format!(
        "`{written}` is neither a file or folder nor an entry of the embedded Ledger"
    ));
    let families: Vec<_> = ledger.families().map(|family| family.family.clone()).collect();
    let known = ledger.slugs().chain(families.iter().map(String::as_str));
    match nearest(written, known) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint("`orchc ledger list` lists all subnets"),
    }
}
