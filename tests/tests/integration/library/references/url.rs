//! `std.url`, beside the crates `url` and `percent-encoding`.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use proptest::{collection::vec, prop_assert_eq, strategy::Strategy};
use serde_json::json;
use url::Url;

use super::{Applied, runner};

/// Addresses that are written as the crate writes them, dots, queries and fragments among them.
fn addresses() -> impl Strategy<Value = String> {
    let host = "(www\\.)?[a-z]{1,6}\\.(com|org)(:8080)?";
    let path = vec("[a-z0-9]{1,3}", 0..4).prop_map(|it| format!("/{}", it.join("/")));
    let query = "(\\?[a-z]=[a-z0-9]{0,3}(&[a-z]=[a-z]{0,2})?)?";
    (host, path, query, "(#[a-z]{1,3})?")
        .prop_map(|(host, path, query, end)| format!("https://{host}{path}{query}{end}"))
}

#[test]
fn what_is_percent_encoded_is_read_as_the_crate_does() {
    let applied = Applied::new("url", "decoded", "t: string", "string", "decoded(t)");
    let check = |text: String| {
        let encoded = utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string();
        prop_assert_eq!(applied.of(json!({ "t": encoded })), json!(text));
        let read = percent_decode_str(&text).decode_utf8();
        if let Ok(read) = read {
            prop_assert_eq!(applied.of(json!({ "t": text })), json!(read));
        }
        Ok(())
    };
    runner().run(&"[a%2fFc3é€🍵 \u{0}]{0,20}", check).expect("it is what the crate says");
}

#[test]
fn no_bytes_are_too_wild_to_be_read() {
    let applied = Applied::new("url", "decoded", "t: string", "string", "decoded(t)");
    let check = |bytes: Vec<u8>| {
        let encoded: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        let found = applied.of(json!({ "t": encoded }));
        // How many bytes one mark stands for is nobody's business.
        let bare = |text: &str| text.replace('\u{fffd}', "");
        let expected = bare(&String::from_utf8_lossy(&bytes));
        prop_assert_eq!(bare(found.as_str().expect("it is a text")), expected);
        Ok(())
    };
    runner().run(&vec(0..=255_u8, 0..12), check).expect("it is what Rust says");
}

#[test]
fn addresses_have_the_parts_that_the_crate_sees() {
    let applied = Applied::new(
        "url",
        "host, is_web, parts",
        "u: string",
        "json",
        "[parts(u).scheme, host(u), parts(u).port, parts(u).path, parts(u).query, \
         parts(u).fragment, is_web(u)]",
    );
    let check = |address: String| {
        let url = Url::parse(&address).expect("it is an address");
        let port = url.port().map(|port| port.to_string()).unwrap_or_default();
        let expected = json!([
            url.scheme(),
            url.host_str(),
            port,
            url.path(),
            url.query().unwrap_or_default(),
            url.fragment().unwrap_or_default(),
            true,
        ]);
        prop_assert_eq!(applied.of(json!({ "u": address })), expected);
        Ok(())
    };
    runner().run(&addresses(), check).expect("it is what the crate says");
}

#[test]
fn links_lead_where_the_crate_says() {
    let applied = Applied::new("url", "resolved", "u: url, l: string", "string", "resolved(u, l)");
    let links = "(/|//[a-z]{2}\\.org)?((\\.|\\.\\.|[a-z]{1,2})/){0,3}(\\.|\\.\\.|[a-z]{0,2})(\\?[a-z]{1,2})?(#[a-z])?";
    let check = |(address, link): (String, String)| {
        // The crate keeps an empty fragment or path apart; browsers' users don't see it.
        let expected = Url::parse(&address).unwrap().join(&link).unwrap();
        let found = applied.of(json!({ "u": address, "l": link }));
        let found = Url::parse(found.as_str().expect("it is a text")).expect("it is an address");
        prop_assert_eq!(found, expected, "{} {}", address, link);
        Ok(())
    };
    runner().run(&(addresses(), links), check).expect("it is what the crate says");
}

#[test]
fn fields_of_a_query_are_written_and_found() {
    let applied = Applied::new(
        "url",
        "query_value, with_query",
        "u: url, n: string, f: map<string>",
        "json",
        "[with_query(u, f), query_value(with_query(u, f), n)]",
    );
    let check = |(address, name, value): (String, String, String)| {
        let found = applied.of(json!({ "u": address, "n": name, "f": { name.as_str(): value } }));
        let url = Url::parse(found[0].as_str().expect("it is a text")).expect("it is an address");
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs.last(), Some(&(name.clone(), value)));
        let first = pairs.iter().find(|it| it.0 == name).map(|it| &it.1);
        prop_assert_eq!(found[1].as_str(), first.map(String::as_str));
        Ok(())
    };
    let inputs = (addresses(), "[a-z&é]{1,3}", "[a-z =&+é%]{0,6}");
    runner().run(&inputs, check).expect("it is what the crate says");
}

#[test]
fn one_page_has_one_key_and_cleaning_twice_is_cleaning_once() {
    let applied = Applied::new(
        "url",
        "cleaned, page_key",
        "u: url, v: url",
        "bool",
        "page_key(u) == page_key(v) && cleaned(cleaned(v)) == cleaned(v)",
    );
    let check = |address: String| {
        let bare = address.split('#').next().unwrap_or_default();
        let mark = if bare.contains('?') { '&' } else { '?' };
        let tracked = format!("{bare}{mark}utm_source=x&gclid=y#top").replace("https", "http");
        prop_assert_eq!(applied.of(json!({ "u": address, "v": tracked })), json!(true));
        Ok(())
    };
    runner().run(&addresses(), check).expect("it holds");
}
