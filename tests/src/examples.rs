//! Fenced blocks of Markdown.

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The language: `orch`.
    pub language: String,
    /// Whether it is there to show what is wrong: ` ```orch,fails `.
    pub fails: bool,
    /// From 1: where it begins.
    pub line: usize,
    /// What stands between the fences, without their indentation.
    pub text: String,
}

/// All fenced blocks of a page.
#[must_use]
pub fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut open: Option<(Example, usize)> = None;
    for (index, line) in page.lines().enumerate() {
        let trimmed = line.trim_start();
        let indentation = line.len() - trimmed.len();
        match (&mut open, trimmed.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.trim().split(',');
                let language = words.next().unwrap_or_default().to_owned();
                let fails = words.any(|word| word == "fails");
                let example = Example { language, fails, line: index + 1, text: String::new() };
                open = Some((example, indentation));
            }
            (Some(_), Some("")) => found.extend(open.take().map(|(example, _)| example)),
            (Some((example, indentation)), _) => {
                example.text += line.get(*indentation..).unwrap_or(trimmed);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn blocks_lose_their_fences_and_their_indentation() {
        let page = "a\n```orch,fails\nconst A\n```\n- b\n  ```\n  x\n    y\n  ```\n";
        let found = examples(page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].language.as_str(), found[0].fails, found[0].line), ("orch", true, 2));
        assert_eq!(found[0].text, "const A\n");
        assert_eq!((found[1].language.as_str(), found[1].fails), ("", false));
        assert_eq!(found[1].text, "x\n  y\n");
    }
}
