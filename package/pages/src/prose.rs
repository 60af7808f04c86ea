//! What comments document, as paragraphs, lists and code: text, never HTML.

use maud::{Markup, html};

/// All of it.
pub(crate) fn prose(text: &str) -> Markup {
    let paragraphs = text.split("\n\n").map(str::trim_end).filter(|it| !it.trim().is_empty());
    html! { @for paragraph in paragraphs { (block(paragraph)) } }
}

/// The first sentence, or line, without its form.
pub(crate) fn summary(text: &str) -> String {
    let first = text.split("\n\n").next().unwrap_or_default();
    let line = first.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.find(". ") {
        Some(end) => line[..=end].to_owned(),
        None => line,
    }
}

/// A line of it, with what stands in backticks as code.
pub(crate) fn inline(text: &str) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // A backtick without another is itself.
    let closed = if parts.len() % 2 == 1 { parts.len() } else { parts.len() - 1 };
    html! {
        @for (at, part) in parts.iter().enumerate() {
            @if at % 2 == 1 && at < closed { code { (part) } }
            @else if at >= closed { "`" (part) }
            @else { (part) }
        }
    }
}

fn block(text: &str) -> Markup {
    let is_item = |line: &str| line.starts_with("- ") || line.starts_with("* ");
    if !text.lines().any(is_item) {
        return html! { p { (inline(&joined(text.lines()))) } };
    }
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.iter().position(|line| is_item(line)).unwrap_or(0);
    let mut listed: Vec<Vec<&str>> = Vec::new();
    for line in &lines[start..] {
        match (is_item(line), listed.last_mut()) {
            (false, Some(last)) => last.push(line),
            _ => listed.push(vec![&line[2..]]),
        }
    }
    html! {
        @if start > 0 { p { (inline(&joined(lines[..start].iter().copied()))) } }
        ul { @for item in listed { li { (inline(&joined(item.into_iter()))) } } }
    }
}

fn joined<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documentation_has_form_and_no_html() {
        let text =
            "Finds `a < b`.\nMore <b>.\n\nWhat it does:\n- one\n  goes on\n- `two`\n\nA ` alone";
        let shown = prose(text).into_string();
        assert_eq!(
            shown,
            "<p>Finds <code>a &lt; b</code>. More &lt;b&gt;.</p><p>What it does:</p><ul><li>one goes \
             on</li><li><code>two</code></li></ul><p>A ` alone</p>"
        );
        assert_eq!(summary(text), "Finds `a < b`.");
    }
}
