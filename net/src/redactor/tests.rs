//! Every form in which a value may turn up.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::*;

const VALUE: &str = r#"sk-9/Zä+"x\y ü😀=&%?'<"#;

fn redactor() -> Redactor {
    let redactor = Redactor::default();
    redactor.add("KEY", VALUE);
    redactor
}

#[track_caller]
fn assert_struck(text: &str) {
    let struck = redactor().strike(&format!("before {text} after")).into_owned();
    assert_eq!(struck, "before [redacted KEY] after", "from {text}");
}

#[test]
fn the_value_itself() {
    assert_struck(VALUE);
    let twice = redactor().strike(&format!("{VALUE}{VALUE}")).into_owned();
    assert_eq!(twice, "[redacted KEY][redacted KEY]");
}

#[test]
fn percent_encoded_in_either_case_and_as_a_form_and_twice() {
    let encoded = utf8_percent_encode(VALUE, NON_ALPHANUMERIC).to_string();
    assert_struck(&encoded);
    assert_struck(&encoded.to_lowercase().replace("sk%2d9%2fz", "sk%2d9%2fZ"));
    assert_struck(&utf8_percent_encode(&encoded, NON_ALPHANUMERIC).to_string());
    let form = url::form_urlencoded::byte_serialize(VALUE.as_bytes()).collect::<String>();
    assert_struck(&form);
    let mut url = url::Url::parse("http://a.example").unwrap();
    url.query_pairs_mut().append_pair("k", VALUE);
    assert_eq!(redactor().strike(url.as_str()), "http://a.example/?k=[redacted KEY]");
}

#[test]
fn escaped_as_in_json_and_in_json_inside_json() {
    for escaped in [
        r#"sk-9/Zä+\"x\\y ü😀=&%?'<"#,
        r#"sk-9\/Z\u00e4+\"x\\y \u00FC\ud83d\ude00=\u0026%?'\u003c"#,
        r#"sk-9/Zä+\\\"x\\\\y ü😀=&%?'<"#,
        r#"sk-9\\/Z\\u00e4+\\\"x\\\\y \\u00fc\\ud83d\\ude00=&%?'<"#,
    ] {
        assert_struck(escaped);
    }
    let debug = format!("{VALUE:?}");
    assert_struck(&debug[1..debug.len() - 1]);
}

#[test]
fn escaped_as_in_html() {
    assert_struck(r"sk-9/Zä+&quot;x\y ü😀=&amp;%?&#39;&lt;");
    assert_struck(r"sk-9&#x2F;Zä+&#34;x\y ü😀=&amp;%?&apos;&#60;");
}

#[test]
fn line_breaks_inside_a_value() {
    let redactor = Redactor::default();
    redactor.add("PEM", "line one\nline\ttwo");
    for text in ["line one\nline\ttwo", r"line one\nline\ttwo", "line+one%0Aline%09two"] {
        assert_eq!(redactor.strike(text), "[redacted PEM]");
    }
}

#[test]
fn base64_alone_and_inside_a_longer_text_at_every_offset() {
    for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
        assert_struck(&engine.encode(VALUE));
        for before in ["u", "us", "use", "user:"] {
            for after in ["", "x", "xy"] {
                let text = engine.encode(format!("{before}{VALUE}{after}"));
                let struck = redactor().strike(&text).into_owned();
                assert!(struck.contains("[redacted KEY]"), "{before} {after}: {struck}");
                let left = struck.replace("[redacted KEY]", "");
                assert!(left.len() <= 16, "too much is left: {left}");
            }
        }
    }
}

#[test]
fn a_hostile_answer_is_gone_through_in_its_own_time() {
    let redactor = Redactor::default();
    redactor.add("KEY", "canary-value");
    let slashes = "\\".repeat(200_000);
    assert_eq!(redactor.strike(&slashes), slashes);
    let encoded = STANDARD_NO_PAD.encode("canary-value");
    for (many, one) in [("canary-value ", encoded.as_str()), (&encoded, "canary-value")] {
        let struck =
            redactor.strike(&format!("{} {one}", format!("{many} ").repeat(100_000))).into_owned();
        assert_eq!(struck.matches("[redacted KEY]").count(), 100_001);
        assert!(!struck.contains("canary") && !struck.contains(&encoded));
    }
}

#[test]
fn other_texts_stay_as_they_are_and_are_not_copied() {
    let redactor = redactor();
    for text in
        ["", "sk-9/Z", "sk-9%", "% \\ & + %2 \\u &#x", "sk-9/Zä+\\", "😀ä", "sk-9/Zä+&#;", "%25%25"]
    {
        assert!(matches!(redactor.strike(text), Cow::Borrowed(same) if same == text), "{text}");
    }
}

#[test]
fn the_longer_of_two_values_wins() {
    let redactor = Redactor::default();
    redactor.add("SHORT", "abcdef");
    redactor.add("LONG", "abcdefghijkl");
    assert_eq!(redactor.strike("abcdefghijkl abcdef"), "[redacted LONG] [redacted SHORT]");
}

#[test]
fn what_is_too_short_to_hide_is_left() {
    let redactor = Redactor::default();
    redactor.add("TINY", "abc");
    redactor.add("EMPTY", " ");
    assert_eq!(redactor.strike("abc "), "abc ");
}

#[test]
fn clones_share_what_they_know_and_show_names_only() {
    let redactor = Redactor::default();
    redactor.clone().add("KEY", "canary-value");
    assert_eq!(redactor.strike("canary-value"), "[redacted KEY]");
    assert_eq!(format!("{redactor:?}"), r#"["KEY"]"#);
}
