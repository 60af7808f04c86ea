//! Rows in columns, fitted to the width of the terminal.

use console::Term;
use orchestra_diagnostics::terminal::escape_controls;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Blanks between columns.
const GAP: usize = 2;
/// No column is made narrower than this; a terminal that has no room for that shows each row as
/// lines of its own.
const LEAST: usize = 10;

/// How wide stdout is; none where it isn't a terminal, and nothing is cut.
pub(crate) fn stdout_width() -> Option<usize> {
    let term = Term::stdout();
    term.is_term().then(|| usize::from(term.size().1))
}

/// Rows, the first of which is the heading. Columns are as wide as their widest cell. Where a row
/// would be wider than `width`, the widest columns are cut, with ellipses, but never the first: it
/// has the names. Where that isn't enough, each row becomes lines of heading and cell.
pub(crate) fn table(rows: &[Vec<String>], width: Option<usize>) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|it| length(it)).max())
        .map(Option::unwrap_or_default)
        .collect();
    if let Some(width) = width
        && !fitted(&mut widths, width)
    {
        return records(&rows, width);
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let start: usize = widths[..column].iter().map(|width| width + GAP).sum();
            line.extend(std::iter::repeat_n(' ', start.saturating_sub(length(&line))));
            line += &cut(cell, widths[column]);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// A cell as it is shown: a line, without what could steer the terminal, which would be wider than
/// it counts.
fn plain(cell: &str) -> String {
    escape_controls(cell).replace(['\n', '\t'], " ")
}

/// Makes the widest columns narrower until a row fits; whether it does.
fn fitted(widths: &mut [usize], width: usize) -> bool {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let widest = widths.iter_mut().skip(1).max_by_key(|width| **width);
        match widest.filter(|width| **width > LEAST) {
            Some(widest) => *widest -= 1,
            None => return false,
        }
    }
    true
}

/// Each row as lines of heading and cell, with an empty line between rows.
fn records(rows: &[Vec<String>], width: usize) -> String {
    let Some((headings, rows)) = rows.split_first() else { return String::new() };
    let column = headings.iter().map(|it| length(it)).max().unwrap_or_default() + GAP;
    let mut records = Vec::new();
    for row in rows {
        let mut text = String::new();
        for (heading, cell) in headings.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let blanks = " ".repeat(column - length(heading));
            let room = width.saturating_sub(column).max(LEAST);
            for (at, line) in crate::definitions::wrapped(cell, room).iter().enumerate() {
                let before =
                    if at == 0 { format!("{heading}{blanks}") } else { " ".repeat(column) };
                text += &format!("{before}{line}\n");
            }
        }
        records.push(text);
    }
    records.join("\n")
}

/// What fits into `most` columns of the terminal, with an ellipsis at the end where there is more.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = most.saturating_sub(1);
    for character in text.chars() {
        let wide = character.width().unwrap_or_default();
        if wide > room {
            break;
        }
        room -= wide;
        kept.push(character);
    }
    kept + "…"
}

/// How many columns of the terminal a text takes.
pub(crate) fn length(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_column_is_cut_to_the_terminal() {
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

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = [vec!["東京".to_owned(), "x".to_owned()], vec!["ab".to_owned(), "y".to_owned()]];
        assert_eq!(table(&rows, None), "東京  x\nab    y\n");
        assert_eq!(cut("東京都", 4), "東…");
    }

    #[test]
    fn names_are_never_cut_and_a_narrow_terminal_shows_lines() {
        let rows = [
            vec!["NAME".to_owned(), "PRICE".to_owned(), "WHAT".to_owned()],
            vec!["desearch.web_search".to_owned(), String::new(), "Pages of the web".to_owned()],
            vec!["b".to_owned(), "free".to_owned(), "c".to_owned()],
        ];
        assert_eq!(
            table(&rows, Some(30)),
            "NAME   desearch.web_search\nWHAT   Pages of the web\n\n\
             NAME   b\nPRICE  free\nWHAT   c\n"
        );
        let fits = table(&rows, Some(40));
        assert!(fits.contains("desearch.web_search") && fits.lines().count() == 3, "{fits}");
    }

    #[test]
    fn what_would_steer_the_terminal_counts_as_it_is_shown() {
        let rows = [vec!["a\u{1b}b".to_owned(), "x".to_owned()]];
        assert_eq!(table(&rows, None), "a\\u{1b}b  x\n");
    }
}
