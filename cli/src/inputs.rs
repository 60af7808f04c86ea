//! `--input` and `--inputs`: what a job is given. All that is wrong is said at once.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use clap::Args;
use indexmap::IndexMap;
use orchestra_diagnostics::{nearest, terminal::escape_controls};
use orchestra_plan::{Plan, Shape, Value, plan::Param};
use serde_json::Value as Json;

use crate::{
    command_error::CommandError, files, list::list, secrets, session::Session, target::Target,
};

/// What the template is given.
#[derive(Clone, Debug, Args)]
pub(crate) struct InputArguments {
    /// A parameter's value: text as it stands, or JSON where the type isn't text; a secret is
    /// given as @env:NAME or @file:PATH
    #[arg(short, long, value_name = "NAME=VALUE")]
    input: Vec<String>,
    /// Values as one JSON object; --input goes before it
    #[arg(long, value_name = "FILE")]
    inputs: Option<PathBuf>,
}

/// What is wrong with one input.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Problem {
    message: String,
    help: Option<String>,
}

/// A value as it was given.
#[derive(Clone, Debug, PartialEq)]
enum Given {
    /// Behind `--input NAME=`.
    Text(String),
    /// In the file of `--inputs`.
    Json(Json),
}

/// The values by parameter, in the template's order; what is left out has its default. With
/// `pretended`, secrets needn't be there: a sandbox takes any.
///
/// # Errors
/// All that is wrong, as [`crate::exit::Exit::Usage`].
pub(crate) fn read(
    session: &Session,
    arguments: &InputArguments,
    target: &Target,
    pretended: bool,
) -> Result<IndexMap<String, Value>, CommandError> {
    let mut reader = Reader { session, target, pretended, all_known: true, problems: Vec::new() };
    let mut given = BTreeMap::new();
    if let Some(path) = &arguments.inputs {
        match from_file(session, path) {
            Ok(fields) => {
                given.extend(fields.into_iter().map(|(name, value)| (name, Given::Json(value))));
            }
            Err(problem) => {
                reader.all_known = false;
                reader.problems.push(problem);
            }
        }
    }
    reader.options(&arguments.input, &mut given);
    let values = reader.values(given);
    if reader.problems.is_empty() {
        return Ok(values);
    }
    let count = reader.problems.len();
    let details = reader.problems.iter().fold(String::new(), |mut text, problem| {
        write!(text, "{} {}", session.bold("error:"), escape_controls(&problem.message))
            .expect("a String takes all text");
        if let Some(help) = &problem.help {
            write!(text, "\n  {} {}", session.bold("help:"), escape_controls(help))
                .expect("a String takes all text");
        }
        text + "\n\n"
    });
    let what = if count == 1 { "an input isn't right" } else { "inputs aren't right" };
    let count = if count == 1 { String::new() } else { format!("{count} ") };
    Err(CommandError::usage(format!("{count}{what}; nothing was run")).details(details))
}

