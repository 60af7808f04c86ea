//! Types: what they are, how they fit, what operators and methods make of them.
//!
//! A [`Type`] is a plain value, cheap to clone, and knows of sources only which items declare its
//! names. Names are structural: a [`Named`] stands for what a [`TypeEnvironment`] expands it to, and is
//! kept apart only so that a type may contain itself and messages may say its name. Bounds are optional everywhere: `None`
//! is *unbounded*, never a guess.
//!
//! One pass, one file: whether a value fits ([`fit`]), the common type of several ([`common_type`]),
//! what a match leaves over ([`narrow`]), what methods and operators yield ([`methods`],
//! [`operators`]), and the ways in and out: from JSON Schema ([`import`]), to JSON Schema
//! ([`export`]), to what an engine checks ([`shape`]).

use std::sync::Arc;

use orchestra_plan::shape::Format;

use crate::items::ItemId;

pub mod common_type;
mod construct;
pub(crate) mod display;
pub(crate) mod effort;
pub mod export;
pub mod fit;
pub mod generic;
pub mod given;
pub mod import;
pub mod methods;
pub mod narrow;
pub mod notation;
pub mod operators;
mod overlap;
pub mod placeholder;
mod recursive;
pub mod secrets;
pub mod shape;
mod size;
pub mod sizeless;
pub mod solve;
#[cfg(test)]
pub(crate) mod testing;
mod view;

/// What values an expression may have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// What has no type for a mistake's sake, which has been reported. Fits everything, silently.
    Error,
    /// No value at all: `fail`.
    Never,
    /// Null.
    Null,
    /// `true` and `false`.
    Bool,
    /// Any JSON value.
    Json,
    /// Integers.
    Int(IntRange),
    /// Finite floats.
    Float(FloatRange),
    /// Texts.
    String(Arc<StringType>),
    /// Durations.
    Duration,
    /// Amounts; of one currency, where it is known.
    Money(Option<Arc<str>>),
    /// A text that is never shown.
    Secret,
    /// One value.
    Literal(Literal),
    /// Lists.
    List(Arc<ListType>),
    /// Lists of fixed length.
    Tuple(Arc<[Type]>),
    /// Objects with arbitrary keys.
    Map(Arc<Type>),
    /// Objects with known fields.
    Record(Arc<RecordType>),
    /// One of several; flat, without `Never`, at least two arms. `T?` is a union with [`Type::Null`].
    Union(Arc<[Type]>),
    /// A type by its name.
    Named(Arc<Named>),
    /// A type parameter, by its name: any type that holds no secret, the same in one use of what
    /// declares it. Its values may be null; of `T?`, one arm is this.
    Parameter(Arc<str>),
}

/// A range of integers, ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IntRange {
    /// The least.
    pub min: Option<i64>,
    /// The greatest.
    pub max: Option<i64>,
}

/// A range of floats, ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FloatRange {
    /// The least.
    pub min: Option<Finite>,
    /// The greatest.
    pub max: Option<Finite>,
}

/// A finite float, never `-0.0`; equal by its bits.
#[derive(Clone, Copy, Debug)]
pub struct Finite(f64);

/// Lengths, ends included: code points of a text, items of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// The least.
    pub min: u64,
    /// The greatest.
    pub max: Option<u64>,
}

/// Texts of a length, of a format, that all patterns match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StringType {
    /// In code points.
    pub length: Size,
    /// Regular expressions, unanchored.
    pub patterns: Vec<Arc<str>>,
    /// The format.
    pub format: Option<Format>,
}

/// One value of a scalar type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A float.
    Float(Finite),
    /// A text.
    String(Arc<str>),
}

/// Lists of a size.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListType {
    /// The type of each item; [`Type::Never`] in the empty list's.
    pub item: Type,
    /// How many.
    pub size: Size,
}

/// Objects with known fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RecordType {
    /// In the order of the declaration. Names are unique.
    pub fields: Vec<Field>,
    /// The type of further fields; none: there are none.
    pub rest: Option<Type>,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type where it is there.
    pub ty: Type,
    /// Whether it may be absent; it then reads as `T?`.
    pub optional: bool,
}

/// A type's name, with what tells it from others of the same name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Named {
    /// As messages show it.
    pub name: Arc<str>,
    /// What it names.
    pub id: NamedId,
}

/// What a type's name names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NamedId {
    /// A `type` or `enum` of a source.
    Item {
        /// What declares it.
        item: ItemId,
        /// Its name there.
        name: Arc<str>,
        /// What its type parameters stand for, one each.
        arguments: Arc<[Type]>,
    },
    /// A part of a JSON Schema that contains itself: `desearch.web_search:input`, and its pointer.
    Definition {
        /// Which schema.
        schema: Arc<str>,
        /// The JSON pointer to the part.
        pointer: Arc<str>,
    },
}

/// What names stand for.
pub trait TypeEnvironment {
    /// The type behind a name, one step; [`Type::Error`] where there is none.
    fn expand(&self, named: &Named) -> Type;
}
