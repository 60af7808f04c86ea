//! An interface: all that somebody who uses a package can see of it.

use std::collections::{BTreeMap, BTreeSet};

use orchestra_plan::{Effects, bounds};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::DescribedType;

/// The version of the form that this crate reads and writes.
pub const INTERFACE_VERSION: u32 = 1;

/// What a package offers. Private items are left out, and so are tests and what lies below `tests/`,
/// which isn't published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interface {
    /// [`INTERFACE_VERSION`].
    pub interface_version: u32,
    /// By the name that `use` finds it under: `market_kit.scores`.
    pub modules: BTreeMap<String, Module>,
    /// Every type that a name in here stands for, by that name: exported ones, private ones, and
    /// those of other packages.
    pub types: BTreeMap<String, Declared>,
}

/// What a module offers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Module {
    /// By name.
    pub exports: BTreeMap<String, Export>,
    /// `search.web by desearch.web_search`
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub providers: BTreeSet<String>,
}

/// What a type's name stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// Its type parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generics: Vec<String>,
    /// What they stand in.
    #[serde(rename = "is")]
    pub ty: DescribedType,
}

/// Something that can be imported. What it documents isn't compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Export {
    /// `type`; what it is stands in [`Interface::types`].
    Type {
        /// Above it.
        documentation: String,
    },
    /// `enum`; what it is stands in [`Interface::types`].
    Enum {
        /// Above it.
        documentation: String,
    },
    /// `const`
    Constant {
        /// Above it.
        documentation: String,
        /// As written, or of its value.
        #[serde(rename = "of")]
        ty: DescribedType,
        /// In the plan's tagged notation; none where it holds a mistake.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
    },
    /// `fn`
    Function {
        /// Above it.
        documentation: String,
        /// Its type parameters.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        generics: Vec<String>,
        /// In order.
        parameters: Vec<Parameter>,
        /// Of its value.
        result: DescribedType,
    },
    /// `template`
    Template(Box<Template>),
}

/// A template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// Above it.
    pub documentation: String,
    /// In order.
    pub parameters: Vec<Parameter>,
    /// Of its value.
    pub result: DescribedType,
    /// JSON Schema of the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_schema: Option<Value>,
    /// Capabilities that it calls, itself or by other templates: `search.web`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub capabilities: BTreeSet<String>,
    /// What a job of it can touch; none where it has no plan for a mistake's sake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
    /// What a job of it comes to at most.
    pub worst: Bound,
    /// What it comes to typically.
    pub typical: Bound,
}

/// What a job may come to; what isn't bounded is none.
pub type Bound = bounds::Bound;

/// A parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Above it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// Its type.
    #[serde(rename = "of")]
    pub ty: DescribedType,
    /// Whether it may be left out: it has a default, or its type admits null.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Its default in the plan's tagged notation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// JSON Schema of its type; of a template's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
}

impl Interface {
    /// Whether `name`, with its module, is a type or enum that can be imported.
    #[must_use]
    pub fn exports_type(&self, name: &str) -> bool {
        let Some((module, item)) = name.rsplit_once('.') else { return false };
        let export = self.modules.get(module).and_then(|module| module.exports.get(item));
        matches!(export, Some(Export::Type { .. } | Export::Enum { .. }))
    }
}

impl Export {
    /// As sentences name it: "a template".
    #[must_use]
    pub const fn noun(&self) -> &'static str {
        match self {
            Self::Type { .. } => "a type",
            Self::Enum { .. } => "an enum",
            Self::Constant { .. } => "a constant",
            Self::Function { .. } => "a function",
            Self::Template(_) => "a template",
        }
    }

    /// What stands above it.
    #[must_use]
    pub fn documentation(&self) -> &str {
        match self {
            Self::Type { documentation }
            | Self::Enum { documentation }
            | Self::Constant { documentation, .. }
            | Self::Function { documentation, .. } => documentation,
            Self::Template(template) => &template.documentation,
        }
    }
}