struct Reader<'t> {
    session: &'t Session,
    target: &'t Target,
    pretended: bool,
    /// Whether everything that was given could be looked at.
    all_known: bool,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn options(&mut self, options: &[String], given: &mut BTreeMap<String, Given>) {
        let mut seen: Vec<&str> = Vec::new();
        for option in options {
            let Some((name, text)) = option.split_once('=') else {
                // It may be a secret in the wrong place: only what looks like a name is shown.
                let name = if secrets::is_variable(option) { option.as_str() } else { "NAME" };
                let message = "an `--input` has no `=`".to_owned();
                self.problem(message, Some(format!("write `--input {name}=VALUE`")));
                continue;
            };
            let name = name.trim();
            if seen.contains(&name) {
                self.problem(format!("`{name}` is given twice"), None);
                continue;
            }
            seen.push(name);
            given.insert(name.to_owned(), Given::Text(text.to_owned()));
        }
    }

    fn values(&mut self, mut given: BTreeMap<String, Given>) -> IndexMap<String, Value> {
        let target = self.target;
        let plan = &target.plan;
        let mut values = IndexMap::new();
        for param in &plan.params {
            match given.remove(&param.name) {
                Some(given) => match self.value(plan, param, given) {
                    Ok(value) => drop(values.insert(param.name.clone(), value)),
                    Err(problem) => self.problems.push(problem),
                },
                // It may stand in what couldn't be read.
                None if param.default.is_none() && self.all_known => {
                    let message = format!("`{}` must be given", param.name);
                    let help = self.how_to_give(param);
                    self.problem(message, Some(help));
                }
                None => {}
            }
        }
        let known: Vec<String> = plan.params.iter().map(|param| param.name.clone()).collect();
        for name in given.keys() {
            let help = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "it takes no inputs".to_owned(),
                None => format!("it has {}", list(&known, "and")),
            };
            self.problem(format!("the template has no parameter `{name}`"), Some(help));
        }
        values
    }

    fn value(&self, plan: &Plan, param: &Param, given: Given) -> Result<Value, Problem> {
        if param.secret {
            return self.secret(param, given);
        }
        let read = match given {
            Given::Text(text) => from_text(&param.shape, &text, &plan.shapes),
            Given::Json(json) => {
                param.shape.decode(&json, &plan.shapes).map_err(|misfit| misfit.to_string())
            }
        };
        read.map_err(|reason| {
            let reason = reason.strip_prefix("the value").unwrap_or(&reason);
            let message = match reason.starts_with(' ') {
                true => format!("`{}`{reason}", param.name),
                false => format!("`{}`: {reason}", param.name),
            };
            Problem { message, help: Some(format!("its type is {}", self.described(param))) }
        })
    }

    /// A handle of a secret that is there. What was given is never shown: it may be the secret.
    fn secret(&self, param: &Param, given: Given) -> Result<Value, Problem> {
        let name = &param.name;
        let problem = |message: String| {
            let help = format!("`--input {name}=@env:VARIABLE` or `--input {name}=@file:PATH`");
            Problem { message, help: Some(help) }
        };
        let text = match given {
            Given::Text(text) | Given::Json(Json::String(text)) => text,
            Given::Json(Json::Null) if param.default == Some(Value::Null) => {
                return Ok(Value::Null);
            }
            Given::Json(_) => {
                return Err(problem(format!("`{name}` is a secret, and given by reference")));
            }
        };
        let handle = if let Some(variable) = text.strip_prefix("@env:") {
            if !secrets::is_variable(variable) {
                return Err(problem(format!(
                    "what stands behind `@env:` of `{name}` names no variable"
                )));
            }
            variable.to_owned()
        } else if let Some(path) = text.strip_prefix(secrets::FILE) {
            match std::path::absolute(path) {
                Ok(path) => format!("{}{}", secrets::FILE, path.display()),
                Err(error) => {
                    return Err(problem(format!("`{name}`: `{path}` is no path: {error}")));
                }
            }
        } else {
            return Err(problem(format!(
                "`{name}` is a secret: given literally it would stand in the list of processes and \
                 the shell's history"
            )));
        };
        if !self.pretended
            && let Err(why) = secrets::find(&self.session.logins, &handle)
        {
            return Err(Problem { message: format!("`{name}`: {why}"), help: None });
        }
        Ok(Value::Secret(handle.into()))
    }

    fn how_to_give(&self, param: &Param) -> String {
        let name = &param.name;
        let value = if param.secret { "@env:VARIABLE" } else { "…" };
        format!("`--input {name}={value}`: {}", self.described(param))
    }

    /// Its type, and what is said of it.
    fn described(&self, param: &Param) -> String {
        match self.target.param(&param.name) {
            Some(words) if words.documentation.is_empty() => format!("`{}`", words.ty),
            Some(words) => format!("`{}`, {}", words.ty, words.documentation.replace('\n', " ")),
            None => "unknown".to_owned(),
        }
    }

    fn problem(&mut self, message: String, help: Option<String>) {
        self.problems.push(Problem { message, help });
    }
}

