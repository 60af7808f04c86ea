//! Fields, items, `!` and `into`.

use std::sync::Arc;

use super::{Inferer, Use};
use crate::{
    diagnostics::{Fact, MayBeNull, NoSuchMember, ProvableFailure, Subject, TypesDiffer},
    hir::{ExprId, ExprKind, Name, Root, TypeId},
    items::{ItemId, ItemKind},
    types::{IntRange, Literal, RecordType, Size, Type},
};

impl Inferer<'_> {
    pub(super) fn field(&mut self, id: ExprId, of: ExprId, name: &Name, safe: bool) -> Type {
        if let Some(item) = self.named_enum(of) {
            return self.variant(id, item, name);
        }
        let of_type = self.infer(of);
        let Some((readable, null)) = self.readable(of, &of_type, name, safe) else {
            return Type::Error;
        };
        if self.refuse_whole_secret(of, &readable) {
            return Type::Error;
        }
        let Some(ty) = self.field_type(&readable, &name.text) else {
            self.no_such_field(name, &readable, &of_type);
            return Type::Error;
        };
        let ty = if null { ty.null_or() } else { ty };
        self.known(id, ty)
    }

    /// `of.` without a name: what it would be read of is known all the same.
    pub(super) fn nameless(&mut self, of: ExprId) -> Type {
        if self.named_enum(of).is_none() {
            self.infer(of);
        }
        Type::Error
    }

    /// The enum that `of` names.
    fn named_enum(&self, of: ExprId) -> Option<ItemId> {
        let ExprKind::Name(owner) = self.body.expr(of) else { return None };
        let item = self.scope.item(&owner.text)?;
        (item.kind(self.db) == ItemKind::Enum).then_some(item)
    }

    /// What is read when a member of `of` is: its type without null, and whether the whole may be
    /// null for that; none where null stands in the way, which is reported.
    pub(super) fn readable(
        &mut self,
        of: ExprId,
        of_type: &Type,
        name: &Name,
        safe: bool,
    ) -> Option<(Type, bool)> {
        let head = of_type.head(&self.environment);
        if matches!(head, Type::Error | Type::Never) {
            return None;
        }
        if matches!(head, Type::Json) {
            return Some((Type::Json, false));
        }
        if !of_type.admits_null(&self.environment) {
            return Some((of_type.clone(), false));
        }
        let rest = of_type.without_null(&self.environment);
        if safe && !matches!(rest, Type::Never) {
            return Some((rest, true));
        }
        let fact = MayBeNull {
            at: self.body.site(of),
            subject: Subject::default(),
            path: String::new(),
            found: of_type.to_string(),
            always: matches!(rest, Type::Never),
            member: Some(name.text.to_string()),
            postfix: self.is_postfix(of),
        };
        self.report(Fact::MayBeNull(fact));
        None
    }

    fn refuse_whole_secret(&mut self, of: ExprId, ty: &Type) -> bool {
        matches!(ty.head(&self.environment), Type::Secret)
            && self.refuse_secret(of, ty, "be read in parts")
    }

    /// `Enum.variant`.
    fn variant(&mut self, id: ExprId, item: ItemId, name: &Name) -> Type {
        let body = crate::hir::lower::body(self.db, item);
        let Root::Enum { variants } = &body.root else { return Type::Error };
        if variants.iter().any(|variant| variant.text == name.text) {
            self.mean(id, Use::Variant(Arc::clone(&name.text)));
            return Type::Literal(Literal::String(Arc::clone(&name.text)));
        }
        let fact = NoSuchMember {
            at: name.at,
            kind: "variant",
            name: name.text.to_string(),
            of: format!("`{}`", item.name(self.db)),
            known: variants.iter().map(|variant| variant.text.to_string()).collect(),
            shorthand: false,
            help: None,
        };
        self.report(Fact::NoSuchMember(fact));
        Type::Error
    }

    /// The type of a field of a value that isn't null; none where an arm lacks it.
    pub(super) fn field_type(&self, of: &Type, name: &str) -> Option<Type> {
        match of.head(&self.environment) {
            Type::Error => Some(Type::Error),
            Type::Json => Some(Type::Json),
            Type::Record(record) => {
                let field = record.fields.iter().find(|field| &*field.name == name)?;
                let ty = field.ty.clone();
                Some(if field.optional { ty.null_or() } else { ty })
            }
            Type::Union(arms) => {
                let fields: Option<Vec<Type>> =
                    arms.iter().map(|arm| self.field_type(arm, name)).collect();
                Some(Type::union(&self.environment, fields?))
            }
            _ => None,
        }
    }

    fn no_such_field(&mut self, name: &Name, readable: &Type, of_type: &Type) {
        let known = self.field_names(readable);
        let method = crate::types::methods::find(&self.environment, readable, &name.text).is_ok();
        let open = self.is_open(readable);
        let help = if method {
            Some(format!("`{0}` is a method: write `.{0}(…)`", name.text))
        } else if open {
            Some(format!("further fields are read with `.get(\"{}\")`", name.text))
        } else if let Type::Map(_) = readable.head(&self.environment) {
            Some(format!("a key of a map is read with `[\"{}\"]`", name.text))
        } else if let Type::Union(_) = readable.head(&self.environment)
            && known.is_empty()
        {
            Some("tell the types apart with `match` first".to_owned())
        } else {
            self.any_type(&[readable])
        };
        let fact = NoSuchMember {
            at: name.at,
            kind: "field",
            name: name.text.to_string(),
            of: format!("`{}`", of_type.without_null(&self.environment)),
            known,
            shorthand: false,
            help,
        };
        self.report(Fact::NoSuchMember(fact));
    }

    fn is_open(&self, ty: &Type) -> bool {
        matches!(ty.head(&self.environment), Type::Record(record) if record.rest.is_some())
    }

    /// Fields that can be read of all values of a type.
    fn field_names(&self, ty: &Type) -> Vec<String> {
        match ty.head(&self.environment) {
            Type::Record(record) => record.fields.iter().map(|f| f.name.to_string()).collect(),
            Type::Union(arms) => {
                let mut arms = arms.iter().map(|arm| self.field_names(arm));
                let first = arms.next().unwrap_or_default();
                arms.fold(first, |mut names, arm| {
                    names.retain(|name| arm.contains(name));
                    names
                })
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn index(&mut self, of: ExprId, index: ExprId) -> Type {
        let of_type = self.infer(of);
        let subject = Subject::new("what `[…]` takes an item of");
        if of_type.is_error() {
            self.infer(index);
            return of_type;
        }
        let head = of_type.head(&self.environment);
        if !matches!(head, Type::Json) && of_type.admits_null(&self.environment) {
            self.infer(index);
            let fact = MayBeNull {
                at: self.body.site(of),
                subject,
                path: String::new(),
                found: of_type.to_string(),
                always: matches!(head, Type::Null),
                member: None,
                postfix: self.is_postfix(of),
            };
            self.report(Fact::MayBeNull(fact));
            return Type::Error;
        }
        match head {
            Type::List(list) => {
                self.check(index, &Type::int(), &Subject::new("an index"));
                self.refuse_index(index, list.size);
                list.item.clone()
            }
            Type::Tuple(items) => self.tuple_item(index, &items),
            Type::Map(value) => {
                self.check(index, &Type::string(), &Subject::new("a key"));
                (*value).clone().null_or()
            }
            Type::Json => {
                let found = self.infer(index);
                let key = Type::union(&self.environment, [Type::int(), Type::string()]);
                if !self.fits(&found, &key) {
                    self.differs(
                        index,
                        Subject::new("an index of json"),
                        "`int` or `string`",
                        &found,
                    );
                }
                Type::Json
            }
            Type::Secret => {
                self.infer(index);
                self.refuse_secret(of, &of_type, "be read in parts");
                Type::Error
            }
            _ => {
                self.infer(index);
                self.differs(of, subject, "a list, tuple, map or `json`", &of_type);
                Type::Error
            }
        }
    }

    /// Reports an index that no list of this size has.
    fn refuse_index(&mut self, index: ExprId, size: Size) {
        let range = self.int_range(index);
        let too_large = size
            .max
            .zip(range.min)
            .is_some_and(|(items, least)| u64::try_from(least).is_ok_and(|least| least >= items));
        let negative = range.max.is_some_and(|greatest| greatest < 0);
        let sentence = if negative {
            "an index is at least 0".to_owned()
        } else if too_large {
            format!("the list has at most {} items, counted from 0", size.max.unwrap_or(0))
        } else {
            return;
        };
        let at = self.body.site(index);
        self.report(Fact::ProvableFailure(ProvableFailure { at, sentence, help: None }));
    }

    /// The range of an int that has been inferred.
    pub(super) fn int_range(&self, id: ExprId) -> IntRange {
        match self.result.expr(id).head(&self.environment) {
            Type::Literal(Literal::Int(value)) => IntRange { min: Some(value), max: Some(value) },
            Type::Int(range) => range,
            _ => IntRange::default(),
        }
    }

    fn tuple_item(&mut self, index: ExprId, items: &Arc<[Type]>) -> Type {
        self.check(index, &Type::int(), &Subject::new("an index"));
        self.refuse_index(index, Size::exactly(items.len() as u64));
        let range = self.int_range(index);
        match (range.min, range.max) {
            (Some(min), Some(max)) if min == max => usize::try_from(min)
                .ok()
                .and_then(|at| items.get(at).cloned())
                .unwrap_or(Type::Error),
            _ => crate::types::common_type::common(&self.environment, items),
        }
    }

    pub(super) fn non_null(&mut self, of: ExprId, expected: Option<&Type>) -> Type {
        let optional = expected.map(|expected| expected.clone().null_or());
        let found = self.infer_expecting(of, optional.as_ref());
        if matches!(found, Type::Null) {
            let sentence = "this is null in any case".to_owned();
            let at = self.body.site(of);
            self.report(Fact::ProvableFailure(ProvableFailure { at, sentence, help: None }));
            return Type::Error;
        }
        if matches!(found.head(&self.environment), Type::Json) {
            return Type::Json;
        }
        found.without_null(&self.environment)
    }

    /// `of into ty`, not of a call.
    pub(super) fn read_as(&mut self, of: ExprId, ty: TypeId) -> Type {
        let found = self.infer(of);
        let target = self.read_target(ty);
        if found.is_error() || target.is_error() {
            return target;
        }
        if self.refuse_secret(of, &found, "be read as another type") {
            return target;
        }
        let readable = Type::union(&self.environment, [Type::string(), Type::Json]);
        if found.admits_null(&self.environment)
            && !matches!(found.head(&self.environment), Type::Json)
        {
            self.coerce(of, &found, &Type::string(), &Subject::new("what `into` reads"));
        } else if !self.fits(&found, &Type::Json) && !self.fits(&found, &readable) {
            self.differs(of, Subject::new("what `into` reads"), "`json` or `string`", &found);
        }
        target
    }

    /// The type behind `into`: one that JSON has.
    pub(super) fn read_target(&mut self, ty: TypeId) -> Type {
        let at = self.body.ty(ty).at;
        let target = self.written(ty);
        if target.is_error() || self.fits(&target, &Type::Json) {
            return target;
        }
        let fact = TypesDiffer {
            at,
            subject: Subject::new("the type behind `into`"),
            path: String::new(),
            expected: "a type that JSON has".to_owned(),
            found: format!("`{target}`"),
            help: Some("durations, amounts and secrets aren't JSON".to_owned()),
            append: None,
        };
        self.report(Fact::TypesDiffer(fact));
        Type::Error
    }

    /// The record that a value of this type is, if it is one in any case.
    pub(super) fn as_record(&self, ty: &Type) -> Option<Arc<RecordType>> {
        match ty.head(&self.environment) {
            Type::Record(record) => Some(record),
            _ => None,
        }
    }
}
