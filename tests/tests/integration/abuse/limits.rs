//! Answers that are too much.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use orchestra_tests::server::{Answer, Server};

use super::victim::{Victim, asks, nested, reading};

const MIB: usize = 1 << 20;

/// Runs against a server that answers so; the job fails, for this reason.
fn assert_too_much(
    answer: impl Fn() -> Answer + Send + Sync + 'static,
    kind: &str,
    words: &[&str],
) {
    let server = Server::start(move |_, _| answer());
    let victim = Victim::new(&[reading("much", &server.url())], &asks("much"));
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{} bytes", ran.stdout.len());
    let told = format!("`second` ({kind})");
    assert!(ran.stderr.contains(&told), "{ran:#?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word} {ran:#?}");
    }
    assert!(ran.stderr.len() < 10_000, "what is shown is cut");
}

#[test]
fn an_answer_of_more_than_32_mib_is_not_read() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    let text = || format!("\"{}\"", "x".repeat(32 * MIB));
    let sized = move || format!("{head}content-length: {}\r\n\r\n{}", text().len(), text());
    assert_too_much(move || Answer::Raw(sized().into_bytes()), "invalid_output", &["32 MiB"]);
    // Without saying so before.
    let unsized_ = move || format!("{head}\r\n{}", text());
    assert_too_much(move || Answer::Raw(unsized_().into_bytes()), "invalid_output", &["32 MiB"]);
}

#[test]
fn nor_is_one_that_unpacks_to_more() {
    let bomb = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..64 {
            encoder.write_all(&vec![b' '; MIB]).unwrap();
        }
        encoder.finish().unwrap()
    };
    assert!(bomb.len() < MIB);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\
         content-length: {}\r\n\r\n",
        bomb.len()
    );
    let answer = [head.into_bytes(), bomb].concat();
    assert_too_much(move || Answer::Raw(answer.clone()), "invalid_output", &["much.get"]);
}

#[test]
fn nor_is_one_that_is_nested_deeper_than_128() {
    assert_too_much(|| Answer::json(&nested(200)), "invalid_output", &["much.get"]);
    assert_too_much(|| Answer::json(&nested(1_000_000)), "invalid_output", &["much.get"]);
    let server = Server::start(|_, _| Answer::json(&nested(100)));
    let victim = Victim::new(&[reading("deep", &server.url())], &asks("deep"));
    let ran = victim.run(&["run", "main.orch"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
}

#[test]
fn an_answer_without_end_is_given_up() {
    let lines = "x-more: yes\r\n".repeat(100_000);
    let head = move || format!("HTTP/1.1 200 OK\r\n{lines}");
    assert_too_much(move || Answer::Raw(head().into_bytes()), "network", &[]);
}
