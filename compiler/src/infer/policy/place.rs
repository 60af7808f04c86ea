//! Where policies stand, and which: one table, read by the check and by editors.

/// A place where policies stand.
#[derive(Clone, Copy, Debug)]
pub struct PolicyPlace {
    /// As messages name it: "a call of an operation".
    pub words: &'static str,
    /// The names of the policies that it takes.
    pub takes: &'static [&'static str],
}

impl PolicyPlace {
    /// A call of an operation.
    pub const OPERATION: Self = Self {
        words: "a call of an operation",
        takes: &["retry", "timeout", "deadline", "budget", "price", "cache", "verify", "name"],
    };
    /// A call of a capability.
    pub const CAPABILITY: Self = Self {
        words: "a call of a capability",
        takes: &[
            "retry",
            "timeout",
            "deadline",
            "budget",
            "price",
            "cache",
            "verify",
            "name",
            "route",
            "fallbacks",
            "hedge",
            "quorum",
        ],
    };
    /// A call of a template.
    pub const TEMPLATE_CALL: Self =
        Self { words: "a call of a template", takes: &["budget", "deadline", "name"] };
    /// A call of `sys`.
    pub const SYS: Self = Self { words: "a call of `sys`", takes: &["name"] };
    /// A `for`.
    pub const FOR: Self = Self { words: "`for`", takes: &["parallel", "on_error"] };
    /// A `repeat`.
    pub const REPEAT: Self = Self { words: "`repeat`", takes: &["deadline"] };
    /// A template, for all calls written in it.
    pub const TEMPLATE: Self = Self {
        words: "a template",
        takes: &["budget", "deadline", "retry", "timeout", "cache", "route"],
    };

    /// The fields of `retry`, where it is a record.
    pub const RETRY_FIELDS: &'static [&'static str] = &super::retry::FIELDS;
    /// The fields of `quorum`.
    pub const QUORUM_FIELDS: &'static [&'static str] = &super::beside::FIELDS;
}
