//! A request before it leaves.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use url::Url;

use crate::{BasicUser, Credential, Limits, Refusal, Secret, Signer, Unsigned, redirect};

/// Headers that say how a message is framed and where it goes: the client's own.
const CLIENTS_OWN: [&str; 11] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "accept-encoding",
    "proxy-authorization",
];

/// One request. Credentials stand apart from URL and headers, so that the rest can be logged and
/// each secret is asked for by name.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// An `http` or `https` URL without a user part and without secrets.
    pub url: Url,
    /// Headers in order, by name; `Host`, `Content-Length`, `Accept-Encoding` and such are the
    /// client's own.
    pub headers: Vec<(String, String)>,
    /// The body; its type is one of `headers`.
    pub body: Option<Vec<u8>>,
    /// Secrets, each with its place.
    pub credentials: Vec<Credential>,
    /// Limits of the answer where they aren't the client's.
    pub limits: Option<Limits>,
}

impl Request {
    /// A request without headers, body or credentials.
    #[must_use]
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: None, credentials: Vec::new(), limits: None }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// With one more credential.
    #[must_use]
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push(credential);
        self
    }

    /// The request as it goes over the wire to one address, `elsewhere` where that is another
    /// origin than the one it was meant for. Whether its secrets may go there is decided before.
    pub(crate) fn prepare(&self, url: &Url, elsewhere: bool) -> Result<reqwest::Request, Refusal> {
        let mut url = url.clone();
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            if !elsewhere || redirect::may_go_elsewhere(name) {
                headers.append(header_name(name)?, header_value(name, value)?);
            }
        }
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        for credential in &self.credentials {
            credential.apply(&mut url, &mut headers)?;
        }
        url.set_fragment(None);
        let mut body = self.whole_body()?;
        for credential in &self.credentials {
            if let Credential::Signature { signer, .. } = credential {
                self.sign(signer, &url, &mut headers, &mut body)?;
            }
        }
        let mut prepared = reqwest::Request::new(self.method.clone(), url);
        *prepared.headers_mut() = headers;
        *prepared.body_mut() = body.map(Into::into);
        Ok(prepared)
    }

    /// Adds what a signature over all the rest is made of.
    fn sign(
        &self,
        signer: &Signer,
        url: &Url,
        headers: &mut HeaderMap,
        body: &mut Option<Vec<u8>>,
    ) -> Result<(), Refusal> {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let own = headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        let own: Vec<_> = own.collect();
        let (method, bytes) = (self.method.as_str(), body.as_deref().unwrap_or_default());
        let signed = signer.0.sign(&Unsigned { method, url, headers: &own, body: bytes });
        let signed = signed.map_err(|reason| {
            let reason = format!("it can't be signed: {reason}");
            Refusal::Malformed { what: "the request".to_owned(), reason }
        })?;
        for (name, text) in signed.headers {
            let mut value = header_value(&name, &text)?;
            value.set_sensitive(true);
            headers.insert(header_name(&name)?, value);
        }
        if signed.body.is_some() {
            *body = signed.body;
        }
        Ok(())
    }

    /// The body with its secrets.
    fn whole_body(&self) -> Result<Option<Vec<u8>>, Refusal> {
        let places: Vec<_> = self.credentials.iter().filter_map(Credential::in_body).collect();
        if places.is_empty() {
            return Ok(self.body.clone());
        }
        let malformed = |secret: &Secret| Refusal::Malformed {
            what: secret.name.escape_debug().to_string(),
            reason: "the body has no string in its place".to_owned(),
        };
        let mut body = self.body.as_deref().and_then(|it| serde_json::from_slice::<Value>(it).ok());
        for (pointer, secret) in places {
            match body.as_mut().and_then(|body| body.pointer_mut(pointer)) {
                Some(Value::String(place)) => secret.value.reveal().clone_into(place),
                _ => return Err(malformed(secret)),
            }
        }
        Ok(body.map(|body| body.to_string().into_bytes()))
    }
}

impl Credential {
    fn in_body(&self) -> Option<(&str, &Secret)> {
        match self {
            Self::Body { pointer, secret } => Some((pointer, secret)),
            Self::Header { .. }
            | Self::Query { .. }
            | Self::Basic { .. }
            | Self::Signature { .. } => None,
        }
    }

    /// Puts it into address or headers; the body is made apart.
    fn apply(&self, url: &mut Url, headers: &mut HeaderMap) -> Result<(), Refusal> {
        let (name, value) = match self {
            Self::Query { parameter, secret } => {
                url.query_pairs_mut().append_pair(parameter, secret.value.reveal());
                return Ok(());
            }
            Self::Body { .. } | Self::Signature { .. } => return Ok(()),
            Self::Header { header, format, secret } => {
                let value = format.replace("{secret}", secret.value.reveal());
                (header_name(header)?, header_value(&secret.name, &value)?)
            }
            Self::Basic { user, password } => {
                let user = match user {
                    BasicUser::Fixed(user) => user,
                    BasicUser::Secret(secret) => secret.value.reveal(),
                };
                if user.contains(':') {
                    let reason = "a user name can't hold a colon".to_owned();
                    return Err(Refusal::Malformed { what: "Authorization".to_owned(), reason });
                }
                let pair = STANDARD.encode(format!("{user}:{}", password.value.reveal()));
                (AUTHORIZATION, header_value(&password.name, &format!("Basic {pair}"))?)
            }
        };
        let mut value = value;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(())
    }
}

