//! What a schema asks of a value, keyword by keyword.

use serde_json::Value;

use super::{
    known::{Known, Node, Types, types_of},
    misfit::What,
    prover::Prover,
};

/// Marks that give a value another type in the language, whatever values there are.
const MARKS: [&str; 3] = ["x-secret", "x-large", "contentEncoding"];

/// Keywords that ask nothing, or are asked together with another one.
const SILENT: [&str; 16] = [
    "$schema",
    "$id",
    "$anchor",
    "$vocabulary",
    "$defs",
    "definitions",
    "components",
    "discriminator",
    "nullable",
    "then",
    "else",
    "patternProperties",
    "additionalProperties",
    "items",
    "minContains",
    "maxContains",
];

impl<'a> Prover<'a> {
    /// Whether a value bears the marks of a schema.
    pub(super) fn marks_fit(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let mut fit = true;
        for mark in MARKS {
            let Some(asked) = to.get(mark).filter(|asked| **asked != Value::Bool(false)) else {
                continue;
            };
            if !known.all(mark).any(|told| told == asked) {
                self.miss(asked, known.all(mark).next(), What::Mark(mark));
                fit = false;
            }
        }
        fit
    }

    /// Whether a value fits all keywords of a schema. All that don't fit are noted.
    pub(super) fn keywords_fit(&mut self, known: &Known<'a>, to: Node<'a>) -> bool {
        let fields = match to.schema {
            Value::Object(fields) => fields,
            Value::Bool(true) => return true,
            _ => {
                self.miss(to.schema, known.atoms.first().map(|atom| atom.schema), What::Nothing);
                return false;
            }
        };
        if !known.types.is_within(types_of(to)) {
            let from = known.all("type").next().or_else(|| known.atoms.last().map(|it| it.schema));
            let at = ["type", "const", "enum", "multipleOf"].iter().find_map(|it| to.get(it));
            self.miss(at.unwrap_or(to.schema), from, What::Type);
            return false;
        }
        let mut fit = self.fields_fit(known, to) & self.items_fit(known, to);
        for (keyword, asked) in fields {
            fit &= self.keyword_fits(known, to, keyword, asked);
        }
        fit
    }

    fn keyword_fits(
        &mut self,
        known: &Known<'a>,
        to: Node<'a>,
        keyword: &'a str,
        asked: &'a Value,
    ) -> bool {
        match keyword {
            "type" | "properties" | "prefixItems" => true,
            keyword if SILENT.contains(&keyword) || MARKS.contains(&keyword) => true,
            // Of values that can be counted this isn't asked.
            "const" | "enum" => {
                let from =
                    known.all("type").next().or_else(|| known.atoms.last().map(|it| it.schema));
                self.miss(asked, from, What::Listed);
                false
            }
            "minimum" => self.bound_fits(known, to, "minimum"),
            "maximum" => self.bound_fits(known, to, "maximum"),
            "exclusiveMinimum" => self.bound_fits(known, to, "exclusiveMinimum"),
            "exclusiveMaximum" => self.bound_fits(known, to, "exclusiveMaximum"),
            "multipleOf" => self.step_fits(known, to, asked),
            "minLength" => self.count_fits(known, to, "minLength", Types::STRING, None),
            "maxLength" => self.count_fits(known, to, "maxLength", Types::STRING, None),
            "pattern" => self.text_fits(known, to, "pattern"),
            "format" => self.text_fits(known, to, "format"),
            "minItems" => self.count_fits(known, to, "minItems", Types::ARRAY, None),
            "maxItems" => {
                let most = Self::most_items(known);
                self.count_fits(known, to, "maxItems", Types::ARRAY, most)
            }
            "uniqueItems" => self.unique_fits(known, to),
            "contains" => self.contains_fits(known, to),
            "required" => self.required_fits(known, to),
            "minProperties" => {
                let needed = Self::needed(known).len() as f64;
                self.count_fits(known, to, "minProperties", Types::OBJECT, Some(needed))
            }
            "maxProperties" => {
                let most = Self::most_fields(known);
                self.count_fits(known, to, "maxProperties", Types::OBJECT, most)
            }
            "propertyNames" => self.names_fit(known, to, asked),
            "dependentRequired" => self.dependent_required_fits(known, asked),
            "dependentSchemas" => self.dependent_schemas_fit(known, to, asked),
            "$ref" => match to.target() {
                Some(target) => self.fits(known, target),
                None => self.unsure(asked, "$ref"),
            },
            "allOf" => {
                let mut fit = true;
                for all in to.children("allOf") {
                    fit &= self.fits(known, all);
                }
                fit
            }
            "anyOf" => self.one_fits(known, to, "anyOf", false),
            "oneOf" => self.one_fits(known, to, "oneOf", true),
            "not" => self.not_fits(known, to, asked),
            "if" => self.condition_fits(known, to),
            "unevaluatedProperties" | "unevaluatedItems" if asked == &Value::Bool(true) => true,
            "unevaluatedProperties" if !known.types.has(Types::OBJECT) => true,
            "unevaluatedItems" if !known.types.has(Types::ARRAY) => true,
            keyword if keyword.starts_with("x-") => true,
            keyword => self.unsure(asked, keyword),
        }
    }

    /// Nothing is known that would say so.
    fn unsure(&mut self, asked: &'a Value, keyword: &'a str) -> bool {
        self.miss(asked, None, What::Unsure(keyword));
        false
    }
}
