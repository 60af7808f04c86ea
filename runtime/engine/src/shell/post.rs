//! Sending one request and taking in its answer.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use base64::Engine as _;
use orchestra_keys::{Address, Hotkey};
use orchestra_net::{
    BasicUser, Client, Credential, Error, FailureKind, Method, Origin, Redactor, Request, Response,
    Secret, SecretText, Sign, Signer, Url,
};
use orchestra_plan::binding::{self, Auth, HOTKEY};

use super::{
    Clock, Moments,
    signing::{HotkeySigner, Protocol, S3Signer},
};
use crate::{Answer, Body, Fault, FaultKind, News, SecretPlace, Send};

/// Looks up the value of a secret by its name.
pub type SecretSource = dyn Fn(&str) -> Option<SecretText> + std::marker::Send + Sync;

/// What requests leave through.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) client: Client,
    pub(crate) redactor: Redactor,
    pub(crate) secrets: Arc<SecretSource>,
    /// By endpoint: where its requests go instead.
    pub(crate) base_urls: Arc<BTreeMap<String, String>>,
    pub(crate) clock: Clock,
    pub(crate) moments: Arc<Moments>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("base_urls", &self.base_urls).finish_non_exhaustive()
    }
}

impl Post {
    /// Sends a request and says how it ended.
    pub(super) async fn send(self, send: Send) -> News {
        let request = match self.request(&send) {
            Ok(request) => request,
            Err(message) => {
                let (kind, never_arrived) = (FaultKind::Refused, true);
                return News::Unanswered { fault: Fault { kind, message, never_arrived, took: 0 } };
            }
        };
        let left_at = self.clock.now();
        let outcome = self.client.send(request, Duration::from_millis(send.timeout)).await;
        let took = self.clock.now().since(left_at);
        match outcome {
            Ok(response) => News::Answered { answer: self.answer(response, took) },
            Err(error) => News::Unanswered { fault: self.fault(&error, took) },
        }
    }

    /// Where a path of an endpoint lies. It stays below the endpoint's address: `base` and `path`
    /// could be such that their sum names another host.
    pub(crate) fn address(&self, endpoint: &str, base: &str, path: &str) -> Result<Url, String> {
        let base = self.base_urls.get(endpoint).map_or(base, String::as_str);
        let problem = |error: &dyn fmt::Display| format!("`{endpoint}` has no address: {error}");
        let origin = |url: &Url| Origin::of(url).map_err(|error| problem(&error));
        let parsed = |text: &str| Url::parse(text).map_err(|error| problem(&error));
        let listed = parsed(base)?;
        let url = parsed(&format!("{}{path}", base.trim_end_matches('/')))?;
        if origin(&url)? != origin(&listed)? || url.username() != listed.username() {
            return Err(problem(&format!("`{path}` leads to another host")));
        }
        Ok(url)
    }

    fn request(&self, send: &Send) -> Result<Request, String> {
        let outgoing = &send.request;
        let mut url = self.address(&send.endpoint, &outgoing.base_url, &outgoing.path)?;
        if !outgoing.query.is_empty() {
            let pairs = outgoing.query.iter().map(|(name, value)| (name, value));
            url.query_pairs_mut().extend_pairs(pairs);
            if let (Some(Auth::S3 { .. }), Some(query)) = (&send.auth, url.query()) {
                // A blank that is written as a plus is a plus there.
                let query = query.replace('+', "%20");
                url.set_query(Some(&query));
            }
        }
        for (name, value) in &outgoing.query_encoded {
            let before = url.query().map(|query| format!("{query}&")).unwrap_or_default();
            url.set_query(Some(&format!("{before}{name}={value}")));
        }
        let method = Method::from_bytes(outgoing.method.as_bytes())
            .map_err(|_| format!("`{}` is no method", outgoing.method))?;
        let mut request = Request::new(method, url);
        request.headers.clone_from(&outgoing.headers);
        request.body = outgoing.body.as_ref().map(Body::bytes);
        if let Some(auth) = &send.auth {
            request.credentials.push(self.credential(auth)?);
        }
        if let Some(Auth::Axon { .. }) = &send.auth {
            // How long the miner may take, in seconds; it isn't signed.
            let seconds = Duration::from_millis(send.timeout).as_secs_f64();
            request.headers.push(("timeout".to_owned(), format!("{seconds:?}")));
        }
        for place in &outgoing.secrets {
            let secret = self.secret(place.handle())?;
            request.credentials.push(match place {
                SecretPlace::Header { name, .. } => {
                    let (header, format) = (name.clone(), "{secret}".to_owned());
                    Credential::Header { header, format, secret }
                }
                SecretPlace::Query { name, .. } => {
                    Credential::Query { parameter: name.clone(), secret }
                }
                SecretPlace::Body { pointer, .. } => {
                    Credential::Body { pointer: pointer.clone(), secret }
                }
            });
        }
        Ok(request)
    }

