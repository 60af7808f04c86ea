//! `orchc ledger site`: what it writes, and what it leaves alone.

use orchestra_tests::{
    orchc::Workplace,
    subnet::{Subnet, object},
};
use serde_json::json;

const SITE: [&str; 4] = ["ledger", "site", "--out", "site"];

#[test]
fn a_site_has_the_projects_own_entries_and_is_renewed() {
    let workplace = Workplace::new();
    let numbers = Subnet::at("numbers", "https://numbers.example").operation(
        "get",
        json!({ "method": "GET", "path": "/n" }),
        object(json!({})),
        json!({ "output": { "type": "integer" } }),
    );
    workplace.overlay(&[numbers]);
    let written = workplace.run(SITE);
    assert_eq!(written.code, Some(0), "{written:#?}");
    assert!(written.stderr.contains("open site/index.html"), "{written:#?}");
    let page = "project/site/subnets/numbers.html";
    let files = workplace.files();
    let text = String::from_utf8_lossy(&files[std::path::Path::new(page)]).into_owned();
    assert!(text.contains("numbers.get"), "{text}");

    assert_eq!(workplace.run(SITE).code, Some(0));
    assert!(files == workplace.files(), "a second time changes nothing");

    // Without the overlay the page goes, and what isn't ours stays.
    workplace.write("orchestra.toml", "");
    workplace.write("site/own.txt", "mine");
    assert_eq!(workplace.run(SITE).code, Some(0));
    let files = workplace.files();
    assert!(!files.contains_key(std::path::Path::new(page)));
    assert!(files.contains_key(std::path::Path::new("project/site/own.txt")));
}

#[test]
fn a_folder_with_something_else_is_refused() {
    let workplace = Workplace::new();
    workplace.write("site/own.txt", "mine");
    let refused = workplace.run(SITE);
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("holds something else"), "{refused:#?}");
    assert_eq!(workplace.files().len(), 1, "nothing was written");
}

#[test]
fn a_list_of_pages_removes_nothing_but_pages() {
    let workplace = Workplace::new();
    let list = "../kept.txt\nsubnets/../../kept.txt\nown.txt\nsubnets/gone.html\n";
    workplace.write("kept.txt", "mine").write("site/own.txt", "mine").write("site/pages.txt", list);
    workplace.write("site/subnets/gone.html", "old");
    assert_eq!(workplace.run(SITE).code, Some(0));
    let files = workplace.files();
    for kept in ["project/kept.txt", "project/site/own.txt"] {
        assert!(files.contains_key(std::path::Path::new(kept)), "{kept} is gone");
    }
    assert!(!files.contains_key(std::path::Path::new("project/site/subnets/gone.html")));
}
