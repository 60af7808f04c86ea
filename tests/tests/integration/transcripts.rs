//! Pages that show a terminal are true: their commands, one after the other from an empty folder, print
//! what the page shows.

use orchestra_tests::{corpus, examples::examples, transcript};

#[test]
fn every_command_of_the_tour_does_what_the_tour_says() {
    let count = transcript::replay(&corpus::folder("../docs/tour.md"));
    assert!(count > 20, "only {count} commands were found");
}

#[test]
fn a_package_is_written_published_added_and_updated_as_the_guide_says() {
    let page = corpus::folder("../docs/guides/library.md");
    let count = transcript::replay(&page);
    assert!(count > 35, "only {count} commands were found");
    let page = corpus::read(&page);
    let mut terminals = examples(&page).into_iter().filter(|block| block.language == "console");
    // Not a digest of it is left to chance.
    assert!(terminals.all(|block| !block.text.contains('…')), "something is left out");
}
