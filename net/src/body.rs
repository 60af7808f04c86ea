//! Reading an answer within its limits, packed and unpacked.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

/// Why a body isn't whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyProblem {
    /// The connection was cut in it.
    Cut(String),
    /// It is too large or not what it says; words that follow "the answer of …".
    Unreadable(String),
}

/// The bytes on the wire, or what there was of them.
pub(crate) async fn read(
    answer: &mut reqwest::Response,
    limit: usize,
) -> (Vec<u8>, Option<BodyProblem>) {
    let mut body = Vec::new();
    let announced = answer.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return (body, Some(too_large(limit)));
    }
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                return (body, Some(too_large(limit)));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body, None),
            Err(error) => {
                return (body, Some(BodyProblem::Cut(crate::transport::root_cause(&error))));
            }
        }
    }
}

/// Undoes the content encoding. Only gzip was asked for.
pub(crate) fn unpack(
    body: Vec<u8>,
    encoding: Option<&str>,
    limit: usize,
) -> (Vec<u8>, Option<BodyProblem>) {
    let encoding = encoding.map_or(String::new(), |name| name.trim().to_ascii_lowercase());
    match encoding.as_str() {
        "" | "identity" => (body, None),
        // A HEAD's answer and a 204 name the encoding of what they don't hold.
        _ if body.is_empty() => (body, None),
        "gzip" | "x-gzip" => gunzip(&body, limit),
        other => {
            let reason = format!("is packed as `{}`, which wasn't asked for", other.escape_debug());
            (body, Some(BodyProblem::Unreadable(reason)))
        }
    }
}

fn gunzip(packed: &[u8], limit: usize) -> (Vec<u8>, Option<BodyProblem>) {
    let mut unpacked = Vec::new();
    let bound = (limit as u64).saturating_add(1);
    let outcome: io::Result<usize> =
        MultiGzDecoder::new(packed).take(bound).read_to_end(&mut unpacked);
    let problem = match outcome {
        Ok(_) if unpacked.len() > limit => {
            unpacked.truncate(limit);
            Some(too_large(limit))
        }
        Ok(_) => None,
        Err(_) => Some(BodyProblem::Unreadable("isn't valid gzip".to_owned())),
    };
    (unpacked, problem)
}

fn too_large(limit: usize) -> BodyProblem {
    const MEBIBYTE: usize = 1024 * 1024;
    let size = match limit {
        limit if limit >= MEBIBYTE && limit.is_multiple_of(MEBIBYTE) => {
            format!("{} MiB", limit / MEBIBYTE)
        }
        limit => format!("{limit} bytes"),
    };
    BodyProblem::Unreadable(format!("is larger than {size}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_undone_up_to_the_limit() {
        assert_eq!(unpack(gzip(b"hello"), Some("GZIP"), 5), (b"hello".to_vec(), None));
        let (cut, problem) = unpack(gzip(b"hello"), Some("gzip"), 4);
        assert_eq!((cut.as_slice(), problem), (&b"hell"[..], Some(too_large(4))));
    }

    #[test]
    fn members_in_a_row_are_one_body() {
        let two = [gzip(b"a"), gzip(b"b")].concat();
        assert_eq!(unpack(two, Some("gzip"), 10), (b"ab".to_vec(), None));
    }

    #[test]
    fn cut_gzip_and_foreign_encodings_are_unreadable() {
        let mut cut = gzip(b"hello");
        cut.truncate(cut.len() - 3);
        for (body, encoding) in [(cut, "gzip"), (b"x".to_vec(), "gzip"), (b"x".to_vec(), "br")] {
            let (_, problem) = unpack(body, Some(encoding), 100);
            assert!(matches!(problem, Some(BodyProblem::Unreadable(_))), "{encoding}");
        }
    }

    #[test]
    fn an_empty_body_has_nothing_to_unpack() {
        assert_eq!(unpack(Vec::new(), Some("gzip"), 0), (Vec::new(), None));
    }
}
