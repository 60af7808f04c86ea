//! A library in an OCI registry: the few requests of the distribution specification that it takes.
//!
//! Every request goes through `orchestra-net`, under its rules. The login for a registry goes to its
//! origin alone: not where a blob is redirected to, nor to whoever the registry says gives tokens,
//! unless the user said so ([`authentication`]).

mod authentication;
mod pages;
mod referrers;
mod upload;

use std::{
    cell::{OnceCell, RefCell},
    time::Duration,
};

use authentication::Known;
use orchestra_net::{
    Client, ClientOptions, Limits, Method, Origin, Redactor, Request, Response, Url,
};
use tokio::runtime::Runtime;

use crate::{
    ContentDigest, Descriptor, Failure, Login, LoginError, Put, Reference, RegistryAddress, Store,
    Tagged,
    document::{INDEX_TYPE, MANIFEST_TYPE},
    package::MOST_MANIFEST,
};

/// What one request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// What one that carries a package may take.
const LONG_TIMEOUT: Duration = Duration::from_secs(600);
/// Characters of what a registry says that are quoted.
const MOST_QUOTED: usize = 200;

/// Finds the user's login for a host; asked when a registry wants one, and not before.
pub type FindLogin = Box<dyn Fn(&str) -> Result<Option<Login>, LoginError>>;

/// A library in a registry.
pub struct Registry {
    address: RegistryAddress,
    shown: String,
    client: Client,
    redactor: Redactor,
    find_login: FindLogin,
    login: OnceCell<Option<Login>>,
    runtime: Runtime,
    known: RefCell<Known>,
}

/// What a request is for, and what it needs.
#[derive(Clone, Debug)]
struct Access {
    /// `repository:team/market-kit:pull,push`
    scope: String,
    /// `read market-kit`, behind "can't".
    doing: String,
}

impl Registry {
    /// The library at an address. Where that is this machine, it is reached: so it must come from the
    /// user or the root's manifest, and from nobody else's.
    ///
    /// # Errors
    /// Where the options can't be used.
    pub fn open(
        address: RegistryAddress,
        mut options: ClientOptions,
        find_login: FindLogin,
    ) -> Result<Self, Failure> {
        let files = |doing: &str, why: String| Failure::Files { doing: doing.to_owned(), why };
        options.trust.grant(address.secret(), address.origin.clone());
        if address.is_loopback() {
            options.rules.allow_loopback(address.origin.clone());
        }
        let redactor = options.redactor.clone();
        let client =
            Client::new(options).map_err(|error| files("set up the network", error.to_string()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| files("start", error.to_string()))?;
        let (login, known) = (OnceCell::new(), RefCell::default());
        let shown = address.shown();
        Ok(Self { address, shown, client, redactor, find_login, login, runtime, known })
    }

    fn reading(&self, package: &str) -> Access {
        let repository = self.address.repository(package);
        Access { scope: format!("repository:{repository}:pull"), doing: format!("read {package}") }
    }

    fn writing(&self, package: &str) -> Access {
        let repository = self.address.repository(package);
        let scope = format!("repository:{repository}:pull,push");
        Access { scope, doing: format!("publish {package}") }
    }

    /// `https://registry.example/v2/team/market-kit/…`
    fn url(&self, package: &str, rest: &str) -> Url {
        self.url_of(&format!("{}/{rest}", self.address.repository(package)))
    }

    fn url_of(&self, path: &str) -> Url {
        let text = format!("{}/v2/{path}", self.address.origin);
        text.parse().expect("an origin, and a path of checked parts, are a URL")
    }

    /// Sends a request with what the registry wants of us.
    fn send(&self, request: Request, access: &Access) -> Result<Response, Failure> {
        self.runtime.block_on(self.exchange(request, access))
    }

    /// The answer, of these statuses; of the others what they mean.
    fn expect(
        &self,
        request: Request,
        access: &Access,
        statuses: &[u16],
    ) -> Result<Response, Failure> {
        let answer = self.send(request, access)?;
        match answer.status {
            status if statuses.contains(&status) => Ok(answer),
            401 | 403 => Err(self.denied(access, &answer)),
            status => Err(Failure::Answer {
                library: self.shown.clone(),
                doing: access.doing.clone(),
                status,
                said: self.said(&answer),
            }),
        }
    }

    /// What the registry says itself, in the form that the specification has.
    fn said(&self, answer: &Response) -> String {
        let document: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let error = &document["errors"][0];
        let parts = [&error["code"], &error["message"]].map(|it| it.as_str().unwrap_or_default());
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        let text = self.redactor.strike(&parts.join(": ")).into_owned();
        text.chars().take(MOST_QUOTED).collect()
    }

    fn unreadable(&self, what: String, why: impl Into<String>) -> Failure {
        Failure::Unreadable { library: self.shown.clone(), what, why: why.into() }
    }

    /// Follows a redirect to elsewhere, where nothing of ours goes along. The client followed those that
    /// it follows already.
    fn follow(&self, answer: Response, what: &str, limits: Limits) -> Result<Response, Failure> {
        if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(answer);
        }
        let leads_nowhere = |why: &str| self.unreadable(what.to_owned(), why);
        let location = answer.header("location");
        let url = location.and_then(|it| answer.url.join(it).ok());
        let url = url.ok_or_else(|| leads_nowhere("it is redirected, and nobody says where to"))?;
        let origin = Origin::of(&url).map_err(|error| leads_nowhere(&error.to_string()))?;
        if self.address.origin.scheme() == "https" && origin.scheme() != "https" {
            return Err(leads_nowhere("it is redirected to where it can be changed on the way"));
        }
        let mut request = Request::new(Method::GET, url);
        request.limits = Some(limits);
        Ok(self.runtime.block_on(self.client.send(request, LONG_TIMEOUT))?)
    }
}

