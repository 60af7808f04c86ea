//! Written types.

use std::sync::Arc;

use orchestra_plan::{Value, shape::Format};

use super::{
    Inferer,
    signature::{self, heading},
};
use crate::{
    diagnostics::{
        Fact, OutsideConstraint, ProvableFailure, Subject, TypesDiffer, UnknownType,
        WrongTypeArguments,
    },
    hir::{
        ExprId, ExprKind, Name, Range, Refinement, Root, Site, TypeField, TypeId, TypeRefKind,
        lower::body,
    },
    items::ItemKind,
    types::{
        Field, Finite, FloatRange, IntRange, ListType, Literal, RecordType, Size, StringType, Type,
    },
};

/// The types that every file knows, `map` aside.
pub const BUILT_IN: [&str; 15] = [
    "string", "int", "float", "bool", "null", "json", "url", "datetime", "date", "email", "uuid",
    "bytes", "duration", "money", "secret",
];

/// Whether every file knows a type of that name.
pub(crate) fn is_built_in(name: &str) -> bool {
    name == "map" || BUILT_IN.contains(&name)
}

impl Inferer<'_> {
    /// The type that is written at `id`.
    pub(super) fn written(&mut self, id: TypeId) -> Type {
        let ty = self.written_kind(id);
        self.result.written.insert(id, ty.clone());
        ty
    }

    fn written_kind(&mut self, id: TypeId) -> Type {
        let body = self.body;
        let site = body.ty(id).at;
        match &body.ty(id).kind {
            TypeRefKind::Missing => Type::Error,
            TypeRefKind::Name { name, arguments, refinements } => {
                let ty = self.written_name(name, arguments, refinements);
                self.refuse_mixed(site, ty)
            }
            TypeRefKind::Parameter { name, arguments, refinements } => {
                let arguments: Vec<Type> = arguments.iter().map(|it| self.written(*it)).collect();
                if !arguments.is_empty() {
                    return self.wrong_type_arguments(name, &[], arguments.len(), true);
                }
                self.refined(self.type_argument(&name.text), name, refinements)
            }
            TypeRefKind::Optional(of) => {
                let of = self.written(*of);
                if of.is_error() { of } else { of.null_or() }
            }
            TypeRefKind::List { item, range } => {
                let item = self.written(*item);
                let size = match range {
                    Some(range) => self.size(range),
                    None => Size::default(),
                };
                Type::List(Arc::new(ListType { item, size }))
            }
            TypeRefKind::Tuple(items) => {
                Type::Tuple(items.iter().map(|item| self.written(*item)).collect())
            }
            TypeRefKind::Map(value) => Type::Map(Arc::new(self.written(*value))),
            TypeRefKind::Record { fields, rest } => self.written_record(fields, *rest),
            TypeRefKind::Union(arms) => {
                let arms: Vec<Type> = arms.iter().map(|arm| self.written(*arm)).collect();
                let union = Type::union(&self.environment, arms);
                self.refuse_mixed(site, union)
            }
            TypeRefKind::Literal(literal) => self.written_literal(*literal, site),
        }
    }

    fn written_record(&mut self, fields: &[TypeField], rest: Option<TypeId>) -> Type {
        let mut written: Vec<Field> = Vec::new();
        for field in fields {
            let ty = self.written(field.ty);
            if written.iter().all(|earlier| earlier.name != field.name.text) {
                let name = Arc::clone(&field.name.text);
                written.push(Field { name, ty, optional: field.optional });
            }
        }
        let rest = rest.map(|rest| self.written(rest));
        Type::Record(Arc::new(RecordType { fields: written, rest }))
    }

    fn written_literal(&mut self, id: ExprId, _site: Site) -> Type {
        match self.body.expr(id) {
            ExprKind::Null => Type::Null,
            ExprKind::Bool(value) => Type::Literal(Literal::Bool(*value)),
            ExprKind::Int(value) => Type::Literal(Literal::Int(*value)),
            ExprKind::Float(bits) => Finite::new(f64::from_bits(*bits))
                .map_or(Type::Error, |value| Type::Literal(Literal::Float(value))),
            ExprKind::String { text, .. } => Type::Literal(Literal::String(Arc::clone(text))),
            _ => Type::Error,
        }
    }

    fn written_name(
        &mut self,
        name: &Name,
        arguments: &[TypeId],
        refinements: &[Refinement],
    ) -> Type {
        let arguments: Vec<Type> = arguments.iter().map(|it| self.written(*it)).collect();
        if let Some(base) = built_in(&name.text) {
            if !arguments.is_empty() {
                return self.wrong_type_arguments(name, &[], arguments.len(), false);
            }
            return self.refined(base, name, refinements);
        }
        let item = self.scope.item(&name.text);
        let kind = item.map(|item| item.kind(self.db));
        let (Some(item), Some(ItemKind::Type | ItemKind::Enum)) = (item, kind) else {
            if self.scope.is_broken(&name.text) {
                return Type::Error;
            }
            let mut known: Vec<String> = BUILT_IN.iter().map(|name| (*name).to_owned()).collect();
            known.push("map".to_owned());
            known.extend(self.scope.names_of(self.db, &[ItemKind::Type, ItemKind::Enum]));
            let fact = UnknownType {
                at: name.at,
                name: name.text.to_string(),
                known,
                is: kind.map(ItemKind::noun),
            };
            self.report(Fact::UnknownType(fact));
            return Type::Error;
        };
        let wanted = &heading(self.db, item).parameters;
        if wanted.len() != arguments.len() {
            // What a declaration with a mistake in it takes isn't known.
            let unreadable = matches!(body(self.db, item).root, Root::Missing);
            return match unreadable {
                true => Type::Error,
                false => self.wrong_type_arguments(name, wanted, arguments.len(), false),
            };
        }
        if arguments.iter().any(Type::is_error) {
            return Type::Error;
        }
        let named = signature::named(self.db, item, arguments);
        self.refined(named, name, refinements)
    }

    fn wrong_type_arguments(
        &mut self,
        name: &Name,
        wanted: &[Arc<str>],
        found: usize,
        is_parameter: bool,
    ) -> Type {
        self.report(Fact::WrongTypeArguments(WrongTypeArguments {
            at: name.at,
            name: name.text.to_string(),
            wanted: wanted.iter().map(ToString::to_string).collect(),
            found,
            is_parameter,
        }));
        Type::Error
    }

    fn refined(&mut self, base: Type, name: &Name, refinements: &[Refinement]) -> Type {
        refinements.iter().fold(base, |ty, refinement| match refinement {
            Refinement::Range(range) => self.ranged(ty, name, range),
            Refinement::Pattern { text, at } => self.patterned(ty, name, text, *at),
        })
    }

    fn ranged(&mut self, ty: Type, name: &Name, range: &Range) -> Type {
        match ty.head(&self.environment) {
            Type::String(text) => {
                let length = self.size(range);
                Type::String(Arc::new(StringType { length, ..(*text).clone() }))
            }
            Type::Int(_) => {
                let min = range.min.and_then(|end| self.whole_end(end));
                let max = range.max.and_then(|end| self.whole_end(end));
                if self.out_of_order(range, min.zip(max).is_some_and(|(min, max)| min > max)) {
                    return Type::Error;
                }
                Type::Int(IntRange { min, max })
            }
            Type::Float(_) => {
                let min = range.min.and_then(|end| self.float_end(end));
                let max = range.max.and_then(|end| self.float_end(end));
                let order = min.zip(max).is_some_and(|(min, max)| min.get() > max.get());
                if self.out_of_order(range, order) {
                    return Type::Error;
                }
                Type::Float(FloatRange { min, max })
            }
            Type::Error => Type::Error,
            _ => self.not_refined(name, range.at, "a range", "a `string`, `int` or `float`"),
        }
    }

    fn patterned(&mut self, ty: Type, name: &Name, text: &Arc<str>, at: Site) -> Type {
        let Type::String(string) = ty.head(&self.environment) else {
            return if ty.is_error() {
                ty
            } else {
                self.not_refined(name, at, "a pattern", "a `string`")
            };
        };
        if let Err(problem) = crate::types::methods::check_pattern(text) {
            let sentence = format!("this pattern can't be read: {problem}");
            self.report(Fact::MalformedLiteral(crate::diagnostics::MalformedLiteral {
                at,
                sentence,
                meant: None,
            }));
            return Type::String(string);
        }
        let mut refined = (*string).clone();
        refined.patterns.push(Arc::clone(text));
        Type::String(Arc::new(refined))
    }

    fn not_refined(&mut self, name: &Name, at: Site, what: &str, takes: &str) -> Type {
        let sentence = format!("{what} refines {takes}, not `{}`", name.text);
        self.report(Fact::TypesDiffer(TypesDiffer::told(at, sentence)));
        Type::Error
    }

    fn out_of_order(&mut self, range: &Range, wrong: bool) -> bool {
        if wrong {
            let sentence = "the ends of this range are the wrong way round".to_owned();
            let fact = ProvableFailure { at: range.at, sentence, help: None };
            self.report(Fact::ProvableFailure(fact));
        }
        wrong
    }

    /// A range of lengths.
    fn size(&mut self, range: &Range) -> Size {
        let mut end = |end: Option<ExprId>| {
            let end = end?;
            let value = self.whole_end(end)?;
            if let Ok(length) = u64::try_from(value) {
                return Some(length);
            }
            let fact = OutsideConstraint {
                at: self.body.site(end),
                subject: Subject::new("a length"),
                path: String::new(),
                constraint: "at least 0".to_owned(),
                found: value.to_string(),
                known: Vec::new(),
            };
            self.report(Fact::OutsideConstraint(fact));
            None
        };
        let min = end(range.min);
        let max = if range.exact { min } else { end(range.max) };
        if self.out_of_order(range, min.zip(max).is_some_and(|(min, max)| min > max)) {
            return Size::default();
        }
        Size { min: min.unwrap_or(0), max }
    }

    fn whole_end(&mut self, id: ExprId) -> Option<i64> {
        match self.range_end(id)? {
            Value::Int(value) => Some(value),
            _ => {
                let found = self.result.expr(id).clone();
                self.differs(id, Subject::new("an end of this range"), "a whole number", &found);
                None
            }
        }
    }

    fn float_end(&mut self, id: ExprId) -> Option<Finite> {
        #[expect(clippy::cast_precision_loss, reason = "an int widens to the nearest float")]
        match self.range_end(id)? {
            Value::Int(value) => Finite::new(value as f64),
            Value::Float(value) => Finite::new(value),
            _ => {
                let found = self.result.expr(id).clone();
                self.differs(id, Subject::new("an end of this range"), "a number", &found);
                None
            }
        }
    }

    fn range_end(&mut self, id: ExprId) -> Option<Value> {
        // Nearly all are.
        if let ExprKind::Int(value) = self.body.expr(id) {
            self.note(id, Type::Literal(Literal::Int(*value)));
            return Some(Value::Int(*value));
        }
        self.infer(id);
        self.constant_value(id)
    }
}

/// The type of a name that every file knows.
fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "string" => Type::string(),
        "int" => Type::Int(IntRange::default()),
        "float" => Type::Float(FloatRange::default()),
        "bool" => Type::Bool,
        "null" => Type::Null,
        "json" => Type::Json,
        "url" => Type::format(Format::Url),
        "datetime" => Type::format(Format::Datetime),
        "date" => Type::format(Format::Date),
        "email" => Type::format(Format::Email),
        "uuid" => Type::format(Format::Uuid),
        "bytes" => Type::format(Format::Bytes),
        "duration" => Type::Duration,
        "money" => Type::Money(None),
        "secret" => Type::Secret,
        _ => return None,
    })
}