    fn credential(&self, auth: &Auth) -> Result<Credential, String> {
        Ok(match auth {
            Auth::Header { name, format, secret } => {
                let secret = self.secret(secret)?;
                Credential::Header { header: name.clone(), format: format.clone(), secret }
            }
            Auth::Bearer { secret } => Credential::bearer(self.secret(secret)?),
            Auth::Query { name, secret } => {
                Credential::Query { parameter: name.clone(), secret: self.secret(secret)? }
            }
            Auth::Basic { user, secret } => {
                let user = match user {
                    binding::BasicUser::Fixed { name } => BasicUser::Fixed(name.clone()),
                    binding::BasicUser::Variable { variable } => {
                        BasicUser::Secret(self.secret(variable)?)
                    }
                };
                Credential::Basic { user, password: self.secret(secret)? }
            }
            Auth::Btauth { receiver } => self.signature(Protocol::Btauth(optional(receiver)?))?,
            Auth::Epistula { receiver } => {
                self.signature(Protocol::Epistula(optional(receiver)?))?
            }
            Auth::Axon { receiver } => self.signature(Protocol::Axon(address(receiver)?))?,
            Auth::S3 { key_id, secret, region } => {
                let (key_id, secret) = (self.secret(key_id)?, self.secret(secret)?);
                let signer = S3Signer {
                    key_id: key_id.value.clone(),
                    secret: secret.value.clone(),
                    region: region.clone(),
                    moments: Arc::clone(&self.moments),
                };
                signed_with(vec![key_id, secret], signer)
            }
        })
    }

    /// A signature by the user's hotkey.
    fn signature(&self, protocol: Protocol) -> Result<Credential, String> {
        let text = self.secret_text(HOTKEY).ok_or("there is no hotkey to sign with")?;
        let key = Hotkey::from_text(text.reveal()).ok_or("the hotkey can't be read")?;
        let signer = HotkeySigner { key, protocol, moments: Arc::clone(&self.moments) };
        Ok(signed_with(vec![Secret { name: HOTKEY.to_owned(), value: text }], signer))
    }

    /// The value of a secret; none: it isn't there.
    pub(crate) fn secret_text(&self, name: &str) -> Option<SecretText> {
        (self.secrets)(name)
    }

    fn secret(&self, name: &str) -> Result<Secret, String> {
        if name == HOTKEY {
            return Err("the hotkey signs, and is never sent".to_owned());
        }
        let value =
            self.secret_text(name).ok_or_else(|| format!("the secret {name} isn't there"))?;
        Ok(Secret { name: name.to_owned(), value })
    }

    /// The answer, struck clean: what is journaled never holds a secret's value.
    fn answer(&self, response: Response, took: u64) -> Answer {
        let strike = |text: &str| self.redactor.strike(text).into_owned();
        let headers = response.headers.iter();
        let headers = headers.map(|(name, value)| (strike(name), strike(value))).collect();
        let body = match String::from_utf8(response.body) {
            Ok(text) => Body::Text(strike(&text)),
            Err(error) => {
                let bytes = error.into_bytes();
                let text = base64::engine::general_purpose::STANDARD.encode(bytes);
                Body::Base64(strike(&text))
            }
        };
        Answer { status: response.status, headers, body, took }
    }

    fn fault(&self, error: &Error, took: u64) -> Fault {
        let kind = match error.kind() {
            FailureKind::Refused => FaultKind::Refused,
            FailureKind::Network => FaultKind::Network,
            FailureKind::Timeout => FaultKind::Timeout,
            FailureKind::InvalidOutput => FaultKind::Unreadable,
        };
        let hint = match error {
            Error::Refused(refusal) => refusal.hint(),
            _ => None,
        };
        let message = match hint {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        };
        let message = self.redactor.strike(&message).into_owned();
        Fault { kind, message, never_arrived: error.surely_never_arrived(), took }
    }
}

fn signed_with(keys: Vec<Secret>, signer: impl Sign + 'static) -> Credential {
    Credential::Signature { keys, signer: Signer(Arc::new(signer)) }
}

fn optional(receiver: &Option<String>) -> Result<Option<Address>, String> {
    receiver.as_deref().map(address).transpose()
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("the plan's receiver is no address: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hotkey_has_one_name() {
        assert_eq!(HOTKEY, orchestra_net::HOTKEY);
    }
}
