//! A secret goes to a trusted origin and nowhere else.

use orchestra_net::{
    BasicUser, Client, ClientOptions, Credential, Error, Method, Refusal, Request, Secret,
};

use crate::server::{Server, Silent, answer};
use crate::{client, get, options, send, url};

/// A client that asks this proxy for everything, so that whatever leaves is seen.
fn proxied(proxy: &str) -> ClientOptions {
    ClientOptions { proxy: Some(url(proxy)), ..options(&[]) }
}

fn with_key(address: &str) -> Request {
    get(address).credential(Credential::bearer(Secret::new("A_KEY", "canary-value")))
}

#[test]
fn an_untrusted_origin_gets_no_secret_and_no_connection() {
    let listener = Silent::listen();
    let mut options = proxied(&listener.origin);
    options.trust.grant("A_KEY", "https://a.example".parse().unwrap());
    let client = Client::new(options).unwrap();
    for (address, named) in [
        ("https://evil.example/", "orchc trust A_KEY https://evil.example"),
        ("https://a.example:8443/", "orchc trust A_KEY https://a.example:8443"),
        ("https://sub.a.example/", "orchc trust A_KEY https://sub.a.example"),
    ] {
        let Err(Error::Refused(refusal)) = send(&client, with_key(address)) else {
            panic!("{address} was not refused")
        };
        assert!(refusal.hint().unwrap().contains(named), "{refusal:?}");
        assert!(!format!("{refusal} {refusal:?}").contains("canary"));
    }
    // The same is told before there is a request, without a value.
    let check = |address, secret| client.check(&url(address), [secret]);
    assert_eq!(check("https://a.example/", "A_KEY"), Ok(()));
    assert!(matches!(
        check("https://evil.example/", "A_KEY"),
        Err(Refusal::UntrustedOrigin { .. })
    ));
    assert!(matches!(check("http://10.0.0.1/", "A_KEY"), Err(Refusal::PlainHttp { .. })));
    assert!(client.check(&url("http://10.0.0.1/"), []).is_err());
    let other =
        Credential::Query { parameter: "k".to_owned(), secret: Secret::new("OTHER_KEY", "canary") };
    assert!(send(&client, get("https://a.example/").credential(other)).is_err());
    let user = BasicUser::Secret(Secret::new("AWS_SECRET_ACCESS_KEY", "canary"));
    let basic = Credential::Basic { user, password: Secret::new("A_KEY", "canary") };
    assert!(send(&client, get("https://a.example/").credential(basic)).is_err());
}

#[test]
fn plain_http_carries_no_secret_even_where_it_is_trusted() {
    let listener = Silent::listen();
    let mut options = proxied(&listener.origin);
    options.trust.grant("A_KEY", "http://a.example".parse().unwrap());
    let result = send(&Client::new(options).unwrap(), with_key("http://a.example/"));
    assert!(matches!(result, Err(Error::Refused(Refusal::PlainHttp { .. }))), "{result:?}");
}

#[test]
fn a_trusted_origin_is_asked_for_through_the_proxy_without_the_secret() {
    let proxy = Server::start(|_| answer("502 Bad Gateway", &[], b""));
    let mut options = proxied(&proxy.origin);
    options.trust.grant("A_KEY", "https://a.example".parse().unwrap());
    let error = send(&Client::new(options).unwrap(), with_key("https://a.example/")).unwrap_err();
    assert!(error.surely_never_arrived(), "{error:?}");
    let received = proxy.received();
    assert_eq!(received[0].line, "CONNECT a.example:443 HTTP/1.1");
    assert!(!format!("{received:?}").contains("canary"));
}

#[test]
fn a_proxy_is_not_asked_for_this_machine() {
    let proxy = Silent::listen();
    let server = Server::start(|_| answer("200 OK", &[], b""));
    let mut options = proxied(&proxy.origin);
    options.rules.allow_loopback(server.origin.parse().unwrap());
    let response = send(&Client::new(options).unwrap(), with_key(&server.origin)).unwrap();
    assert_eq!(response.status, 200);
}

#[test]
fn private_addresses_are_not_asked_for_through_a_proxy_either() {
    let listener = Silent::listen();
    let client = Client::new(proxied(&listener.origin)).unwrap();
    for address in [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://localhost/",
        "http://0/",
    ] {
        let result = send(&client, get(address));
        assert!(matches!(result, Err(Error::Refused(Refusal::Address { .. }))), "{address}");
    }
}

#[test]
fn loopback_that_nobody_named_is_not_reached() {
    let listener = Silent::listen();
    let named = Server::start(|_| answer("200 OK", &[], b""));
    let client = client(&[&named.origin]);
    for origin in [listener.origin.clone(), listener.origin.replace("127.0.0.1", "localhost")] {
        let error = send(&client, get(&origin)).unwrap_err();
        assert!(error.surely_never_arrived());
        let Error::Refused(refusal) = error else { panic!("{error:?}") };
        assert!(refusal.hint().unwrap().contains("orchc trust --private"), "{refusal}");
    }
}

#[test]
fn an_address_with_a_password_or_another_scheme_is_refused() {
    let client = client(&[]);
    for address in ["http://user:canary@a.example/", "ftp://a.example/", "file:///etc/passwd"] {
        let error = send(&client, Request::new(Method::GET, url(address))).unwrap_err();
        assert!(matches!(error, Error::Refused(Refusal::Url(_))), "{error:?}");
        assert!(!error.to_string().contains("canary"));
    }
}

#[test]
fn what_was_sent_is_struck_out_afterwards() {
    let server = Server::start(|_| answer("401 Unauthorized", &[], b"bad key canary-value"));
    let options = options(&[&server.origin]);
    let redactor = options.redactor.clone();
    let client = Client::new(options).unwrap();
    assert_eq!(redactor.strike("canary-value"), "canary-value");
    let response = send(&client, with_key(&server.origin)).unwrap();
    let text = String::from_utf8(response.body).unwrap();
    assert_eq!(redactor.strike(&text), "bad key [redacted A_KEY]");
}

#[test]
fn an_error_never_holds_the_secret_of_its_url() {
    let server = Server::serve(|_, _| Ok(()));
    let key = Credential::Query {
        parameter: "k".to_owned(),
        secret: Secret::new("A_KEY", "canary-value"),
    };
    let error = send(&client(&[&server.origin]), get(&server.origin).credential(key)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    assert!(server.received()[0].line.contains("canary-value"));
}
