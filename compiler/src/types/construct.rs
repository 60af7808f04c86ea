//! Making types and taking them apart at the head.

use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashSet;

use super::{
    Field, Finite, FloatRange, IntRange, ListType, Literal, Named, NamedId, RecordType, Size,
    StringType, Type, TypeEnvironment,
};
use orchestra_plan::shape::Format;

use crate::items::ItemId;

/// Names that may stand for names before a head is given up. No source gets near it: its names
/// that stand for themselves are refused before.
const LONGEST_CHAIN: usize = 64;

/// Longer type arguments are shown as `…`: names within names would else grow without end.
const LONGEST_ARGUMENTS: usize = 60;

/// Arms that are compared one by one; of more, their hashes are.
const FEW_ARMS: usize = 16;

/// Any text, made once.
static PLAIN: LazyLock<Arc<StringType>> = LazyLock::new(Arc::default);

/// Arms that are looked at; a hostile schema has more.
const MOST_ARMS: usize = 4096;

impl Type {
    /// Any text.
    #[must_use]
    pub fn string() -> Self {
        Self::String(Arc::clone(&PLAIN))
    }

    /// Texts of a length.
    #[must_use]
    pub fn string_of(length: Size) -> Self {
        Self::String(Arc::new(StringType { length, ..StringType::default() }))
    }

    /// Texts of a format.
    #[must_use]
    pub fn format(format: Format) -> Self {
        Self::String(Arc::new(StringType { format: Some(format), ..StringType::default() }))
    }

    /// The text `value`.
    #[must_use]
    pub fn text(value: &str) -> Self {
        Self::Literal(Literal::String(value.into()))
    }

    /// Any int.
    #[must_use]
    pub fn int() -> Self {
        Self::Int(IntRange::default())
    }

    /// Any float.
    #[must_use]
    pub fn float() -> Self {
        Self::Float(FloatRange::default())
    }

    /// Lists of a size.
    #[must_use]
    pub fn list(item: Self, size: Size) -> Self {
        Self::List(Arc::new(ListType { item, size }))
    }

    /// Lists of fixed length.
    #[must_use]
    pub fn tuple(items: impl IntoIterator<Item = Self>) -> Self {
        Self::Tuple(items.into_iter().collect())
    }

    /// A name.
    #[must_use]
    pub fn named(named: Named) -> Self {
        Self::Named(Arc::new(named))
    }

    /// Objects with arbitrary keys.
    #[must_use]
    pub fn map(value: Self) -> Self {
        Self::Map(Arc::new(value))
    }

    /// Objects with these fields only.
    #[must_use]
    pub fn record(fields: impl IntoIterator<Item = Field>) -> Self {
        Self::Record(Arc::new(RecordType { fields: fields.into_iter().collect(), rest: None }))
    }

    /// This or null: `T?`.
    #[must_use]
    pub fn null_or(self) -> Self {
        match self {
            Self::Error | Self::Null | Self::Json => self,
            Self::Never => Self::Null,
            Self::Union(arms) if arms.contains(&Self::Null) => Self::Union(arms),
            Self::Union(arms) => Self::Union(arms.iter().cloned().chain([Self::Null]).collect()),
            other => Self::Union([other, Self::Null].into()),
        }
    }

    /// One of several: flat, each once, without never; of one arm, that arm. `int | float` is
    /// `float`, and what is joined with `json` is json.
    #[must_use]
    pub fn union(_env: &dyn TypeEnvironment, arms: impl IntoIterator<Item = Self>) -> Self {
        let mut flat: Vec<Self> = Vec::new();
        let mut seen = FxHashSet::default();
        for arm in arms {
            let parts: &[Self] = match &arm {
                Self::Union(parts) => parts,
                one => std::slice::from_ref(one),
            };
            for part in parts {
                match part {
                    Self::Never => {}
                    Self::Error => return Self::Error,
                    part if flat.len() < FEW_ARMS && flat.contains(part) => {}
                    part => {
                        if flat.len() == FEW_ARMS {
                            seen.extend(flat.iter().cloned());
                        }
                        if flat.len() < FEW_ARMS || seen.insert(part.clone()) {
                            flat.push(part.clone());
                        }
                    }
                }
            }
        }
        merge_bools(&mut flat);
        merge_numbers(&mut flat);
        if flat.contains(&Self::Json) {
            flat.retain(|arm| !matches!(arm, Self::Null));
        }
        match flat.len() {
            0 => Self::Never,
            1 => flat.swap_remove(0),
            _ => Self::Union(flat.into()),
        }
    }

