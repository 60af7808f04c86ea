//! Packages of any size, in which nothing repeats but the manner.

use std::fmt::Write as _;

/// Lines of a generated file.
pub const LINES_PER_FILE: usize = 200;

/// A package of about so many lines: names and texts of its files.
#[must_use]
pub fn package(lines: usize) -> Vec<(String, String)> {
    let files = lines.div_ceil(LINES_PER_FILE);
    (0..files).map(|file| (format!("part{file}.orch"), text(file))).collect()
}

fn text(file: usize) -> String {
    let mut text = String::from("use capability search, text\n");
    if file > 0 {
        let before = file - 1;
        writeln!(text, "use \"./part{before}.orch\" {{ Note{before}_0 }}").expect("a text grows");
    }
    let templates = LINES_PER_FILE / TEMPLATE.lines().count();
    for index in 0..templates {
        let name = format!("{file}_{index}");
        let note = if file > 0 && index == 1 {
            format!("Note{}_0", file - 1)
        } else {
            format!("Note{name}")
        };
        text += &TEMPLATE.replace("NAME", &name).replace("NOTE", &note);
    }
    text
}

const TEMPLATE: &str = r#"
/// What was found about a rival.
type NoteNAME = { name: string(1..=200), mood: float(0..=1), sources: url[..=20] }

fn short_NAME(text: string) -> string(..=280) = text.trim().truncate(280)

/// Compares a product with its rivals.
template compare_NAME(
  product: string(1..=200),
  rivals: string(1..=200)[1..=10],
) -> NOTE[..=10] {
  for rival in rivals with { parallel: 4, on_error: skip } {
    let web = call search.web { query: "${product} versus ${rival}", limit: 20 } with {
      timeout: 20s,
      retry: 3,
    } else { hits: [] }
    let view = call text.generate {
      prompt: """
        Describe ${rival}, as a rival of ${product}.
        ${web.hits.map(hit => short_NAME(hit.title)).join(", ")}
        """,
      max_tokens: 600,
    } into { summary: string(..=2000), mood: float(0..=1) } with {
      retry: 2,
      deadline: 60s,
      verify: view => view.summary.len() > 40,
    }
    { name: rival, mood: view.mood, sources: web.hits.map(hit => hit.url).take(20) }
  }
}
"#;
