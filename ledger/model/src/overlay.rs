//! Lays a project's files over a Ledger.
//!
//! Families are read first, since entries name their capabilities. An entry of `slug` and
//! `endpoints` alone is laid over the listed one, field by field, and then checked as a whole.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_diagnostics::{Diagnostic, FileName};
use serde_json::Value;

use crate::{
    Family, Status, Subnet,
    check::{self, Standard, problem},
    document::{Document, segment},
    entry_cell::EntryCell,
    ledger::Contents,
};

/// Whether a file is a family's, by the folder that it is in.
pub(crate) fn is_family(file: &str) -> bool {
    file.rsplit(['/', '\\']).nth(1) == Some("capabilities")
}

/// `base` with the files laid over it, and all that is wrong with them.
pub(crate) fn lay_over(
    base: &Contents,
    files: &[(FileName, String)],
) -> (Contents, Vec<Diagnostic>) {
    read(base, files, Standard::Overlay)
}

/// `base` with the files of the given standard laid over it, and all that is wrong with them.
pub(crate) fn read(
    base: &Contents,
    files: &[(FileName, String)],
    standard: Standard,
) -> (Contents, Vec<Diagnostic>) {
    let mut reading = Reading {
        base,
        standard,
        contents: base.clone(),
        problems: Vec::new(),
        seen: BTreeMap::new(),
        netuids: BTreeMap::new(),
    };
    for (file, text) in files.iter().filter(|(file, _)| is_family(file)) {
        reading.document(file, text, Reading::family);
    }
    for (file, text) in files.iter().filter(|(file, _)| !is_family(file)) {
        reading.document(file, text, Reading::subnet);
    }
    (reading.contents, reading.problems)
}

struct Reading<'a> {
    base: &'a Contents,
    standard: Standard,
    contents: Contents,
    problems: Vec<Diagnostic>,
    /// Which file was the first with that family or slug.
    seen: BTreeMap<(bool, String), FileName>,
    /// Which active entry was the first with that netuid.
    netuids: BTreeMap<u16, String>,
}

impl Reading<'_> {
    fn document(&mut self, file: &FileName, text: &str, read: fn(&mut Self, &FileName, Document)) {
        match Document::read(text) {
            Ok(document) => read(self, file, document),
            Err((span, message)) => self.problems.push(problem(file, span, message)),
        }
    }

    fn family(&mut self, file: &FileName, document: Document) {
        let name = name_of(&document, "family");
        if self.is_second(file, &document, true, &name) {
            return;
        }
        let (family, mut problems) = check::family(file, &document);
        let listed = self.base.families.get(&name).map(|entry| entry.get());
        if let (Some(family), Some(listed)) = (&family, listed) {
            for capability in
                family.capabilities.keys().filter(|it| listed.capabilities.contains_key(*it))
            {
                let span = document.key_span(&format!("/capabilities{}", segment(capability)));
                let message = format!("`{name}.{capability}` is listed, and can't be defined anew");
                problems.push(problem(file, span, message));
            }
        }
        match family {
            Some(family) if problems.is_empty() => {
                let family =
                    listed.map_or_else(|| family.clone(), |listed| joined(listed, &family));
                let text = serde_json::to_string(&family).expect("a family is JSON");
                self.contents.families.insert(name, Arc::new(EntryCell::read(text, family)));
            }
            _ => drop(self.contents.broken.insert(name)),
        }
        self.problems.extend(problems);
    }

    fn subnet(&mut self, file: &FileName, document: Document) {
        let slug = name_of(&document, "slug");
        if self.is_second(file, &document, false, &slug) {
            return;
        }
        let listed = self.base.subnets.get(&slug);
        let document = match (is_patch(&document.value), listed) {
            (true, Some(listed)) => {
                let patched = patched(listed.json(), &document.value);
                document.with_value(patched)
            }
            (true, None) => {
                let message =
                    format!("no subnet `{slug}` is listed whose endpoints this could change");
                let problem = problem(file, document.value_span("/slug"), message);
                self.problems.push(
                    problem.with_help("write the whole entry, if it is a service of your own"),
                );
                self.contents.broken.insert(slug);
                return;
            }
            (false, _) => document,
        };
        let families = &self.contents.families;
        let known = |name: &str| {
            let found = name
                .split_once('.')
                .and_then(|(family, name)| families.get(family)?.get().capabilities.get(name));
            found.is_some()
        };
        let (subnet, problems) = check::subnet(file, &document, self.standard, &known);
        self.problems.extend(problems);
        match subnet {
            Some(subnet) => {
                self.note_netuid(file, &document, &subnet);
                let text = document.value.to_string();
                self.contents.subnets.insert(slug, Arc::new(EntryCell::read(text, subnet)));
            }
            None => drop(self.contents.broken.insert(slug)),
        }
    }

    /// Whether another file already had that name, which is then reported.
    fn is_second(
        &mut self,
        file: &FileName,
        document: &Document,
        family: bool,
        name: &str,
    ) -> bool {
        if name.is_empty() {
            return false;
        }
        if let Some(first) = self.seen.get(&(family, name.to_owned())) {
            let key = if family { "/family" } else { "/slug" };
            let message = format!("`{name}` already stands in `{first}`");
            self.problems.push(problem(file, document.value_span(key), message));
            return true;
        }
        self.seen.insert((family, name.to_owned()), file.clone());
        false
    }

    fn note_netuid(&mut self, file: &FileName, document: &Document, subnet: &Subnet) {
        let Some(netuid) = subnet.netuid.filter(|_| subnet.status == Status::Active) else {
            return;
        };
        if let Some(first) = self.netuids.get(&netuid) {
            let message = format!("`{first}` already is the active entry of netuid {netuid}");
            self.problems.push(problem(file, document.value_span("/netuid"), message));
            return;
        }
        self.netuids.insert(netuid, subnet.slug.clone());
    }
}

fn name_of(document: &Document, key: &str) -> String {
    document.value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether an entry is of `slug` and `endpoints` alone.
fn is_patch(entry: &Value) -> bool {
    let Some(fields) = entry.as_object() else { return false };
    fields.contains_key("endpoints")
        && fields.keys().all(|name| matches!(name.as_str(), "$schema" | "slug" | "endpoints"))
}

/// The listed entry with the fields of `patch`'s endpoints in place of its own. Nobody signed that.
fn patched(mut listed: Value, patch: &Value) -> Value {
    if let Some(fields) = listed.as_object_mut() {
        fields.shift_remove("verification");
    }
    let Some(endpoints) = patch["endpoints"].as_object() else {
        listed["endpoints"] = patch["endpoints"].clone();
        return listed;
    };
    for (name, fields) in endpoints {
        match (listed["endpoints"].get_mut(name).and_then(Value::as_object_mut), fields) {
            (Some(own), Value::Object(fields)) => own.extend(fields.clone()),
            _ => listed["endpoints"][name] = fields.clone(),
        }
    }
    listed
}

/// The listed family with the overlay's capabilities added.
fn joined(listed: &Family, added: &Family) -> Family {
    let mut family = listed.clone();
    family.capabilities.extend(added.capabilities.clone());
    family
}