/// Whether a header says how a message is framed and where it goes: the connection sets it itself,
/// and a request with it is refused.
#[must_use]
pub fn is_clients_own(name: &str) -> bool {
    CLIENTS_OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn header_name(name: &str) -> Result<HeaderName, Refusal> {
    let malformed = |reason: &str| Refusal::Malformed {
        what: format!("the header `{}`", name.escape_debug()),
        reason: reason.to_owned(),
    };
    let parsed = HeaderName::try_from(name).map_err(|_| malformed("that is no header's name"))?;
    if is_clients_own(parsed.as_str()) {
        return Err(malformed("it is set by the connection itself"));
    }
    Ok(parsed)
}

/// The value of a header. Texts beyond ASCII go as UTF-8; line breaks and control characters,
/// which could begin another header, don't go at all.
fn header_value(what: &str, value: &str) -> Result<HeaderValue, Refusal> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Refusal::Malformed {
        what: what.escape_debug().to_string(),
        reason: "its value holds a line break or a control character".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get() -> Request {
        Request::new(Method::GET, "https://a.example/p?q=1#f".parse().unwrap())
    }

    fn prepared(request: &Request) -> reqwest::Request {
        request.prepare(&request.url, false).unwrap()
    }

    fn refusal(request: &Request) -> String {
        request.prepare(&request.url, false).unwrap_err().to_string()
    }

    #[test]
    fn credentials_stand_in_their_places() {
        let header = Credential::Header {
            header: "X-Key".to_owned(),
            format: "Apikey {secret}".to_owned(),
            secret: Secret::new("K", "s3"),
        };
        let query =
            Credential::Query { parameter: "key".to_owned(), secret: Secret::new("Q", "a b&c") };
        let basic = Credential::Basic {
            user: BasicUser::Fixed("me".to_owned()),
            password: Secret::new("P", "pw"),
        };
        let sent = prepared(&get().credential(header).credential(query).credential(basic));
        assert_eq!(sent.url().as_str(), "https://a.example/p?q=1&key=a+b%26c");
        assert_eq!(sent.headers()["x-key"], "Apikey s3");
        assert_eq!(sent.headers()["authorization"], "Basic bWU6cHc=");
        assert!(sent.headers()["authorization"].is_sensitive());
    }

    #[test]
    fn a_secret_takes_its_place_in_a_body_and_no_other() {
        let post = |body: &str, pointer: &str| {
            let secret = Secret::new("PASS", "a\"b\\c");
            get().body(body).credential(Credential::Body { pointer: pointer.to_owned(), secret })
        };
        let body = |request: &Request| {
            prepared(request).body().and_then(|body| body.as_bytes()).map(<[u8]>::to_vec)
        };
        let sent = body(&post(r#"{"say":"PASS","keys":["PASS"],"n":1}"#, "/keys/0"));
        assert_eq!(sent.as_deref(), Some(&br#"{"say":"PASS","keys":["a\"b\\c"],"n":1}"#[..]));
        for (text, pointer) in [(r#"{"n":1}"#, "/n"), (r#"{"n":"x"}"#, "/m"), ("n=x", "/n")] {
            let refused = refusal(&post(text, pointer));
            assert!(refused.contains("PASS") && !refused.contains("a\"b"), "{refused}");
        }
    }

    #[test]
    fn a_credential_replaces_a_header_of_its_name() {
        let request = get().header("authorization", "Bearer other");
        let sent = prepared(&request.credential(Credential::bearer(Secret::new("K", "mine"))));
        let values: Vec<_> = sent.headers().get_all("authorization").iter().collect();
        assert_eq!(values, ["Bearer mine"]);
    }

    #[test]
    fn line_breaks_never_reach_a_header() {
        assert!(refusal(&get().header("x", "a\r\nEvil: 1")).contains("line break"));
        assert!(refusal(&get().header("x\r\nEvil", "1")).contains("no header's name"));
        let broken = refusal(&get().credential(Credential::bearer(Secret::new("KEY", "canary\n"))));
        assert!(broken.contains("KEY") && !broken.contains("canary"), "{broken}");
    }

    #[test]
    fn framing_is_the_clients_own() {
        for name in ["Host", "content-length", "Transfer-Encoding", "connection"] {
            assert!(refusal(&get().header(name, "1")).contains("itself"), "{name}");
        }
    }

    #[test]
    fn a_colon_would_move_the_password() {
        let user = BasicUser::Secret(Secret::new("U", "a:b"));
        let basic = Credential::Basic { user, password: Secret::new("P", "pw") };
        assert!(refusal(&get().credential(basic)).contains("colon"));
    }

    #[test]
    fn another_origin_is_told_little() {
        let request = get().header("Accept", "text/html").header("Idempotency-Key", "k");
        let there = request.prepare(&"https://b.example/".parse().unwrap(), true).unwrap();
        assert!(there.headers().contains_key("accept"));
        assert!(!there.headers().contains_key("idempotency-key"));
    }
}
