//! What the operations of `sys` take and yield.

use std::sync::Arc;

use orchestra_plan::{node::SysOperation, shape::Format};

use crate::types::{Field, Finite, FloatRange, RecordType, Type};

/// The operations of `sys`, as they are written.
pub const SYS_OPERATIONS: [&str; 8] =
    ["now", "uuid", "random", "sleep", "log", "approve", "read_file", "write_file"];

/// What an operation of `sys` is.
#[derive(Clone, Debug, PartialEq)]
pub struct SysTypes {
    /// Which one.
    pub operation: SysOperation,
    /// What it takes.
    pub input: Type,
    /// What it answers.
    pub output: Type,
}

/// What `sys.name` takes and yields; none where there is no such operation.
#[must_use]
pub fn sys_types(name: &str) -> Option<SysTypes> {
    let field = |name: &str, ty: Type| Field { name: name.into(), ty, optional: false };
    let record = |fields: Vec<Field>| Type::Record(Arc::new(RecordType { fields, rest: None }));
    let text = |name: &str| field(name, Type::string());
    let (operation, input, output) = match name {
        "now" => (SysOperation::Now, record(vec![]), Type::format(Format::Datetime)),
        "uuid" => (SysOperation::Uuid, record(vec![]), Type::format(Format::Uuid)),
        "random" => {
            let unit = FloatRange { min: Finite::new(0.0), max: Finite::new(1.0) };
            (SysOperation::Random, record(vec![]), Type::Float(unit))
        }
        "sleep" => (SysOperation::Sleep, record(vec![field("for", Type::Duration)]), Type::Null),
        "log" => (SysOperation::Log, record(vec![text("message")]), Type::Null),
        "read_file" => (SysOperation::ReadFile, record(vec![text("path")]), Type::string()),
        "write_file" => {
            (SysOperation::WriteFile, record(vec![text("path"), text("text")]), Type::Null)
        }
        "approve" => {
            let expires = Field { optional: true, ..field("expires", Type::Duration) };
            let said = || Type::string().null_or();
            let answer = [("approved", Type::Bool), ("by", said()), ("note", said())];
            (
                SysOperation::Approve,
                record(vec![text("prompt"), expires]),
                record(answer.map(|(name, ty)| field(name, ty)).to_vec()),
            )
        }
        _ => return None,
    };
    Some(SysTypes { operation, input, output })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_that_is_listed_has_its_types() {
        let untyped: Vec<_> =
            SYS_OPERATIONS.into_iter().filter(|name| sys_types(name).is_none()).collect();
        assert_eq!(untyped, [] as [&str; 0]);
    }
}
