//! What the Ledger says of operations and capabilities, as types.

use std::sync::Arc;

use orchestra_ledger_model::{Capability, Operation, Subnet};

use super::Environment;
use crate::{
    db::Project,
    types::{
        Type,
        import::{Side, expand_definition, import},
    },
};

/// An operation's types.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationTypes {
    /// What it takes.
    pub input: Type,
    /// What it answers.
    pub output: Type,
}

/// A capability's types.
#[derive(Clone, Debug, PartialEq)]
pub struct CapabilityTypes {
    /// What it takes.
    pub input: Type,
    /// What it answers.
    pub output: Type,
}

/// `a.b`, kept once.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct QualifiedName {
    #[returns(clone)]
    pub first: Arc<str>,
    #[returns(clone)]
    pub second: Arc<str>,
}

/// The types of an operation; none where the Ledger doesn't have it.
#[salsa::tracked(returns(clone))]
pub fn operation_types(
    db: &dyn salsa::Database,
    name: QualifiedName,
) -> Option<Arc<OperationTypes>> {
    let (slug, operation): (Arc<str>, Arc<str>) = (name.first(db), name.second(db));
    let listed = ledger_operation(db, &slug, &operation)?;
    let source = format!("{slug}.{operation}");
    Some(Arc::new(OperationTypes {
        input: import(&listed.input, Side::Input, &format!("operation:{source}:input")),
        output: import(&listed.output, Side::Output, &format!("operation:{source}:output")),
    }))
}

/// The types of a capability; none where the Ledger doesn't have it.
#[salsa::tracked(returns(clone))]
pub fn capability_types(
    db: &dyn salsa::Database,
    name: QualifiedName,
) -> Option<Arc<CapabilityTypes>> {
    let full = format!("{}.{}", name.first(db), name.second(db));
    let listed = ledger_capability(db, &full)?;
    Some(Arc::new(CapabilityTypes {
        input: import(&listed.input, Side::Input, &format!("capability:{full}:input")),
        output: import(&listed.output, Side::Output, &format!("capability:{full}:output")),
    }))
}

/// The types of the operation `slug.name`; none where the Ledger doesn't have it.
#[must_use]
pub fn types_of_operation(
    db: &dyn salsa::Database,
    slug: &str,
    name: &str,
) -> Option<Arc<OperationTypes>> {
    operation_types(db, QualifiedName::new(db, Arc::<str>::from(slug), Arc::<str>::from(name)))
}

/// The types of the capability `family.name`; none where the Ledger doesn't have it.
#[must_use]
pub fn types_of_capability(
    db: &dyn salsa::Database,
    family: &str,
    name: &str,
) -> Option<Arc<CapabilityTypes>> {
    capability_types(db, QualifiedName::new(db, Arc::<str>::from(family), Arc::<str>::from(name)))
}

/// What an operation, `acme.find`, answers.
pub(crate) fn output_type(environment: &Environment<'_>, operation: &str) -> Option<Type> {
    let (slug, name) = operation.split_once('.')?;
    let name = QualifiedName::new(environment.db, Arc::<str>::from(slug), Arc::<str>::from(name));
    Some(operation_types(environment.db, name)?.output.clone())
}

/// What a call of `target` takes: an operation, or else a capability.
pub(crate) fn input_type(
    environment: &Environment<'_>,
    target: &str,
    capability: bool,
) -> Option<Type> {
    let (first, second) = target.split_once('.')?;
    let db = environment.db;
    let name = QualifiedName::new(db, Arc::<str>::from(first), Arc::<str>::from(second));
    if capability {
        return Some(capability_types(db, name)?.input.clone());
    }
    Some(operation_types(db, name)?.input.clone())
}

/// The type at `pointer` of a Ledger schema, by the name that its types were given above.
pub(super) fn definition(db: &dyn salsa::Database, schema: &str, pointer: &str) -> Type {
    let mut parts = schema.splitn(3, ':');
    let (Some(kind), Some(name), Some(side)) = (parts.next(), parts.next(), parts.next()) else {
        return Type::Error;
    };
    let document = match (kind, name.split_once('.')) {
        ("operation", Some((slug, operation))) => ledger_operation(db, slug, operation)
            .map(|listed| &**if side == "input" { &listed.input } else { &listed.output }),
        ("capability", Some(_)) => ledger_capability(db, name)
            .map(|listed| if side == "input" { &listed.input } else { &listed.output }),
        _ => None,
    };
    let side = if side == "input" { Side::Input } else { Side::Output };
    document.map_or(Type::Error, |document| expand_definition(document, side, schema, pointer))
}

/// A subnet's entry.
pub(crate) fn ledger_subnet<'db>(db: &'db dyn salsa::Database, slug: &str) -> Option<&'db Subnet> {
    let project = Project::get(db);
    project.ledger(db).subnet(slug)
}

/// An operation's entry.
pub(crate) fn ledger_operation<'db>(
    db: &'db dyn salsa::Database,
    slug: &str,
    operation: &str,
) -> Option<&'db Operation> {
    let project = Project::get(db);
    project.ledger(db).operation(slug, operation)
}

/// A capability's entry, by its whole name.
pub(crate) fn ledger_capability<'db>(
    db: &'db dyn salsa::Database,
    name: &str,
) -> Option<&'db Capability> {
    let project = Project::get(db);
    project.ledger(db).capability(name)
}

/// Whether `word` is a currency: an ISO code, `tao`, or a credit that the Ledger names.
pub(super) fn is_currency(db: &dyn salsa::Database, word: &str) -> bool {
    let project = Project::get(db);
    (word.len() == 3 && ISO_4217.as_bytes().chunks(4).any(|code| code.starts_with(word.as_bytes())))
        || word == "tao"
        || project.ledger(db).names_currency(word)
}

/// The currencies that a misspelt one may be. Of all others too many are one letter from anything.
pub(super) const COMMON_CURRENCIES: [&str; 3] = ["eur", "tao", "usd"];

/// The active codes of ISO 4217, of 2026, in lower case.
const ISO_4217: &str = "aed afn all amd aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob \
    brl bsd btn bwp byn bzd cad cdf chf clp cny cop crc cup cve czk djf dkk dop dzd egp ern etb \
    eur fjd fkp gbp gel ghs gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr iqd irr isk jmd jod \
    jpy kes kgs khr kmf kpw krw kwd kyd kzt lak lbp lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop \
    mru mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron \
    rsd rub rwf sar sbd scr sdg sek sgd shp sle sos srd ssp stn svc syp szl thb tjs tmt tnd top \
    try ttd twd tzs uah ugx usd uyu uzs ved ves vnd vuv wst xaf xcd xof xpf yer zar zmw zwg";
