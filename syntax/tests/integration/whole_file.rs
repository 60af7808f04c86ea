//! A file that shows most of the language parses without a problem, and its views read as written.

use orchestra_syntax::ast::{Expr, Item, Statement, StringPart};
use orchestra_syntax::{NodeKind, parse};

const TEXT: &str = include_str!("../data/whole_file.orch");

#[test]
fn the_whole_file_has_no_problem() {
    let parsed = parse(TEXT);
    assert_eq!(parsed.problems, []);
    let broken = [NodeKind::Error, NodeKind::MissingExpr, NodeKind::MissingType];
    assert!(!parsed.tree.nodes().any(|node| broken.contains(&node.kind())));
    let docs = parsed.file().docs();
    assert_eq!(docs.as_deref(), Some("Competitive analysis of one product against its rivals."));
}

#[test]
fn views_read_as_written() {
    let parsed = parse(TEXT);
    let file = parsed.file();
    let names: Vec<&str> = file.items().filter_map(|item| Some(item.name()?.text())).collect();
    assert_eq!(names, ["Depth", "Rival", "PAGE", "pages", "competitive_analysis"]);
    let template = file.items().find_map(|item| match item {
        Item::Template(template) => Some(template),
        _ => None,
    });
    let template = template.expect("the file has a template");
    assert_eq!(template.params().count(), 3);
    assert_eq!(
        template.params().next().unwrap().docs().as_deref(),
        Some("The product under study.")
    );
    let Some(Expr::For(loop_)) = template.body().unwrap().value() else { panic!("a for") };
    let steps: Vec<_> = loop_.body().unwrap().statements().collect();
    assert_eq!(steps.len(), 3);
    let Statement::Let(view) = steps[2] else { panic!("a let") };
    let Some(Expr::Call(call)) = view.value() else { panic!("a call") };
    assert_eq!(call.target().unwrap().second().unwrap().text(), "generate");
    assert!(call.into_type().is_some());
    assert_eq!(call.policies().unwrap().entries().count(), 3);
    let prompt = call.arguments().unwrap().entries().next().unwrap();
    let orchestra_syntax::ast::RecordEntry::Field(prompt) = prompt else { panic!("a field") };
    let Some(Expr::String(prompt)) = prompt.value() else { panic!("a text block") };
    let texts: Vec<String> = prompt
        .parts()
        .into_iter()
        .map(|part| match part {
            StringPart::Text { text, .. } => text,
            StringPart::Interpolation(_) => "…".to_owned(),
        })
        .collect();
    assert_eq!(
        texts.concat(),
        "Describe how the public sees …, as a rival of ….\nWeb: …\nPosts: …"
    );
}