/// The fields of the object in a file.
fn from_file(
    session: &Session,
    path: &std::path::Path,
) -> Result<serde_json::Map<String, Json>, Problem> {
    let shown = path.display();
    let text = files::read(&session.working.join(path)).map_err(|error| Problem {
        message: format!("can't read `{shown}`: {error}"),
        help: None,
    })?;
    match serde_json::from_str(&text) {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(_) => Err(Problem {
            message: format!("`{shown}` isn't a JSON object"),
            help: Some("write one JSON object, with a field for each parameter".to_owned()),
        }),
        Err(error) => {
            Err(Problem { message: format!("`{shown}` isn't JSON: {error}"), help: None })
        }
    }
}

/// A parameter that holds strings only takes the text as it stands; any other reads JSON, and
/// where that doesn't fit but a string would, the text.
fn from_text(shape: &Shape, text: &str, named: &BTreeMap<String, Shape>) -> Result<Value, String> {
    let as_string = shape.decode(&Json::String(text.to_owned()), named);
    if holds_strings_only(shape, named, 0) {
        return as_string.map_err(|misfit| misfit.to_string());
    }
    let json = match serde_json::from_str::<Json>(text) {
        Ok(json) => json,
        Err(error) => {
            return as_string
                .map_err(|misfit| format!("{misfit}; as JSON it can't be read ({error})"));
        }
    };
    match shape.decode(&json, named) {
        Ok(value) => Ok(value),
        Err(misfit) => as_string.map_err(|_| misfit.to_string()),
    }
}

/// Whether all values of the shape are texts in JSON. Names of shapes are followed a few times
/// only: a type that contains itself isn't a text.
fn holds_strings_only(shape: &Shape, named: &BTreeMap<String, Shape>, depth: u32) -> bool {
    match shape {
        Shape::String { .. } | Shape::Duration | Shape::Money => true,
        Shape::Literal { value } => value.to_json().is_string(),
        Shape::Union { arms } => {
            depth < 16 && arms.iter().all(|arm| holds_strings_only(arm, named, depth + 1))
        }
        Shape::Named { name } => {
            depth < 16 && named.get(name).is_some_and(|it| holds_strings_only(it, named, depth + 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use orchestra_plan::Money;

    use super::*;

    fn text() -> Shape {
        Shape::String { min: 0, max: Some(5), patterns: Vec::new(), format: None }
    }

    fn read(shape: &Shape, text: &str) -> Result<Value, String> {
        from_text(shape, text, &BTreeMap::new())
    }

    #[test]
    fn texts_stand_as_they_are() {
        assert_eq!(read(&text(), "42"), Ok(Value::text("42")));
        assert_eq!(read(&text(), "\"a\""), Ok(Value::text("\"a\"")));
        assert_eq!(read(&Shape::Duration, "90s"), Ok(Value::Duration(90_000)));
        let money = Money::parse("0.50usd").unwrap();
        assert_eq!(read(&Shape::Money, "0.50usd"), Ok(Value::Money(money)));
        let literal = |text: &str| Shape::Literal { value: Value::text(text) };
        let one_of = Shape::Union { arms: vec![literal("quick"), literal("1")] };
        assert_eq!(read(&one_of, "1"), Ok(Value::text("1")));
    }

    #[test]
    fn what_is_no_text_is_json() {
        let int = Shape::Int { min: Some(1), max: Some(10) };
        assert_eq!(read(&int, "7"), Ok(Value::Int(7)));
        assert!(read(&int, "70").unwrap_err().contains("an integer of 1 to 10, but is 70"));
        assert!(read(&int, "seven").unwrap_err().contains("as JSON it can't be read"));
        let list = Shape::List { item: Box::new(text()), min: 0, max: None };
        assert_eq!(read(&list, r#"["a"]"#), Ok(Value::list(vec![Value::text("a")])));
    }

    #[test]
    fn where_json_does_not_fit_the_text_may() {
        let nullable = Shape::Union { arms: vec![text(), Shape::Null] };
        assert_eq!(read(&nullable, "null"), Ok(Value::Null));
        assert_eq!(read(&nullable, "42"), Ok(Value::text("42")));
        assert_eq!(read(&nullable, "\"42\""), Ok(Value::text("42")));
        assert_eq!(read(&nullable, "a b"), Ok(Value::text("a b")));
        assert!(read(&nullable, "too long").is_err());
    }
}
