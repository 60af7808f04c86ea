//! Lists that come in pages.

use orchestra_net::{Method, Origin, Request, Response, Url};

use super::{Access, Registry};
use crate::Failure;

/// Entries that are asked for at once.
const PAGE: &str = "1000";
/// Pages that are read: a list that doesn't end isn't one.
const MOST_PAGES: usize = 200;
/// How many packages a library has at most, as far as we look.
const MOST_REPOSITORIES: usize = 100_000;

impl Registry {
    /// All entries of `field`, `most` of them; none where there is no such list.
    pub(super) fn all_pages(
        &self,
        mut url: Url,
        access: &Access,
        what: &str,
        field: &str,
        most: usize,
    ) -> Result<Option<Vec<String>>, Failure> {
        url.query_pairs_mut().append_pair("n", PAGE);
        let mut all = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.expect(Request::new(Method::GET, url), access, &[200, 404])?;
            if answer.status == 404 {
                return Ok(None);
            }
            let document: serde_json::Value = serde_json::from_slice(&answer.body)
                .map_err(|error| self.unreadable(what.to_owned(), error.to_string()))?;
            match &document[field] {
                serde_json::Value::Null => {}
                serde_json::Value::Array(entries) => {
                    all.extend(entries.iter().filter_map(|it| Some(it.as_str()?.to_owned())));
                }
                _ => return Err(self.unreadable(what.to_owned(), format!("`{field}` is no list"))),
            }
            match self.next(&answer, what)? {
                Some(next) if all.len() < most => url = next,
                _ => return Ok(Some(all)),
            }
        }
        Err(self.unreadable(what.to_owned(), format!("it has more than {MOST_PAGES} pages")))
    }

    /// Where the next page is, of the same registry.
    pub(super) fn next(&self, answer: &Response, what: &str) -> Result<Option<Url>, Failure> {
        let Some(link) = answer.header("link") else { return Ok(None) };
        let is_next = link.contains("rel=\"next\"") || link.contains("rel=next");
        let target = link.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
        let Some((target, _)) = target.filter(|_| is_next) else { return Ok(None) };
        let next = answer.url.join(target).ok();
        let next = next.filter(|it| Origin::of(it).as_ref() == Ok(&self.address.origin));
        let next = next.ok_or_else(|| {
            self.unreadable(what.to_owned(), "its next page is at another registry")
        })?;
        Ok(Some(next))
    }

    /// The packages of the library, `most` of them, where the registry says which it has.
    pub(super) fn catalogue(&self, most: usize) -> Result<Vec<String>, Failure> {
        let access =
            Access { scope: "registry:catalog:*".to_owned(), doing: "list packages".to_owned() };
        let what = "the list of packages";
        let url = self.url_of("_catalog");
        let found = self.all_pages(url, &access, what, "repositories", MOST_REPOSITORIES);
        let none = || Failure::NoCatalogue { library: self.shown.clone() };
        let repositories = match found {
            Ok(found) => found.ok_or_else(none)?,
            Err(Failure::Denied { .. } | Failure::ForeignRealm { .. }) => return Err(none()),
            Err(Failure::Answer { status: 400..500, .. }) => return Err(none()),
            Err(failure) => return Err(failure),
        };
        let prefix = self.address.repository("");
        let mut names: Vec<_> = repositories
            .iter()
            .filter_map(|it| it.strip_prefix(&prefix))
            .filter(|name| !name.contains('/'))
            .map(str::to_owned)
            .collect();
        names.sort();
        names.truncate(most);
        Ok(names)
    }
}