    /// What stands behind a name; a name that leads to nothing is json, since only a hostile
    /// schema has one.
    #[must_use]
    pub fn head(&self, env: &dyn TypeEnvironment) -> Self {
        let mut ty = self.clone();
        for _ in 0..LONGEST_CHAIN {
            match ty {
                Self::Named(named) => ty = env.expand(&named),
                other => return other,
            }
        }
        Self::Json
    }

    /// The arms of a union, names expanded; of another type, its head alone. Never has none.
    #[must_use]
    pub fn arms(&self, env: &dyn TypeEnvironment) -> Vec<Self> {
        match self {
            Self::Named(named) => match env.expand(named) {
                Self::Named(_) => self.arms_within(env),
                Self::Union(parts) => distinct(&parts).unwrap_or_else(|| self.arms_within(env)),
                Self::Never => Vec::new(),
                head => vec![head],
            },
            Self::Union(parts) => distinct(parts).unwrap_or_else(|| self.arms_within(env)),
            Self::Never => Vec::new(),
            head => vec![head.clone()],
        }
    }

    /// The same where arms may be names and unions themselves.
    fn arms_within(&self, env: &dyn TypeEnvironment) -> Vec<Self> {
        let mut arms = Vec::new();
        let mut seen: FxHashSet<NamedId> = FxHashSet::default();
        let mut open = vec![self.clone()];
        while let Some(ty) = open.pop() {
            if arms.len() + open.len() > MOST_ARMS {
                return vec![Self::Json];
            }
            match ty {
                Self::Never => {}
                Self::Named(named) => {
                    if seen.insert(named.id.clone()) {
                        open.push(env.expand(&named));
                    }
                }
                Self::Union(parts) => open.extend(parts.iter().rev().cloned()),
                other => {
                    if !arms.contains(&other) {
                        arms.push(other);
                    }
                }
            }
        }
        arms
    }

    /// Whether an arm of a union, names expanded, or of another type its head, is one of those
    /// that are `sought`.
    fn any_arm(&self, env: &dyn TypeEnvironment, sought: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::Never => false,
            Self::Union(parts) if parts.iter().all(is_leaf) => parts.iter().any(sought),
            Self::Named(_) | Self::Union(_) => self.arms(env).iter().any(sought),
            head => sought(head),
        }
    }

    /// Whether null is said to be one of its values. Of `json` and of a type parameter, of which
    /// nothing is said, it is false: see [`Type::takes_null`] and [`Type::may_be_null`].
    #[must_use]
    pub fn admits_null(&self, env: &dyn TypeEnvironment) -> bool {
        self.any_arm(env, &|arm| matches!(arm, Self::Null))
    }

    /// Whether null may stand where this is wanted: [`Type::admits_null`], or json.
    #[must_use]
    pub fn takes_null(&self, env: &dyn TypeEnvironment) -> bool {
        self.any_arm(env, &|arm| matches!(arm, Self::Null | Self::Json | Self::Error))
    }

    /// Whether a value may turn out to be null, also where that isn't said.
    #[must_use]
    pub fn may_be_null(&self, env: &dyn TypeEnvironment) -> bool {
        let may =
            |arm: &Self| matches!(arm, Self::Null | Self::Json | Self::Error | Self::Parameter(_));
        self.any_arm(env, &may)
    }

    /// The values that aren't null. A type without null stays as it is written.
    #[must_use]
    pub fn without_null(&self, env: &dyn TypeEnvironment) -> Self {
        match self {
            Self::Null => Self::Never,
            Self::Union(parts) => Self::union(
                env,
                parts.iter().map(|part| match part {
                    Self::Null => Self::Never,
                    Self::Named(_) if part.admits_null(env) => part.without_null(env),
                    other => other.clone(),
                }),
            ),
            Self::Named(_) if self.admits_null(env) => {
                let arms = self.arms(env);
                Self::union(env, arms.into_iter().filter(|arm| *arm != Self::Null))
            }
            other => other.clone(),
        }
    }

    /// Whether it stands for a mistake that has been reported.
    #[must_use]
    pub fn is_error(&self) -> bool {
        matches!(self, Self::Error)
    }
}

