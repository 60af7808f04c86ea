//! Bytes on their way in: a place for them is asked for, and they go there at once. What is cut on the way
//! is nothing: a registry takes bytes under their digest, whole.

use orchestra_net::{Method, Origin, Request, Url};

use super::Registry;
use crate::{ContentDigest, Failure};

impl Registry {
    pub(super) fn upload(&self, package: &str, bytes: &[u8]) -> Result<(), Failure> {
        let access = self.writing(package);
        let digest = ContentDigest::of(bytes);
        let known = Request::new(Method::HEAD, self.url(package, &format!("blobs/{digest}")));
        if self.send(known, &access)?.status == 200 {
            return Ok(());
        }
        let begin =
            Request::new(Method::POST, self.url(package, "blobs/uploads/")).body(Vec::new());
        let answer = self.expect(begin, &access, &[201, 202])?;
        if answer.status == 201 {
            return Ok(());
        }
        let what = || format!("where {package} is to go");
        let place = answer.header("location").and_then(|it| answer.url.join(it).ok());
        let mut place: Url = place.ok_or_else(|| self.unreadable(what(), "nobody says where"))?;
        if Origin::of(&place).as_ref() != Ok(&self.address.origin) {
            return Err(self.unreadable(what(), "it is at another registry"));
        }
        place.query_pairs_mut().append_pair("digest", digest.as_str());
        let whole = Request::new(Method::PUT, place)
            .header("Content-Type", "application/octet-stream")
            .body(bytes);
        self.expect(whole, &access, &[201, 202, 204]).map(drop)
    }
}
