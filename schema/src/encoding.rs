//! Which texts are bytes. The type `bytes` and the run-time check ask here, so that what one takes
//! the other takes too: jsonschema's own check knows no `format: byte`, and takes padding in the
//! middle.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Whether a text is base64 of the standard alphabet (RFC 4648, section 4), with its padding.
#[must_use]
pub fn is_base64(text: &str) -> bool {
    STANDARD.decode(text).is_ok()
}