/// Answers of at most so many bytes, which may be packed on their way.
fn limits(bytes: u64) -> Limits {
    let body = usize::try_from(bytes.saturating_add(4096)).unwrap_or(usize::MAX);
    Limits { body, ..Limits::default() }
}

impl Store for Registry {
    fn name(&self) -> &str {
        &self.shown
    }

    fn tags(&self, package: &str) -> Result<Option<Vec<String>>, Failure> {
        let what = format!("the list of versions of {package}");
        let url = self.url(package, "tags/list");
        self.all_pages(url, &self.reading(package), &what, "tags", usize::MAX)
    }

    fn manifest(&self, package: &str, wanted: &Reference) -> Result<Option<Vec<u8>>, Failure> {
        let reference = match wanted {
            Reference::Tag(tag) => tag.clone(),
            Reference::Digest(digest) => digest.to_string(),
        };
        let url = self.url(package, &format!("manifests/{reference}"));
        let accept = format!("{MANIFEST_TYPE}, {INDEX_TYPE}");
        let mut request = Request::new(Method::GET, url).header("Accept", accept);
        let limits = limits(MOST_MANIFEST);
        request.limits = Some(limits);
        let redirects = [200, 301, 302, 303, 307, 308, 404];
        let answer = self.expect(request, &self.reading(package), &redirects)?;
        let answer = self.follow(answer, &format!("a manifest of {package}"), limits)?;
        Ok((answer.status == 200).then_some(answer.body))
    }

    fn blob(&self, package: &str, wanted: &Descriptor) -> Result<Option<Vec<u8>>, Failure> {
        let url = self.url(package, &format!("blobs/{}", wanted.digest));
        let mut request = Request::new(Method::GET, url);
        let limits = limits(wanted.size);
        request.limits = Some(limits);
        let redirects = [200, 301, 302, 303, 307, 308, 404];
        let answer = self.expect(request, &self.reading(package), &redirects)?;
        let what = format!("a part of {package}");
        let answer = self.follow(answer, &what, limits)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            status => Err(self.unreadable(what, format!("where it lies, {status} is answered"))),
        }
    }

    fn put_blob(&self, package: &str, bytes: &[u8]) -> Result<(), Failure> {
        self.upload(package, bytes)
    }

    fn put_manifest(&self, package: &str, put: &Put<'_>) -> Result<Tagged, Failure> {
        let access = self.writing(package);
        let digest = ContentDigest::of(put.bytes).to_string();
        let url = self.url(package, &format!("manifests/{}", put.tag.unwrap_or(&digest)));
        let mut request = Request::new(Method::PUT, url)
            .header("Content-Type", &*put.descriptor.media_type)
            .body(put.bytes);
        if put.tag.is_some() {
            // Where the registry knows conditions, of two who publish at once one is first.
            request = request.header("If-None-Match", "*");
        }
        let answer = self.expect(request, &access, &[200, 201, 202, 409, 412])?;
        if matches!(answer.status, 409 | 412) {
            return Ok(Tagged::Refused);
        }
        match put.subject {
            Some(subject) if answer.header("oci-subject").is_none() => {
                self.list_referrer(package, subject, &put.descriptor)?;
            }
            _ => {}
        }
        Ok(Tagged::Kept)
    }

    fn referrers(
        &self,
        package: &str,
        subject: &ContentDigest,
    ) -> Result<Vec<Descriptor>, Failure> {
        self.listed_referrers(package, subject)
    }

    fn packages(&self, most: usize) -> Result<Vec<String>, Failure> {
        self.catalogue(most)
    }
}
