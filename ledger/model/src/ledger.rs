//! Finds subnets and capabilities by name.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{Hash, Hasher},
    sync::{Arc, OnceLock},
};

use orchestra_diagnostics::{Diagnostic, FileName};
use orchestra_schema::Digest;
use serde_json::Value;

use crate::{
    Capability, Family, Operation, Subnet, embedded, entry_cell::EntryCell, overlay, signing::Judge,
};

/// The Subnet Ledger: the embedded one, perhaps with a project's overlay on top.
///
/// Cheap to open (an index of names), cheap to clone. Two are equal if they are the same one: a
/// tool that opens the same overlay again has another Ledger.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<Contents>);

/// What a Ledger holds. `listed` are the entries that trust is derived from, `subnets` those that
/// are called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    pub(crate) listed: BTreeMap<String, Arc<EntryCell<Subnet>>>,
    pub(crate) subnets: BTreeMap<String, Arc<EntryCell<Subnet>>>,
    pub(crate) families: BTreeMap<String, Arc<EntryCell<Family>>>,
    pub(crate) broken: BTreeSet<String>,
    pub(crate) judge: Option<Judge>,
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// The binary.
    Embedded,
    /// The project, wholly or in parts.
    Overlay,
}

impl Ledger {
    /// The Ledger that is part of the binary.
    #[must_use]
    pub fn embedded() -> Self {
        static EMBEDDED: OnceLock<Ledger> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::listing(embedded::subnets(), embedded::families())).clone()
    }

    /// A Ledger of texts that were checked when they were stored, by slug and by family: as the
    /// embedded ones, each is parsed when it is first asked for, and trusted. A text that doesn't
    /// pass [`crate::check`] panics then.
    #[must_use]
    pub fn of_checked(
        subnets: impl IntoIterator<Item = (String, String)>,
        families: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let listed: BTreeMap<_, _> = subnets
            .into_iter()
            .map(|(slug, text)| (slug, Arc::new(EntryCell::unread(text))))
            .collect();
        let families = families
            .into_iter()
            .map(|(name, text)| (name, Arc::new(EntryCell::unread(text))))
            .collect();
        let subnets = listed.clone();
        Self(Arc::new(Contents { listed, subnets, families, broken: BTreeSet::new(), judge: None }))
    }

    /// How many entries and families were parsed so far: what the Ledger has cost.
    #[must_use]
    pub fn parsed(&self) -> usize {
        let subnets = self.0.subnets.values().filter(|entry| entry.is_parsed()).count();
        subnets + self.0.families.values().filter(|family| family.is_parsed()).count()
    }

    /// A Ledger of the given files alone, as if they were embedded: what they list is trusted. For
    /// tests of tools; a project's files come in by [`Ledger::with_overlay`].
    ///
    /// # Errors
    /// All that is wrong with the files.
    pub fn from_files(files: &[(FileName, String)]) -> Result<Self, Vec<Diagnostic>> {
        let (ledger, problems) = Self(Arc::default()).with_overlay(files);
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut contents = Arc::unwrap_or_clone(ledger.0);
        contents.listed = contents.subnets.clone();
        Ok(Self(Arc::new(contents)))
    }

    /// This Ledger with a project's files laid over it: `…/capabilities/*.json` are families, all
    /// others subnets. All that is wrong is reported (E0701); an entry that is wrong is left out,
    /// and [`Ledger::is_broken`] from then on.
    #[must_use]
    pub fn with_overlay(&self, files: &[(FileName, String)]) -> (Self, Vec<Diagnostic>) {
        let (contents, problems) = overlay::lay_over(&self.0, files);
        (Self(Arc::new(contents)), problems)
    }

    /// This Ledger with the user's word on whose signatures count.
    #[must_use]
    pub fn judged_by(&self, judge: Judge) -> Self {
        let contents = Contents { judge: Some(judge), ..(*self.0).clone() };
        Self(Arc::new(contents))
    }

    /// Who says whose signatures count; none: nobody was asked.
    #[must_use]
    pub fn judge(&self) -> Option<&Judge> {
        self.0.judge.as_ref()
    }

    /// The subnet of that slug.
    #[must_use]
    pub fn subnet(&self, slug: &str) -> Option<&Subnet> {
        self.0.subnets.get(slug).map(|entry| entry.get())
    }

    /// Whether there is a subnet of that slug. Parses nothing.
    #[must_use]
    pub fn has_subnet(&self, slug: &str) -> bool {
        self.0.subnets.contains_key(slug)
    }

    /// All slugs, sorted. Parses nothing.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.0.subnets.keys().map(String::as_str)
    }

    /// All subnets, sorted by slug. Parses all.
    pub fn subnets(&self) -> impl Iterator<Item = &Subnet> {
        self.0.subnets.values().map(|entry| entry.get())
    }

    /// The operation `name` of the subnet `slug`.
    #[must_use]
    pub fn operation(&self, slug: &str, name: &str) -> Option<&Operation> {
        self.subnet(slug)?.operations.get(name)
    }

    /// Whether the overlay has an entry of that slug, or a family of that name, that was refused
    /// and reported: that it is missing here needs no second word.
    #[must_use]
    pub fn is_broken(&self, name: &str) -> bool {
        self.0.broken.contains(name)
    }

    /// Where the entry of that slug comes from.
    #[must_use]
    pub fn layer(&self, slug: &str) -> Option<Layer> {
        let entry = self.0.subnets.get(slug)?;
        let listed = self.0.listed.get(slug).is_some_and(|listed| Arc::ptr_eq(listed, entry));
        Some(if listed { Layer::Embedded } else { Layer::Overlay })
    }

    /// The entry of that slug as JSON, with the overlay's changes.
    #[must_use]
    pub fn entry_json(&self, slug: &str) -> Option<Value> {
        self.0.subnets.get(slug).map(|entry| entry.json())
    }

    /// BLAKE3 of the entry's canonical JSON, with the overlay's changes.
    #[must_use]
    pub fn entry_digest(&self, slug: &str) -> Option<Digest> {
        self.0.subnets.get(slug).map(|entry| entry.digest())
    }

    /// The family of that name.
    #[must_use]
    pub fn family(&self, name: &str) -> Option<&Family> {
        self.0.families.get(name).map(|entry| entry.get())
    }

    /// Whether there is a family of that name. Parses nothing.
    #[must_use]
    pub fn has_family(&self, name: &str) -> bool {
        self.0.families.contains_key(name)
    }

    /// All families, sorted by name.
    pub fn families(&self) -> impl Iterator<Item = &Family> {
        self.0.families.values().map(|entry| entry.get())
    }

    /// The full names of all capabilities, as their families order them.
    #[must_use]
    pub fn capability_names(&self) -> Vec<String> {
        let of = |family: &Family| {
            let names = family.capabilities.keys();
            names.map(|it| format!("{}.{it}", family.family)).collect::<Vec<_>>()
        };
        self.families().flat_map(of).collect()
    }

    /// The capability of that full name: `search.web`.
    #[must_use]
    pub fn capability(&self, name: &str) -> Option<&Capability> {
        let (family, name) = name.split_once('.')?;
        self.family(family)?.capabilities.get(name)
    }

    /// Whether an entry states a price in the currency `name`, in lower case. Parses entries until
    /// one does.
    #[must_use]
    pub fn names_currency(&self, name: &str) -> bool {
        let operations = self.subnets().flat_map(|subnet| subnet.operations.values());
        let mut prices = operations.filter_map(Operation::prices).flatten();
        prices.any(|price| price.currency.to_lowercase() == name)
    }

    /// The origins (`https://api.example.com`, a port only where it isn't the scheme's own) that
    /// *embedded* entries send secrets to, each with the names of these secrets. Overlays never
    /// add to it: this is what trust starts from. Parses all embedded entries.
    #[must_use]
    pub fn embedded_origins(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut origins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entry in self.0.listed.values() {
            for (origin, secret) in entry.get().secrets() {
                origins.entry(origin).or_default().insert(secret.to_owned());
            }
        }
        origins
    }

    fn listing(
        subnets: &[(&'static str, &'static str)],
        families: &[(&str, &'static str)],
    ) -> Self {
        let cell = |(name, text): &(&str, &'static str)| {
            ((*name).to_owned(), Arc::new(EntryCell::unread(*text)))
        };
        let subnets: BTreeMap<_, _> = subnets.iter().map(cell).collect();
        let families = families
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Arc::new(EntryCell::unread(*text))))
            .collect();
        let listed = subnets.clone();
        Self(Arc::new(Contents { listed, subnets, families, broken: BTreeSet::new(), judge: None }))
    }
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Ledger {}

impl Hash for Ledger {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}
