//! Methods of datetimes, beside those of texts. An engine can't tell them from texts, so that
//! plans name them in full.

use orchestra_plan::shape::Format;

use super::{Call, Expected, Row, a_string, nothing, row};
use crate::types::Type;

pub(super) static ROWS: &[Row] = &[
    Row {
        plan_name: "datetime.plus",
        ..row("plus", &["duration"], a_duration, |_, _| Ok(Type::format(Format::Datetime)))
    },
    Row {
        plan_name: "datetime.minus",
        ..row("minus", &["duration"], a_duration, |_, _| Ok(Type::format(Format::Datetime)))
    },
    Row {
        plan_name: "datetime.format",
        ..row("format", &["strftime"], a_string, |_, _| Ok(Type::string()))
    },
    Row {
        plan_name: "datetime.date",
        ..row("date", &[], nothing, |_, _| Ok(Type::format(Format::Date)))
    },
];

fn a_duration(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Value(Type::Duration)
}
