//! The entries in the binary: their names, and their texts as they were when it was built.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The slug and the text of every embedded subnet, sorted.
pub(crate) fn subnets() -> &'static [(&'static str, &'static str)] {
    SUBNETS
}

/// The name and the text of every embedded family, sorted.
pub(crate) fn families() -> &'static [(&'static str, &'static str)] {
    FAMILIES
}
