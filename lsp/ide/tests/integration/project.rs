//! A project of two files that the tests of navigation share.

use crate::fixture::Fixture;

pub(crate) const PROJECT: &str = "\
//- main.orch
use subnet acme
use \"./shared.orch\" { Depth, pages as count }

/// Finds pages.
template find(topic: string(1..=100), depth: Depth = Depth.quick) -> int {
  let answer = call acme.find { query: topic }
  let { hits } = answer
  let page = { topic, found: hits }
  count(page.found.len())
}

template other() -> int {
  call find { topic: \"tea\" }
}
//- shared.orch
/// How far.
enum Depth { quick, deep }
/// As many.
fn pages(found: int) -> int = found
";

/// The project with `$0` before the `nth` occurrence of `word`.
pub(crate) fn at(word: &str, nth: usize) -> Fixture {
    let (start, _) = PROJECT.match_indices(word).nth(nth).expect("it stands there so often");
    Fixture::new(&format!("{}$0{}", &PROJECT[..start], &PROJECT[start..]))
}
