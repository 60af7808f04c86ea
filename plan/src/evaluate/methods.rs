//! Built-in methods, one module a family, found by the kind of the value.
//!
//! A family's `call` returns none where it has no method of that name.

mod any;
mod datetime;
mod lists;
mod maps;
mod numbers;
mod order;
mod reading;
mod strings;

use std::sync::Arc;

use super::run::{Run, truth};
use crate::{Failure, Lambda, Mark, expr::Argument, value::Value};

/// What a family gives: none where it has no such method.
type Outcome = Result<Option<Value>, Failure>;

/// The call of a method.
struct Call<'c, 'r, 'e> {
    run: &'c mut Run<'e>,
    name: &'r str,
    arguments: &'r [Argument],
    mark: Mark,
}

pub(super) fn call(
    run: &mut Run<'_>,
    name: &str,
    of: &Value,
    arguments: &[Argument],
    mark: Mark,
) -> Result<Value, Failure> {
    let mut call = Call { run, name, arguments, mark };
    if let Some(name) = name.strip_prefix("datetime.") {
        return datetime::call(&mut call, name, of)?.ok_or_else(|| call.unknown());
    }
    let own = match of {
        Value::List(items) => match lists::call(&mut call, items)? {
            None => reading::call(&mut call, items)?,
            some => some,
        },
        Value::String(text) => strings::call(&mut call, text)?,
        Value::Int(_) | Value::Float(_) => numbers::call(&mut call, of)?,
        Value::Record(fields) => maps::call(&mut call, fields)?,
        _ => None,
    };
    match own {
        Some(value) => Ok(value),
        None => any::call(&mut call, of)?.ok_or_else(|| call.unknown()),
    }
}

impl Call<'_, '_, '_> {
    fn failed(&self, message: impl Into<String>) -> Failure {
        Failure::failed(message, self.mark)
    }

    fn unknown(&self) -> Failure {
        self.failed(format!("the value has no method `{}`", self.name))
    }

    fn has(&self, index: usize) -> bool {
        index < self.arguments.len()
    }

    fn value(&mut self, index: usize) -> Result<Value, Failure> {
        match self.arguments.get(index) {
            Some(Argument::Value { value }) => self.run.evaluate(value),
            _ => Err(self.failed(format!("`{}` lacks an argument", self.name))),
        }
    }

    fn int(&mut self, index: usize) -> Result<i64, Failure> {
        match self.value(index)? {
            Value::Int(int) => Ok(int),
            _ => Err(self.misfit("an int")),
        }
    }

    /// A number of items: below 0 counts as 0.
    fn count(&mut self, index: usize) -> Result<usize, Failure> {
        let int = self.int(index)?.max(0);
        Ok(usize::try_from(int).unwrap_or(usize::MAX))
    }

    fn text(&mut self, index: usize) -> Result<Arc<str>, Failure> {
        match self.value(index)? {
            Value::String(text) => Ok(text),
            _ => Err(self.misfit("a string")),
        }
    }

    fn list(&mut self, index: usize) -> Result<Arc<Vec<Value>>, Failure> {
        match self.value(index)? {
            Value::List(items) => Ok(items),
            _ => Err(self.misfit("a list")),
        }
    }

    fn misfit(&self, wanted: &str) -> Failure {
        self.failed(format!("`{}` takes {wanted}", self.name))
    }

    /// What the function given as argument makes of one value.
    fn apply(&mut self, index: usize, value: &Value) -> Result<Value, Failure> {
        let lambda = self.lambda(index)?;
        self.run.call(lambda, std::slice::from_ref(value))
    }

    /// Whether the function given as argument holds of one value.
    fn holds(&mut self, index: usize, value: &Value) -> Result<bool, Failure> {
        truth(&self.apply(index, value)?)
    }

    /// The list of these items, counted as produced.
    fn listed(&mut self, items: Vec<Value>) -> Outcome {
        self.run.produce_items(items.len())?;
        Ok(Some(Value::list(items)))
    }

    fn written(&mut self, text: impl Into<Arc<str>>) -> Outcome {
        self.run.text(text).map(Some)
    }
}

impl<'r> Call<'_, 'r, '_> {
    fn lambda(&self, index: usize) -> Result<&'r Lambda, Failure> {
        match self.arguments.get(index) {
            Some(Argument::Lambda { lambda }) => Ok(lambda),
            _ => Err(self.misfit("a function")),
        }
    }
}

fn int(count: usize) -> Value {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