impl Named {
    /// The `type` or `enum` called `name`, for these type arguments.
    #[must_use]
    pub fn item(item: ItemId, name: Arc<str>, arguments: Arc<[Type]>) -> Self {
        let shown = match &*arguments {
            [] => Arc::clone(&name),
            arguments => {
                let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
                let arguments = arguments.join(", ");
                let short = arguments.chars().count() <= LONGEST_ARGUMENTS;
                format!("{name}<{}>", if short { &arguments } else { "…" }).into()
            }
        };
        Self { name: shown, id: NamedId::Item { item, name, arguments } }
    }
}

impl NamedId {
    /// What stands for its type parameters.
    pub(crate) fn arguments(&self) -> &[Type] {
        match self {
            Self::Item { arguments, .. } => arguments,
            Self::Definition { .. } => &[],
        }
    }
}

impl Literal {
    /// The type that all literals of its kind share, around this one.
    #[must_use]
    pub fn base(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::Int(value) => Type::Int(IntRange::exactly(*value)),
            Self::Float(value) => Type::Float(FloatRange::exactly(*value)),
            Self::String(text) => Type::string_of(Size::exactly(text.chars().count() as u64)),
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<Finite> {
        match self {
            Self::Int(value) => Some(Finite::of_int(*value)),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }
}

impl RecordType {
    /// The field `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| &*field.name == name)
    }
}

impl Field {
    /// A field that is always there.
    #[must_use]
    pub fn new(name: &str, ty: Type) -> Self {
        Self { name: name.into(), ty, optional: false }
    }

    /// A field that may be absent.
    #[must_use]
    pub fn optional(name: &str, ty: Type) -> Self {
        Self { name: name.into(), ty, optional: true }
    }

    /// What may be written for it: also null, which leaves out what may be absent. Not where a
    /// type parameter is its type: whether that admits null isn't known.
    #[must_use]
    pub fn written(&self, env: &dyn TypeEnvironment) -> Type {
        let clear = self.ty.takes_null(env) || !self.ty.may_be_null(env);
        if self.optional && clear { self.ty.clone().null_or() } else { self.ty.clone() }
    }

    /// As it reads: with null, where it may be absent.
    #[must_use]
    pub fn read(&self) -> Type {
        if self.optional { self.ty.clone().null_or() } else { self.ty.clone() }
    }
}

/// `true | false` is bool, and so is what is joined with it.
/// Whether `ty` is an arm as it stands.
fn is_leaf(ty: &Type) -> bool {
    !matches!(ty, Type::Never | Type::Named(_) | Type::Union(_))
}

/// Few arms, each once; none where one of them has arms itself.
fn distinct(parts: &[Type]) -> Option<Vec<Type>> {
    if parts.len() > FEW_ARMS || !parts.iter().all(is_leaf) {
        return None;
    }
    let mut arms = Vec::with_capacity(parts.len());
    for part in parts {
        if !arms.contains(part) {
            arms.push(part.clone());
        }
    }
    Some(arms)
}

fn merge_bools(arms: &mut Vec<Type>) {
    let is_literal = |arm: &Type| matches!(arm, Type::Literal(Literal::Bool(_)));
    let literals = arms.iter().filter(|arm| is_literal(arm)).count();
    let whole = arms.contains(&Type::Bool);
    if literals == 0 || (literals == 1 && !whole) {
        return;
    }
    let at = arms.iter().position(|arm| is_literal(arm) || *arm == Type::Bool).unwrap_or(0);
    arms.retain(|arm| !is_literal(arm) && *arm != Type::Bool);
    arms.insert(at.min(arms.len()), Type::Bool);
}

/// `int | float` is `float`: a value of it can't be told by what it is.
fn merge_numbers(arms: &mut Vec<Type>) {
    let Some(at) = arms.iter().position(|arm| matches!(arm, Type::Float(_))) else { return };
    let mut range: Option<FloatRange> = None;
    let mut others = 0;
    for arm in arms.iter() {
        let Some(next) = float_range(arm) else { continue };
        others += 1;
        range = Some(range.map_or(next, |range| range.hull(next)));
    }
    if let (Some(range), true) = (range, others > 1) {
        let before = arms[..at].iter().filter(|arm| float_range(arm).is_none()).count();
        arms.retain(|arm| float_range(arm).is_none());
        arms.insert(before, Type::Float(range));
    }
}

fn float_range(ty: &Type) -> Option<FloatRange> {
    match ty {
        Type::Float(range) => Some(*range),
        Type::Int(range) => Some(range.widen()),
        Type::Literal(literal) => literal.number().map(FloatRange::exactly),
        _ => None,
    }
}
