//! `orchc doc`: what it writes of a package, and what it leaves alone.

use std::path::Path;

use orchestra_tests::orchc::Workplace;

const KIT: &str = r#"//! Scores of things, and how they are made.

use capability search

/// How deep to look.
enum Depth { quick, deep }

/// What is said of one thing.
type Score = {
  /// From 0 to 1.
  value: float(0..=1),
  of: string(1..=100),
}

const _PAGE = 5

/// How many pages that is.
fn pages(depth: Depth) -> int(1..=10) = match depth {
  Depth.quick => 1,
  Depth.deep => 10,
}

/// Scores a thing by what the web says of it.
template score(
  /// The thing.
  of: string(1..=100),
  depth: Depth = Depth.quick,
) -> Score {
  let found = call search.web { query: of, limit: pages(depth) } else { hits: [] }
  { value: if found.hits.len() > _PAGE { 1.0 } else { 0.5 }, of }
}

test "few hits are half a score" {
  mock search.web => { hits: [] }
  let found = call score { of: "tea" }
  ensure found.value == 0.5
}
"#;

fn kit() -> Workplace {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", "[package]\nname = \"score-kit\"\nversion = \"0.3.0\"\n");
    workplace.write("scores.orch", KIT);
    workplace
}

fn page(workplace: &Workplace, path: &str) -> String {
    let files = workplace.files();
    let text = files.get(&Path::new("project").join(path));
    let text = text.unwrap_or_else(|| panic!("there is no {path}: {:?}", files.keys()));
    String::from_utf8_lossy(text).into_owned()
}

#[test]
fn a_template_has_a_page_with_all_that_its_users_want_to_know() {
    let workplace = kit();
    let written = workplace.run(["doc"]);
    assert_eq!(written.code, Some(0), "{written:#?}");
    assert!(written.stderr.contains("open site/index.html"), "{written:#?}");

    let template = page(&workplace, "site/templates/score_kit.scores.score.html");
    for part in [
        "Scores a thing by what the web says of it.",
        "use score_kit.scores { score }",
        "string(1..=100)",
        "The thing.",
        "../modules/score_kit.scores.html#Score",
        "search.web",
        "DESEARCH_API_KEY",
        "<svg",
        "few hits are half a score",
        "../sources/scores.html#L",
    ] {
        assert!(template.contains(part), "{part} is missing: {template}");
    }
    let module = page(&workplace, "site/modules/score_kit.scores.html");
    for part in ["Scores of things", "id=\"pages\"", "id=\"Depth\"", "What is said of one thing."] {
        assert!(module.contains(part), "{part} is missing: {module}");
    }
    assert!(!module.contains("id=\"_PAGE\""), "what is private isn't listed");
    let index = page(&workplace, "site/index.html");
    assert!(
        index.contains("0.3.0") && index.contains("1 template, 1 function, 2 types."),
        "{index}"
    );
}

#[test]
fn the_front_page_says_what_the_manifest_does() {
    let workplace = kit();
    let manifest = "[package]\nname = \"score-kit\"\nversion = \"0.3.0\"\n";
    assert_eq!(workplace.run(["doc"]).code, Some(0));
    let plain = page(&workplace, "site/index.html");
    assert!(!plain.contains("<dl class=\"stated\""), "{plain}");
    let more = "description = \"Scores of `things`, <i>quickly</i>.\"\nlicense = \"MIT\"\n\
                keywords = [\"scores\", \"search & rank\"]\n\
                repository = \"https://code.example/score-kit?a=1&b=2\"\n";
    workplace.write("orchestra.toml", &format!("{manifest}{more}"));
    assert_eq!(workplace.run(["doc"]).code, Some(0));
    let index = page(&workplace, "site/index.html");
    for part in [
        "<p>Scores of <code>things</code>, &lt;i&gt;quickly&lt;/i&gt;.</p>",
        "<dt>License</dt><dd>MIT</dd>",
        "<dd>scores, search &amp; rank</dd>",
        "<a href=\"https://code.example/score-kit?a=1&amp;b=2\"",
    ] {
        assert!(index.contains(part), "{part} is missing: {index}");
    }
    // What is no address of the web is text.
    let more = "repository = \"javascript:alert(1)\"\n";
    workplace.write("orchestra.toml", &format!("{manifest}{more}"));
    assert_eq!(workplace.run(["doc"]).code, Some(0));
    let index = page(&workplace, "site/index.html");
    assert!(index.contains("<dd>javascript:alert(1)</dd>"), "{index}");
}

