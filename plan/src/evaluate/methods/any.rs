//! Methods of any value.

use super::{Call, Outcome};
use crate::value::Value;

pub(super) fn call(call: &mut Call<'_, '_, '_>, of: &Value) -> Outcome {
    call.run.spend_walk(of)?;
    match call.name {
        "to_json" => call.written(of.to_json().to_string()),
        "to_text" => call.written(of.to_text()),
        "hash" => call.written(of.hash().to_string()),
        _ => Ok(None),
    }
}
