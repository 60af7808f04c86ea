//! Numbers, texts, truth values: where checked narrowing happens.

use orchestra_plan::shape::Format;

use super::{
    Fit, Misfit, Outcome, Problem,
    misfit::{differ, float_outside, int_outside, size_outside},
};
use crate::types::{FloatRange, IntRange, Literal, StringType, Type};

/// Fits two types that are neither names, unions nor containers.
pub(super) fn fit(from: &Type, to: &Type) -> Outcome {
    match (from, to) {
        (_, Type::Literal(literal)) => fit_to_literal(from, literal, to),
        (Type::Literal(Literal::Bool(_)), Type::Bool) => Ok(Fit::EXACT),
        (Type::Literal(Literal::String(text)), Type::String(string)) => fit_text(text, string),
        (Type::String(from), Type::String(string)) => fit_strings(from, string),
        (_, Type::Int(range)) => match int_range(from) {
            Some(found) => fit_ints(found, *range),
            None => Err(differ(from, to)),
        },
        (_, Type::Float(range)) => match (int_range(from), float_range(from)) {
            (Some(found), _) => Ok(fit_floats(found.widen(), *range)?.and(Fit::CONVERTS)),
            (None, Some(found)) => fit_floats(found, *range),
            (None, None) => Err(differ(from, to)),
        },
        _ => Err(differ(from, to)),
    }
}

fn int_range(ty: &Type) -> Option<IntRange> {
    match ty {
        Type::Int(range) => Some(*range),
        Type::Literal(Literal::Int(value)) => Some(IntRange::exactly(*value)),
        _ => None,
    }
}

fn float_range(ty: &Type) -> Option<FloatRange> {
    match ty {
        Type::Float(range) => Some(*range),
        Type::Literal(Literal::Float(value)) => Some(FloatRange::exactly(*value)),
        _ => None,
    }
}

fn fit_ints(found: IntRange, wanted: IntRange) -> Outcome {
    if wanted.holds(found) {
        Ok(Fit::EXACT)
    } else if wanted.meet(found).is_some() {
        Ok(Fit::GUARDS)
    } else {
        Err(Misfit::here(int_outside(found, wanted)))
    }
}

fn fit_floats(found: FloatRange, wanted: FloatRange) -> Outcome {
    if wanted.holds(found) {
        Ok(Fit::EXACT)
    } else if wanted.meet(found).is_some() {
        Ok(Fit::GUARDS)
    } else {
        Err(Misfit::here(float_outside(found, wanted)))
    }
}

fn fit_to_literal(from: &Type, literal: &Literal, to: &Type) -> Outcome {
    let outside = |found: String| {
        Err(Misfit::here(Problem::Outside { constraint: literal.to_string(), found }))
    };
    match (from, literal) {
        (Type::Literal(Literal::Int(found)), Literal::Float(_)) => {
            let converted = literal.number() == Literal::Int(*found).number();
            if converted { Ok(Fit::CONVERTS) } else { outside(found.to_string()) }
        }
        // Two literals of one kind; equal ones have been let through.
        (Type::Literal(found), _)
            if std::mem::discriminant(found) == std::mem::discriminant(literal) =>
        {
            outside(found.to_string())
        }
        (Type::Bool, Literal::Bool(_)) => Ok(Fit::GUARDS),
        (Type::Int(range), Literal::Int(value)) => {
            if range.holds(IntRange::exactly(*value)) {
                Ok(if range.exact().is_some() { Fit::EXACT } else { Fit::GUARDS })
            } else {
                Err(Misfit::here(int_outside(*range, IntRange::exactly(*value))))
            }
        }
        (Type::Int(range), Literal::Float(value)) => {
            Ok(fit_floats(range.widen(), FloatRange::exactly(*value))?.and(Fit::CONVERTS))
        }
        (Type::Float(range), Literal::Float(value)) => {
            fit_floats(*range, FloatRange::exactly(*value))
        }
        (Type::String(string), Literal::String(text)) => match fit_text(text, string) {
            Ok(_) => Ok(Fit::GUARDS),
            Err(_) => outside(format!("`{}`", Type::String(string.clone()))),
        },
        _ => Err(differ(from, to)),
    }
}

/// A known text.
fn fit_text(text: &str, wanted: &StringType) -> Outcome {
    let outside = |constraint: String| {
        let found = Literal::String(text.into()).to_string();
        Err(Misfit::here(Problem::Outside { constraint, found }))
    };
    let length = crate::types::Size::exactly(text.chars().count() as u64);
    if !wanted.length.holds(length) {
        return Err(Misfit::here(size_outside(length, wanted.length, "code point")));
    }
    if let Some(format) = wanted.format
        && !format.admits(text)
    {
        return outside(described(format).to_owned());
    }
    let mut fit = Fit::EXACT;
    for pattern in &wanted.patterns {
        match orchestra_plan::pattern::compile(pattern) {
            Ok(regex) if regex.is_match(text) => {}
            Ok(_) => return outside(format!("a text that matches `{pattern}`")),
            // Refused where it is written; an imported one is left to the engine.
            Err(_) => fit = Fit::GUARDS,
        }
    }
    Ok(fit)
}

fn fit_strings(found: &StringType, wanted: &StringType) -> Outcome {
    if wanted.length.meet(found.length).is_none() {
        return Err(Misfit::here(size_outside(found.length, wanted.length, "code point")));
    }
    let format_proved = match (found.format, wanted.format) {
        (_, None) => true,
        (Some(found), Some(wanted)) if found == wanted => true,
        (Some(found), Some(wanted)) if disjoint(found, wanted) => {
            return Err(Misfit::here(Problem::Outside {
                constraint: described(wanted).to_owned(),
                found: described(found).to_owned(),
            }));
        }
        _ => false,
    };
    let proved = format_proved
        && wanted.length.holds(found.length)
        && wanted.patterns.iter().all(|pattern| found.patterns.contains(pattern));
    Ok(if proved { Fit::EXACT } else { Fit::GUARDS })
}

/// Whether no text is of both formats. A mail address may look like a URL (`mailto:a@b`), and what
/// has neither `:`, `@` nor `-` may be base64.
fn disjoint(a: Format, b: Format) -> bool {
    a != b && !matches!((a, b), (Format::Url, Format::Email) | (Format::Email, Format::Url))
}

fn described(format: Format) -> &'static str {
    match format {
        Format::Url => "an absolute URL",
        Format::Datetime => "a datetime (RFC 3339, with an offset)",
        Format::Date => "a date (`YYYY-MM-DD`)",
        Format::Email => "an email address",
        Format::Uuid => "a UUID",
        Format::Bytes => "bytes in base64",
    }
}