#[test]
fn a_type_of_a_dependency_is_named_and_leads_nowhere() {
    let workplace = kit();
    workplace
        .write(
            "orchestra.toml",
            "[package]\nname = \"score-kit\"\nversion = \"0.3.0\"\n\n\
             [dependencies]\nbase = { path = \"../base\" }\n",
        )
        .write("../base/orchestra.toml", "[package]\nname = \"base\"\n")
        .write("../base/marks.orch", "type Mark = { name: string(1..=20) }\n")
        .write(
            "marked.orch",
            "use base.marks { Mark }\nuse \"./scores.orch\" { Score }\n\n\
             fn marked(mark: Mark, score: Score) -> Score = score\n",
        );
    let written = workplace.run(["doc"]);
    assert_eq!(written.code, Some(0), "{written:#?}");
    let module = page(&workplace, "site/modules/score_kit.marked.html");
    assert!(module.contains("<code>Mark</code>"), "{module}");
    assert!(module.contains("score_kit.scores.html#Score"), "{module}");
    assert!(!module.contains("base.marks.html"), "{module}");
}

#[test]
fn the_same_package_gives_the_same_bytes() {
    let (one, other) = (kit(), kit());
    for workplace in [&one, &other] {
        assert_eq!(workplace.run(["doc", ".", "--out", "pages"]).code, Some(0));
    }
    assert!(one.files() == other.files(), "two runs in two folders");
    let before = one.files();
    assert_eq!(one.run(["doc", "scores.orch", "--out", "pages"]).code, Some(0));
    assert!(before == one.files(), "a second run over the first");
}

#[test]
fn pages_of_what_is_gone_go_and_nothing_else_does() {
    let workplace = kit();
    workplace.write("more.orch", "/// More.\nfn more(x: int) -> int = x\n");
    assert_eq!(workplace.run(["doc"]).code, Some(0));
    page(&workplace, "site/modules/score_kit.more.html");
    workplace.write("more.orch", "").write("site/own.txt", "mine");
    assert_eq!(workplace.run(["doc"]).code, Some(0));
    let files = workplace.files();
    assert!(!files.contains_key(Path::new("project/site/modules/score_kit.more.html")));
    assert!(files.contains_key(Path::new("project/site/own.txt")));

    workplace.write("elsewhere/own.txt", "mine");
    let refused = workplace.run(["doc", "--out", "elsewhere"]);
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("holds something else"), "{refused:#?}");
}

#[test]
fn a_package_with_errors_has_no_pages() {
    let workplace = kit();
    workplace.write("wrong.orch", "fn wrong() -> int = \"a\"\n");
    let refused = workplace.run(["doc"]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    assert!(refused.stderr.contains("E0301") && refused.stderr.contains("nothing was written"));
    assert!(!workplace.project().join("site").exists());

    let nowhere = workplace.run(["doc", "nowhere"]);
    assert_eq!(nowhere.code, Some(2), "{nowhere:#?}");
    let empty = Workplace::new();
    let refused = empty.run(["doc"]);
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.stderr.contains("no `.orch` file"), "{refused:#?}");
}

#[test]
fn what_a_package_says_is_never_markup() {
    let workplace = Workplace::new();
    workplace.write("orchestra.toml", "[package]\nname = \"evil\"\n");
    let text = "//! <script>alert(1)</script>\n\n/// <img src=x onerror=alert(2)> `<b>`\n\
                /// [a link](javascript:alert(3)) </script><script>alert(4)</script>\n\
                const TEXT = \"</script><script>alert(5)</script><!--\"\n\n\
                type Words = \"<i>\" | { \"<u>\": int }\n\n\
                template run(x: string = \"\\\"><script>alert(6)</script>\") -> string { x }\n\n\
                test \"<script>alert(7)</script>\" {\n  let x = call run {}\n  ensure x != \"\"\n}\n";
    workplace.write("a<b>&'c.orch", text);
    let written = workplace.run(["doc"]);
    assert_eq!(written.code, Some(0), "{written:#?}");
    let mut pages = 0;
    for (path, bytes) in workplace.files() {
        if path.extension().is_none_or(|it| it != "html") {
            continue;
        }
        pages += 1;
        let text = String::from_utf8_lossy(&bytes);
        for markup in ["<script>alert", "<img", "<b>", "<i>", "<u>", "href=\"javascript", "<!--"] {
            assert!(!text.contains(markup), "{markup} in {}", path.display());
        }
        assert!(text.contains("default-src 'none'") && !text.contains("unsafe-inline"));
    }
    assert!(pages >= 4, "{pages} pages");
}

#[test]
#[cfg(target_os = "linux")]
fn the_browser_is_given_the_index() {
    let workplace = kit();
    let opened = workplace.root().join("opened");
    workplace.write("bin/xdg-open", &format!("#!/bin/sh\necho \"$1\" > {}\n", opened.display()));
    workplace.permit("bin/xdg-open", 0o755);
    let path = format!("{}:/usr/bin:/bin", workplace.project().join("bin").display());
    let ran = workplace.run_with(&[("PATH", &path)], ["doc", "--open"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let files = workplace.files();
    let told = String::from_utf8_lossy(&files[Path::new("opened")]).into_owned();
    assert!(told.trim_end().ends_with("project/site/index.html"), "{told}");

    // Without such a program the site is there all the same.
    let ran = workplace.run_with(&[("PATH", "/nowhere")], ["doc", "--open"]);
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.stderr.contains("xdg-open"), "{ran:#?}");
}
