//! The Ledger as a static site: a page a subnet, a page a capability, and an index with a search.
//!
//! Pages work from `file://`: nothing is loaded, neither from elsewhere nor from beside them. Style
//! and script stand in each page, and a content security policy names both by their digests, so that
//! nothing else would run. Entries are written by others: [`maud`] escapes all that they say, only
//! addresses of `http` and `https` become links ([`layout::link`]), and the search's data is JSON
//! without a character that could end it.
//!
//! The same Ledger always gives the same bytes: no page says when it was made.
//!
//! To add a page: a function in a file here that returns its main part, a line in [`site`], and a
//! link to it from a page that is there already.

mod capability;
mod index;
mod layout;
mod operation;
mod subnet;

use std::collections::BTreeMap;

use crate::Library;

/// Every page of the site, by its path with `/`.
#[must_use]
pub fn site(library: &Library) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([("index.html".to_owned(), index::page(library))]);
    for subnet in library.ledger.subnets() {
        pages.insert(layout::subnet_path(&subnet.slug), subnet::page(library, subnet));
    }
    for name in library.ledger.capability_names() {
        if let Some(capability) = library.ledger.capability(&name) {
            pages.insert(
                layout::capability_path(&name),
                capability::page(library, &name, capability),
            );
        }
    }
    pages
}
