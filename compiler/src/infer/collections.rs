//! Record and list literals.

use std::sync::Arc;

use super::{Conversion, Inferer};
use crate::{
    diagnostics::{
        CannotInfer, Fact, MissingField, OutsideConstraint, Subject, UnknownField, nearest,
    },
    hir::{ExprId, ExprKind, ListEntry, RecordEntry, Site},
    types::{
        Field, ListType, Literal, RecordType, Size, Type, common_type::common, display::key,
        placeholder::placeholder,
    },
};

impl Inferer<'_> {
    /// A record literal; a hint tells what its fields are meant to be.
    pub(super) fn record(&mut self, entries: &[RecordEntry], expected: Option<&Type>) -> Type {
        let hint = expected.and_then(|expected| self.record_meant(expected, entries));
        let mut fields: Vec<Field> = Vec::new();
        let mut rest = None;
        let mut failed = false;
        for entry in entries {
            match entry {
                RecordEntry::Field { name, value } => {
                    let hint = hint.as_ref().and_then(|record| self.field_hint(record, &name.text));
                    let ty = self.infer_expecting(*value, hint.as_ref());
                    let name = Arc::clone(&name.text);
                    self.put(&mut fields, Field { name, ty, optional: false });
                }
                RecordEntry::Spread { value } => {
                    let ty = self.infer(*value);
                    let Some(record) = self.spread(*value, &ty) else {
                        failed = true;
                        continue;
                    };
                    rest = record.rest.clone().or(rest);
                    for field in &record.fields {
                        self.put(&mut fields, field.clone());
                    }
                }
            }
        }
        if failed {
            return Type::Error;
        }
        Type::Record(Arc::new(RecordType { fields, rest }))
    }

    /// Adds a field; the later one wins, unless it is absent.
    fn put(&self, fields: &mut Vec<Field>, field: Field) {
        match fields.iter_mut().find(|earlier| earlier.name == field.name) {
            Some(earlier) if field.optional => {
                earlier.ty = Type::union(&self.environment, [earlier.ty.clone(), field.ty]);
            }
            Some(earlier) => *earlier = field,
            None => fields.push(field),
        }
    }

    /// The record that is spread; none, reported, where it is none.
    fn spread(&mut self, id: ExprId, ty: &Type) -> Option<Arc<RecordType>> {
        if ty.is_error() {
            return None;
        }
        if let Some(record) = self.as_record(ty) {
            return Some(record);
        }
        if ty.admits_null(&self.environment) && !matches!(ty.head(&self.environment), Type::Json) {
            let anything = Type::Record(Arc::new(RecordType::default()));
            self.coerce(id, ty, &anything, &Subject::new("what is spread"));
        } else if let Type::Map(value) = ty.head(&self.environment) {
            return Some(Arc::new(RecordType { fields: Vec::new(), rest: Some((*value).clone()) }));
        } else {
            self.differs(id, Subject::new("what is spread into a record"), "a record", ty);
        }
        None
    }

    /// The record that a literal with these fields is meant to be.
    pub(super) fn record_meant(
        &self,
        expected: &Type,
        entries: &[RecordEntry],
    ) -> Option<Arc<RecordType>> {
        match expected.head(&self.environment) {
            Type::Record(record) => Some(record),
            Type::Map(value) => {
                Some(Arc::new(RecordType { fields: Vec::new(), rest: Some((*value).clone()) }))
            }
            Type::Union(arms) => {
                let mut records: Vec<Arc<RecordType>> =
                    arms.iter().filter_map(|arm| self.record_meant(arm, entries)).collect();
                if records.len() > 1 {
                    records.retain(|record| !self.tells_apart(record, entries));
                }
                if records.len() > 1 {
                    let unknown = |record: &Arc<RecordType>| {
                        entries
                            .iter()
                            .filter(|entry| match entry {
                                RecordEntry::Field { name, .. } => {
                                    self.field_hint(record, &name.text).is_none()
                                }
                                RecordEntry::Spread { .. } => false,
                            })
                            .count()
                    };
                    let least = records.iter().map(unknown).min().unwrap_or(0);
                    records.retain(|record| unknown(record) == least);
                }
                (records.len() == 1).then(|| records.remove(0))
            }
            _ => None,
        }
    }

    /// What the field of a literal is meant to be.
    fn field_hint(&self, record: &RecordType, name: &str) -> Option<Type> {
        match record.field(name) {
            Some(field) => Some(field.written(&self.environment)),
            None => record.rest.clone(),
        }
    }

    /// Whether a literal field of the text says that `record` isn't meant.
    fn tells_apart(&self, record: &RecordType, entries: &[RecordEntry]) -> bool {
        entries.iter().any(|entry| {
            let RecordEntry::Field { name, value } = entry else { return false };
            let ExprKind::String { text, .. } = self.body.expr(*value) else { return false };
            let Some(field) = record.fields.iter().find(|f| f.name == name.text) else {
                return false;
            };
            let literal = Type::Literal(Literal::String(Arc::clone(text)));
            matches!(field.ty.head(&self.environment), Type::Literal(_) | Type::Union(_))
                && !self.fits(&literal, &field.ty)
        })
    }

    /// A record literal where an `expected` is wanted, field by field; none where that isn't a
    /// record that can be told.
    pub(super) fn check_record(
        &mut self,
        id: ExprId,
        entries: &[RecordEntry],
        brace: Site,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Option<Type> {
        if self.unknown_kind(entries, expected, subject) {
            return Some(Type::Error);
        }
        let record = self.record_meant(expected, entries)?;
        let arguments = subject.is_arguments();
        let mut given: Vec<Arc<str>> = Vec::new();
        let mut converts = false;
        let mut opaque = false;
        for (index, entry) in entries.iter().enumerate() {
            match entry {
                RecordEntry::Field { name, value } => {
                    match self.field_hint(&record, &name.text) {
                        Some(ty) => self.check(*value, &ty, &subject.field(&name.text)),
                        None => {
                            self.infer(*value);
                            // What is misspelt isn't missing besides.
                            given.extend(
                                self.unknown_field(name, entries, &record, expected, subject),
                            );
                        }
                    }
                    let optional = record.fields.iter().any(|f| f.name == name.text && f.optional);
                    converts |= optional && self.result.expr(*value).admits_null(&self.environment);
                    given.push(Arc::clone(&name.text));
                }
                RecordEntry::Spread { value } => {
                    converts = true;
                    let ty = self.infer(*value);
                    let Some(source) = self.spread(*value, &ty) else {
                        opaque = true;
                        continue;
                    };
                    let overridden = |name: &str| overridden(&entries[index + 1..], name);
                    self.check_spread(*value, &source, &record, &overridden, subject);
                    let sure = source.fields.iter().filter(|field| !field.optional);
                    given.extend(sure.map(|field| Arc::clone(&field.name)));
                }
            }
        }
        let missing: Vec<&Field> = record
            .fields
            .iter()
            .filter(|field| !field.optional && !given.contains(&field.name))
            .collect();
        if !missing.is_empty() && !opaque {
            let at = subject.callee().unwrap_or(brace);
            let fact = MissingField {
                at,
                kind: if arguments { "argument" } else { "field" },
                of: self.owner(expected, subject),
                missing: missing.iter().map(|f| (f.name.to_string(), f.ty.to_string())).collect(),
                insert: Some(self.body.site(id)),
                placeholders: missing
                    .iter()
                    .map(|field| placeholder(&self.environment, &field.ty))
                    .collect(),
                authority: subject.authority(),
            };
            self.report(Fact::MissingField(fact));
        }
        if converts || !in_declared_order(&record, entries) {
            let what = subject.or_value();
            self.convert(id, Conversion { to: expected.clone(), what });
        }
        Some(expected.clone())
    }

    /// Reports the text of a field that tells all records of a union apart, where it tells none of
    /// them.
    fn unknown_kind(
        &mut self,
        entries: &[RecordEntry],
        expected: &Type,
        subject: &Subject<'_>,
    ) -> bool {
        let arms = expected.arms(&self.environment);
        let records: Vec<Arc<RecordType>> = arms
            .iter()
            .filter_map(|arm| match arm.head(&self.environment) {
                Type::Record(record) => Some(record),
                _ => None,
            })
            .collect();
        if records.len() < 2 || arms.iter().any(|arm| matches!(arm, Type::Map(_) | Type::Json)) {
            return false;
        }
        for entry in entries {
            let RecordEntry::Field { name, value } = entry else { continue };
            let ExprKind::String { text, .. } = self.body.expr(*value) else { continue };
            let kinds: Option<Vec<Type>> = records
                .iter()
                .map(|record| record.field(&name.text).map(|field| &field.ty))
                .map(|ty| ty.filter(|ty| matches!(ty.head(&self.environment), Type::Literal(_))))
                .map(|ty| ty.cloned())
                .collect();
            let Some(kinds) = kinds else { continue };
            let found = Type::Literal(Literal::String(Arc::clone(text)));
            if kinds.iter().any(|kind| self.fits(&found, kind)) {
                continue;
            }
            let mut words: Vec<String> = kinds.iter().map(ToString::to_string).collect();
            words.dedup();
            let fact = OutsideConstraint {
                at: self.body.site(*value),
                subject: subject.field(&name.text).told(),
                path: String::new(),
                constraint: format!("one of {}", words.join(", ")),
                found: found.to_string(),
                known: kinds.iter().filter_map(literal_text).collect(),
            };
            for entry in entries {
                let (RecordEntry::Field { value, .. } | RecordEntry::Spread { value }) = entry;
                self.infer(*value);
            }
            self.report(Fact::OutsideConstraint(fact));
            return true;
        }
        false
    }

    /// Whom a record's fields belong to: the callee, or the type's name.
    fn owner(&self, expected: &Type, subject: &Subject<'_>) -> String {
        subject.callee_name().map_or_else(|| format!("`{expected}`"), str::to_owned)
    }

    /// Reports a field that `record` doesn't have; the one that was meant, if one is near.
    pub(super) fn unknown_field(
        &mut self,
        name: &crate::hir::Name,
        entries: &[RecordEntry],
        record: &RecordType,
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Option<Arc<str>> {
        let written = |field: &&Field| {
            entries.iter().any(
                |entry| matches!(entry, RecordEntry::Field { name, .. } if name.text == field.name),
            )
        };
        let free = record.fields.iter().filter(|field| !written(field));
        let kind = if subject.is_arguments() { "argument" } else { "field" };
        let fact = UnknownField {
            at: name.at,
            kind,
            name: name.text.to_string(),
            of: self.owner(expected, subject),
            known: free.map(|field| field.name.to_string()).collect(),
            authority: subject.authority(),
        };
        let meant = nearest::find(&fact.name, &fact.known).map(Arc::from);
        self.report(Fact::UnknownField(fact));
        meant
    }

    fn check_spread(
        &mut self,
        value: ExprId,
        source: &RecordType,
        target: &RecordType,
        overridden: &dyn Fn(&str) -> bool,
        subject: &Subject<'_>,
    ) {
        for field in &source.fields {
            let Some(wanted) = target.fields.iter().find(|f| f.name == field.name) else {
                continue;
            };
            if overridden(&field.name) {
                continue;
            }
            let wanted_type = wanted.written(&self.environment);
            if let Err(mut misfit) =
                crate::types::fit::fit(&self.environment, &field.ty, &wanted_type)
            {
                // Reported at what is spread: there is no text of the field itself, which nothing
                // behind that text would mend.
                misfit.path.insert_str(0, &format!(".{}", key(&field.name)));
                let found = self.result.expr(value).clone();
                self.report_misfit(value, &found, None, misfit, subject);
            }
        }
    }

    /// A list literal; a hint tells what its items are meant to be.
    pub(super) fn list(&mut self, entries: &[ListEntry], expected: Option<&Type>) -> Type {
        let hint = expected.and_then(|expected| self.list_meant(expected));
        if let Some(Meant::Tuple(items)) = &hint
            && items.len() == entries.len()
        {
            let items = items.clone();
            return self.tuple(entries, &items);
        }
        let item_hint = match &hint {
            Some(Meant::List(list)) => Some(list.item.clone()),
            _ => None,
        };
        if entries.is_empty() {
            let item = item_hint.unwrap_or(Type::Never);
            return Type::List(Arc::new(ListType { item, size: Size::exactly(0) }));
        }
        let mut items: Vec<(ExprId, Type)> = Vec::new();
        let mut spread_items: Vec<Type> = Vec::new();
        let mut size = Size::exactly(0);
        for entry in entries {
            match entry {
                ListEntry::Item { value } => {
                    let ty = self.infer_expecting(*value, item_hint.as_ref());
                    items.push((*value, ty));
                    size = size.add(Size::exactly(1));
                }
                ListEntry::Spread { value } => {
                    let ty = self.infer(*value);
                    let Some(list) = self.spread_list(*value, &ty) else { return Type::Error };
                    size = size.add(list.size);
                    spread_items.push(list.item.clone());
                }
            }
        }
        let item = if spread_items.is_empty() {
            self.joined(&items, item_hint.as_ref())
        } else {
            let own = items.iter().map(|(_, ty)| ty.clone());
            let all: Vec<Type> = own.chain(spread_items).collect();
            common(&self.environment, &all)
        };
        Type::List(Arc::new(ListType { item, size }))
    }

    fn tuple(&mut self, entries: &[ListEntry], items: &[Type]) -> Type {
        let types = entries.iter().zip(items).map(|(entry, item)| match entry {
            ListEntry::Item { value } | ListEntry::Spread { value } => {
                self.infer_expecting(*value, Some(item))
            }
        });
        Type::Tuple(types.collect())
    }

    fn spread_list(&mut self, id: ExprId, ty: &Type) -> Option<Arc<ListType>> {
        match ty.head(&self.environment) {
            Type::Error => None,
            Type::List(list) => Some(list),
            Type::Tuple(items) => {
                let item = common(&self.environment, &items);
                Some(Arc::new(ListType { item, size: Size::exactly(items.len() as u64) }))
            }
            _ => {
                if ty.admits_null(&self.environment) {
                    let list =
                        Type::List(Arc::new(ListType { item: Type::Json, size: Size::default() }));
                    self.coerce(id, ty, &list, &Subject::new("what is spread"));
                } else {
                    self.differs(id, Subject::new("what is spread into a list"), "a list", ty);
                }
                None
            }
        }
    }

    fn list_meant(&self, expected: &Type) -> Option<Meant> {
        match expected.head(&self.environment) {
            Type::List(list) => Some(Meant::List(list)),
            Type::Tuple(items) => Some(Meant::Tuple(items)),
            Type::Union(arms) => {
                let mut meant: Vec<Meant> =
                    arms.iter().filter_map(|arm| self.list_meant(arm)).collect();
                (meant.len() == 1).then(|| meant.remove(0))
            }
            _ => None,
        }
    }

    /// A list literal where an `expected` is wanted, item by item; none where that isn't a list.
    pub(super) fn check_list(
        &mut self,
        id: ExprId,
        entries: &[ListEntry],
        expected: &Type,
        subject: &Subject<'_>,
    ) -> Option<Type> {
        let has_spread = entries.iter().any(|e| matches!(e, ListEntry::Spread { .. }));
        match self.list_meant(expected)? {
            Meant::Tuple(items) if items.len() == entries.len() && !has_spread => {
                for (entry, item) in entries.iter().zip(items.iter()) {
                    let (ListEntry::Item { value } | ListEntry::Spread { value }) = entry;
                    self.check(*value, item, &subject.item());
                }
                Some(expected.clone())
            }
            Meant::List(list) if !has_spread => {
                for entry in entries {
                    let (ListEntry::Item { value } | ListEntry::Spread { value }) = entry;
                    self.check(*value, &list.item, &subject.item());
                }
                let size = Size::exactly(entries.len() as u64);
                let found = Type::List(Arc::new(ListType { item: list.item.clone(), size }));
                self.coerce(id, &found, expected, subject);
                Some(found)
            }
            _ => None,
        }
    }

    /// Reports an empty list whose items nothing types.
    pub(super) fn refuse_untyped(&mut self, id: ExprId, ty: &Type) -> Type {
        let Type::List(list) = ty else { return ty.clone() };
        if !matches!(list.item, Type::Never) || !matches!(self.body.expr(id), ExprKind::List { .. })
        {
            return ty.clone();
        }
        let fact = CannotInfer {
            at: self.body.site(id),
            what: "an empty list".to_owned(),
            help: "write the type of the binding, as in `let names: string[] = []`".to_owned(),
        };
        self.report(Fact::CannotInfer(fact));
        Type::Error
    }
}

enum Meant {
    List(Arc<ListType>),
    Tuple(Arc<[Type]>),
}

fn overridden(later: &[RecordEntry], name: &str) -> bool {
    later.iter().any(
        |entry| matches!(entry, RecordEntry::Field { name: written, .. } if &*written.text == name),
    )
}

fn in_declared_order(record: &RecordType, entries: &[RecordEntry]) -> bool {
    let position = |entry: &RecordEntry| match entry {
        RecordEntry::Field { name, .. } => {
            record.fields.iter().position(|field| field.name == name.text).unwrap_or(usize::MAX)
        }
        RecordEntry::Spread { .. } => usize::MAX,
    };
    entries.iter().map(position).is_sorted()
}

/// The text that a type of one text allows.
pub(super) fn literal_text(ty: &Type) -> Option<String> {
    match ty {
        Type::Literal(Literal::String(text)) => Some(text.to_string()),
        _ => None,
    }
}
