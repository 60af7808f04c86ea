//! Who we are, for a registry that asks: a name and password, or a token that somebody gives for them.
//!
//! A registry says in its answer who that is. Where it isn't the registry itself, nothing of the login goes
//! there until the user says so; a token is asked for without one, as for what is public. The scope that
//! is asked for is the one that we need, not what the registry would like us to ask for.

use std::collections::BTreeMap;

use orchestra_net::{BasicUser, Credential, Method, Origin, Request, Response, Secret, Url};
use serde::Deserialize;

use super::{Access, LONG_TIMEOUT, Registry, TIMEOUT};
use crate::{Failure, Login};

/// Bytes of a token. It is sent in a header.
const MOST_TOKEN: usize = 32 << 10;

/// What a registry wants of us, as far as it said so.
#[derive(Debug, Default)]
pub(super) struct Known {
    wants_basic: bool,
    tokens: BTreeMap<String, Secret>,
    /// Who gives tokens, and was asked for one without the login that we have.
    foreign: Option<Origin>,
}

/// What a registry asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Challenge {
    Basic,
    Bearer { realm: String, service: Option<String> },
}

#[derive(Deserialize)]
struct Token {
    token: Option<String>,
    access_token: Option<String>,
}

impl Registry {
    /// Sends the request; where the registry then asks who we are, once more.
    pub(super) async fn exchange(
        &self,
        request: Request,
        access: &Access,
    ) -> Result<Response, Failure> {
        let timeout = match request.body.as_ref().map(Vec::len) {
            None | Some(..1_000_000) => TIMEOUT,
            _ => LONG_TIMEOUT,
        };
        let credential = self.credential(access)?;
        let answer = self.client.send(with(request.clone(), credential.clone()), timeout).await?;
        if answer.status != 401 {
            return Ok(answer);
        }
        match challenge(&answer) {
            // The login was sent, or there is none.
            Some(Challenge::Basic) if credential.is_some() || self.login()?.is_none() => {
                return Ok(answer);
            }
            Some(Challenge::Basic) => self.known.borrow_mut().wants_basic = true,
            Some(Challenge::Bearer { realm, service }) => {
                let token = self.token(&realm, service.as_deref(), access).await?;
                let Some(token) = token else { return Ok(answer) };
                self.known.borrow_mut().tokens.insert(access.scope.clone(), token);
            }
            None => return Ok(answer),
        }
        let credential = self.credential(access)?;
        Ok(self.client.send(with(request, credential), timeout).await?)
    }

    /// What goes along with a request, of what the registry wanted so far.
    fn credential(&self, access: &Access) -> Result<Option<Credential>, Failure> {
        let known = self.known.borrow();
        if let Some(token) = known.tokens.get(&access.scope) {
            return Ok(Some(Credential::bearer(token.clone())));
        }
        // Looked for where it is wanted alone: it may be a program that keeps it.
        if !known.wants_basic {
            return Ok(None);
        }
        Ok(self.login()?.map(|login| self.basic(login)))
    }

    fn basic(&self, login: &Login) -> Credential {
        let password = Secret { name: self.address.secret(), value: login.password.clone() };
        Credential::Basic { user: BasicUser::Fixed(login.user.clone()), password }
    }

    /// The user's login, looked for once.
    fn login(&self) -> Result<Option<&Login>, Failure> {
        if self.login.get().is_none() {
            let found = (self.find_login)(&self.address.host)?;
            let _ = self.login.set(found);
        }
        Ok(self.login.get().and_then(Option::as_ref))
    }

    /// A token for what we want to do; none where we get none.
    async fn token(
        &self,
        realm: &str,
        service: Option<&str>,
        access: &Access,
    ) -> Result<Option<Secret>, Failure> {
        let wrong = |why: &str| self.unreadable("what it asks of us".to_owned(), why);
        let mut url: Url = realm.parse().map_err(|_| wrong("it names no address for tokens"))?;
        let origin = Origin::of(&url).map_err(|error| wrong(&error.to_string()))?;
        let is_own = origin == self.address.origin;
        if !is_own && origin.scheme() != "https" {
            return Err(wrong("it names an address for tokens that isn't encrypted"));
        }
        let service = service.map(|service| ("service", service));
        url.query_pairs_mut().extend_pairs(service).append_pair("scope", &access.scope);
        let mut request = Request::new(Method::GET, url.clone());
        if let Some(login) = self.login()? {
            let secret = self.address.secret();
            let is_granted =
                || !origin.is_loopback() && self.client.check(&url, [secret.as_str()]).is_ok();
            if is_own || is_granted() {
                request = request.credential(self.basic(login));
            } else {
                self.known.borrow_mut().foreign = Some(origin.clone());
            }
        }
        let answer = self.client.send(request, TIMEOUT).await?;
        match answer.status {
            200 => {}
            400..500 => return Ok(None),
            status => {
                return Err(Failure::Answer {
                    library: origin.to_string(),
                    doing: format!("give a token for {}", self.shown),
                    status,
                    said: self.said(&answer),
                });
            }
        }
        let given: Option<Token> = serde_json::from_slice(&answer.body).ok();
        let token = given.and_then(|it| it.token.or(it.access_token));
        let token = token.filter(|token| !token.is_empty() && token.len() <= MOST_TOKEN);
        let token = token.ok_or_else(|| wrong(&format!("{origin} answers without a token")))?;
        Ok(Some(Secret::new(self.address.secret(), token)))
    }

    /// Why we weren't let.
    pub(super) fn denied(&self, access: &Access, answer: &Response) -> Failure {
        let (registry, doing) = (self.address.host.clone(), access.doing.clone());
        if let Some(realm) = &self.known.borrow().foreign {
            let realm = realm.to_string();
            return Failure::ForeignRealm { registry, realm, doing, secret: self.address.secret() };
        }
        let hint = match self.login.get() {
            Some(Some(_)) => format!(
                "the login isn't enough; `orchc login {registry}` keeps another; where it keeps none, \
                 `docker login {registry}` does"
            ),
            _ => format!(
                "log in: `orchc login {registry}`, or `docker login {registry}`; a registry may also say so \
                 of what isn't there"
            ),
        };
        Failure::Denied { registry, doing, said: self.said(answer), hint }
    }
}

fn with(request: Request, credential: Option<Credential>) -> Request {
    match credential {
        Some(credential) => request.credential(credential),
        None => request,
    }
}

/// What an answer asks for; a token rather than the password itself.
fn challenge(answer: &Response) -> Option<Challenge> {
    let lines = answer.headers.iter().filter(|(name, _)| name == "www-authenticate");
    let asked: Vec<_> =
        lines.flat_map(|(_, line)| http_auth::parse_challenges(line).unwrap_or_default()).collect();
    let of = |scheme: &str| asked.iter().find(|it| it.scheme.eq_ignore_ascii_case(scheme));
    let Some(bearer) = of("bearer") else { return of("basic").map(|_| Challenge::Basic) };
    let param = |name: &str| {
        let found = bearer.params.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_unescaped())
    };
    let realm = param("realm").unwrap_or_default();
    Some(Challenge::Bearer { realm, service: param("service") })
}
