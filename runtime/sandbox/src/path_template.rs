//! Path templates: `/jobs/{job_id}/result`.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A template, taken apart. A parameter stands for one non-empty piece of a segment, since the
/// caller percent-encodes what is put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PathTemplate {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Parameter(String),
    /// All that follows, slashes included.
    Rest(String),
}

/// What a path has for a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// All of it, decoded.
    pub(crate) text: String,
    /// Its parts, decoded, where it is a list or an object.
    pub(crate) parts: Vec<String>,
    /// Whether parts of an object are `key=value`, rather than keys and values in turn.
    pub(crate) apart: bool,
}

impl Parameter {
    /// Takes apart what stands for `{between}`, an expression of RFC 6570; none: it isn't one.
    fn read(between: &str, raw: &str) -> Option<(String, Self)> {
        let name = between.strip_prefix(['.', ';']).unwrap_or(between);
        let name = name.strip_suffix('*').unwrap_or(name);
        let apart = between.ends_with('*');
        let (raw, sign) = match between.chars().next() {
            Some('.') => (raw.strip_prefix('.')?, if apart { '.' } else { ',' }),
            Some(';') => (raw.strip_prefix(';')?, if apart { ';' } else { ',' }),
            _ => (raw, ','),
        };
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let label = format!("{name}=");
        let unnamed = |text| match between.starts_with(';') {
            true => str::strip_prefix(text, &label).unwrap_or(text),
            false => text,
        };
        let parts = raw.split(sign).map(|part| decode(unnamed(part))).collect();
        Some((name.to_owned(), Self { text: decode(unnamed(raw)), parts, apart }))
    }
}

impl PathTemplate {
    /// Takes a path apart at its `{name}`s; an unclosed brace is text.
    pub(crate) fn parse(path: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = path;
        while let Some((text, (name, after))) =
            rest.split_once('{').and_then(|(text, after)| Some((text, after.split_once('}')?)))
        {
            pieces.push(Piece::Text(text.to_owned()));
            pieces.push(Piece::Parameter(name.to_owned()));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Self { pieces }
    }

    /// The same where the last parameter is an object's name, which may hold slashes.
    pub(crate) fn of_objects(path: &str) -> Self {
        let mut template = Self::parse(path);
        if let [.., Piece::Parameter(name), Piece::Text(end)] = &template.pieces[..]
            && end.is_empty()
        {
            let rest = Piece::Rest(name.clone());
            template.pieces.truncate(template.pieces.len() - 2);
            template.pieces.push(rest);
        }
        template
    }

    /// The parameters' values, decoded, where a path as it came over the wire fits the template.
    pub(crate) fn matches(&self, path: &str) -> Option<BTreeMap<String, Parameter>> {
        let mut found = BTreeMap::new();
        matches(&self.pieces, path, &mut found).then_some(found)
    }

    /// How many parameters it has: where several templates fit, the one with fewest is meant.
    pub(crate) fn parameters(&self) -> usize {
        self.pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Parameter(_) | Piece::Rest(_)))
            .count()
    }
}

/// Whether the pieces make up the path, trying the longest value of each parameter first.
fn matches(pieces: &[Piece], path: &str, found: &mut BTreeMap<String, Parameter>) -> bool {
    match pieces {
        [] => path.is_empty(),
        [Piece::Text(text), rest @ ..] => {
            path.strip_prefix(text.as_str()).is_some_and(|path| matches(rest, path, found))
        }
        [Piece::Rest(name), ..] => {
            let text = percent_decode_str(path).decode_utf8_lossy().into_owned();
            let parts = vec![text.clone()];
            found.insert(name.clone(), Parameter { text, parts, apart: false });
            !path.is_empty()
        }
        [Piece::Parameter(name), rest @ ..] => {
            let segment = path.find('/').unwrap_or(path.len());
            let ends = (1..=segment).rev().filter(|end| path.is_char_boundary(*end));
            for end in ends {
                if let Some((field, parameter)) = Parameter::read(name, &path[..end])
                    && matches(rest, &path[end..], found)
                {
                    found.insert(field, parameter);
                    return true;
                }
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str, path: &str) -> Option<Vec<(String, String)>> {
        texts(&PathTemplate::parse(template), path)
    }

    fn texts(template: &PathTemplate, path: &str) -> Option<Vec<(String, String)>> {
        let found = template.matches(path)?;
        Some(found.into_iter().map(|(name, parameter)| (name, parameter.text)).collect())
    }

    fn pairs(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn parameters_take_one_segment_each() {
        assert_eq!(found("/web", "/web"), pairs(&[]));
        assert_eq!(found("/jobs/{id}", "/jobs/a%2Fb%20c"), pairs(&[("id", "a/b c")]));
        assert_eq!(found("/{a}/x/{b}.json", "/1/x/2.json"), pairs(&[("a", "1"), ("b", "2")]));
        assert_eq!(found("/{a}:cancel", "/7:cancel"), pairs(&[("a", "7")]));
        assert_eq!(found("/jobs/{id}", "/jobs/a/b"), None);
        assert_eq!(found("/jobs/{id}", "/jobs/"), None);
        assert_eq!(found("/jobs/{id}", "/jobs"), None);
        assert_eq!(found("/web", "/web/"), None);
    }

    #[test]
    fn an_objects_name_may_hold_slashes() {
        let template = PathTemplate::of_objects("/s3/{bucket}/{key}");
        let found = |path| texts(&template, path);
        assert_eq!(found("/s3/b/x%20y/z"), pairs(&[("bucket", "b"), ("key", "x y/z")]));
        assert_eq!(found("/s3/b/"), None);
        assert_eq!(found("/s3/b"), None);
        assert_eq!(PathTemplate::of_objects("/{a}/x"), PathTemplate::parse("/{a}/x"));
    }

    #[test]
    fn operators_are_taken_off_and_parts_apart() {
        for (template, path, parts) in [
            ("/{a}", "/x,y%2Cz", &["x", "y,z"][..]),
            ("/{.a}", "/.x,y", &["x", "y"]),
            ("/{.a*}", "/.x.y", &["x", "y"]),
            ("/{;a}", "/;a=x,y", &["x", "y"]),
            ("/{;a*}", "/;a=x;a=y", &["x", "y"]),
        ] {
            let found = PathTemplate::parse(template).matches(path).unwrap();
            assert_eq!(found["a"].parts, parts, "{template}");
        }
        assert_eq!(found("/{;a}", "/;a=blue"), pairs(&[("a", "blue")]));
        assert_eq!(found("/{.a}", "/x"), None);
    }

    #[test]
    fn odd_templates_are_text() {
        assert_eq!(found("/a{b", "/a{b"), pairs(&[]));
        assert_eq!(found("", ""), pairs(&[]));
        assert_eq!(found("/é{x}", "/éü"), pairs(&[("x", "ü")]));
    }
}
