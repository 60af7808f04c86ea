//! Rows in columns, cut to the width of the terminal.

use console::Term;

/// Blanks between columns.
const GAP: usize = 2;
/// A last column is never cut to less.
const LEAST: usize = 20;

/// How wide stdout is; none where it isn't a terminal, and nothing is cut.
pub(crate) fn stdout_width() -> Option<usize> {
    let term = Term::stdout();
    term.is_term().then(|| usize::from(term.size().1))
}

/// Rows, the first of which is the heading. Columns are as wide as their widest cell; the last one
/// is cut, with an ellipsis, where a row would be wider than `width`.
pub(crate) fn table(rows: &[Vec<String>], width: Option<usize>) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|it| length(it)).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let start: usize = widths[..column].iter().map(|width| width + GAP).sum();
            line.extend(std::iter::repeat_n(' ', start.saturating_sub(length(&line))));
            if column + 1 == columns
                && let Some(width) = width
            {
                line += &cut(cell, width.saturating_sub(start).max(LEAST));
            } else {
                line += cell;
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// The first `most` characters, the last of them an ellipsis where there are more.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

pub(crate) fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_column_is_cut_to_the_terminal() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [
            row(&["SLUG", "NETUID", "WHAT"]),
            row(&["desearch", "22", "Searches the web and X, and says so at length"]),
            row(&["a", "", "b"]),
        ];
        assert_eq!(
            table(&rows, Some(40)),
            "SLUG      NETUID  WHAT\n\
             desearch  22      Searches the web and …\n\
             a                 b\n"
        );
        assert!(table(&rows, None).contains("says so at length"));
        assert_eq!(table(&[], None), "");
    }
}
