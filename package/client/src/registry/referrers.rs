//! Manifests that speak of another one: by the registry's own list of them, or, where it has none, by
//! an index under a tag made of the digest, as the specification has it for such registries.

use orchestra_net::{Method, Request};

use super::{Registry, limits};
use crate::{
    ContentDigest, Descriptor, Failure, Index, Reference, Store as _,
    document::{INDEX_TYPE, bytes},
    package::MOST_MANIFEST,
};

/// Pages of referrers that are read.
const MOST_PAGES: usize = 20;
/// How often an index is written again that somebody else wrote meanwhile.
const MOST_ATTEMPTS: usize = 5;

/// The tag of the index where there is no other list.
fn tag(subject: &ContentDigest) -> String {
    subject.as_str().replace(':', "-")
}

impl Registry {
    pub(super) fn listed_referrers(
        &self,
        package: &str,
        subject: &ContentDigest,
    ) -> Result<Vec<Descriptor>, Failure> {
        let what = format!("the list of what is said of {package}");
        let mut url = self.url(package, &format!("referrers/{subject}"));
        let mut found = Vec::new();
        for _ in 0..MOST_PAGES {
            let mut request = Request::new(Method::GET, url).header("Accept", INDEX_TYPE);
            request.limits = Some(limits(MOST_MANIFEST));
            let answer = self.expect(request, &self.reading(package), &[200, 404, 405])?;
            // A server that answers everything with a page of its own has no such list either.
            let page: Option<Index> =
                (answer.status == 200).then(|| serde_json::from_slice(&answer.body).ok()).flatten();
            let Some(page) = page else {
                return Ok(self.fallback(package, subject)?.manifests);
            };
            found.extend(page.manifests);
            match self.next(&answer, &what)? {
                Some(next) => url = next,
                None => break,
            }
        }
        Ok(found)
    }

    fn fallback(&self, package: &str, subject: &ContentDigest) -> Result<Index, Failure> {
        match self.manifest(package, &Reference::Tag(tag(subject)))? {
            None => Ok(Index::empty()),
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                let what = format!("the index {} of {package}", tag(subject));
                self.unreadable(what, error.to_string())
            }),
        }
    }

    /// Adds a referrer to the index of a registry without a list of its own. Nothing keeps others from
    /// writing it at the same time, so it is looked at again.
    pub(super) fn list_referrer(
        &self,
        package: &str,
        subject: &ContentDigest,
        referrer: &Descriptor,
    ) -> Result<(), Failure> {
        let is_listed =
            |index: &Index| index.manifests.iter().any(|it| it.digest == referrer.digest);
        for _ in 0..MOST_ATTEMPTS {
            let mut index = self.fallback(package, subject)?;
            if is_listed(&index) {
                return Ok(());
            }
            index.manifests.push(referrer.clone());
            let url = self.url(package, &format!("manifests/{}", tag(subject)));
            let request = Request::new(Method::PUT, url)
                .header("Content-Type", INDEX_TYPE)
                .body(bytes(&index));
            self.expect(request, &self.writing(package), &[200, 201, 202])?;
        }
        if is_listed(&self.fallback(package, subject)?) {
            return Ok(());
        }
        let what = format!("the index {} of {package}", tag(subject));
        Err(self.unreadable(what, "others write it, and what we write doesn't stay"))
    }
}
