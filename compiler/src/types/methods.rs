//! The built-in methods: one table a kind of receiver, one row a method.
//!
//! To add one: a row in its table here, a row in the evaluator's. A row says what the method takes
//! and what it yields, with sizes; the names of its parameters are those that a call may write.

mod any;
mod datetime;
mod list;
mod map;
mod number;
mod string;

use super::{
    IntRange, ListType, Literal, Type, TypeEnvironment,
    view::{MapView, View},
};

/// A method of a type.
#[derive(Clone, Debug)]
pub struct Method {
    row: &'static Row,
    receiver: Receiver,
}

/// What an argument has to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// A value of this type.
    Value(Type),
    /// A value; whether it will do, [`Method::result`] tells.
    Any,
    /// A text that is a regular expression.
    Pattern,
    /// A function of these parameters; of any result, where none is said.
    Lambda {
        /// The types of what it is given.
        params: Vec<Type>,
        /// The type of what it must yield.
        result: Option<Type>,
    },
}

/// What is wrong with the arguments or the receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentProblem {
    /// Which argument; none: the receiver.
    pub argument: Option<usize>,
    /// As a sentence.
    pub message: String,
    /// What kind of mistake it is.
    pub kind: ArgumentKind,
}

/// What kind of mistake an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// The method isn't there for such items.
    Undefined,
    /// It provably fails.
    Outside,
    /// It is of another base.
    Differ,
}

type Outcome = Result<Type, ArgumentProblem>;

/// A row of a table.
#[derive(Debug)]
struct Row {
    name: &'static str,
    plan_name: &'static str,
    params: &'static [&'static str],
    least: usize,
    expected: fn(&Call<'_>, usize, &[Type]) -> Expected,
    result: fn(&Call<'_>, &[Type]) -> Outcome,
}

/// What a row's functions are told.
struct Call<'a> {
    env: &'a dyn TypeEnvironment,
    receiver: &'a Receiver,
}

#[derive(Clone, Debug)]
struct Receiver {
    /// As it is written.
    ty: Type,
    /// As the method sees it; of what has only methods of any value, none.
    view: Option<View>,
}

/// The method `name` of `receiver`.
///
/// # Errors
/// The names of the methods that there are.
pub fn find(
    env: &dyn TypeEnvironment,
    receiver: &Type,
    name: &str,
) -> Result<Method, Vec<&'static str>> {
    // What may be null has what any value has.
    let view = if receiver.admits_null(env) { None } else { View::of(env, receiver) };
    let tables = tables(view.as_ref());
    let row = tables.into_iter().flatten().find(|row| row.name == name);
    match row {
        Some(row) => Ok(Method { row, receiver: Receiver { ty: receiver.clone(), view } }),
        None => Err(tables.into_iter().flatten().map(|row| row.name).collect()),
    }
}

/// The first that holds a method is its own; what there are fewer of is empty.
fn tables(view: Option<&View>) -> [&'static [Row]; 3] {
    match view {
        Some(View::List(_)) => [list::ROWS, any::ROWS, &[]],
        Some(View::String(_)) if view.is_some_and(View::is_datetime) => {
            [datetime::ROWS, string::ROWS, any::ROWS]
        }
        Some(View::String(_)) => [string::ROWS, any::ROWS, &[]],
        Some(View::Int(_)) => [number::ROWS, number::INT_ROWS, any::ROWS],
        Some(View::Float(_)) => [number::ROWS, any::ROWS, &[]],
        Some(View::Map(_)) => [map::ROWS, any::ROWS, &[]],
        Some(View::Bool | View::Duration | View::Money(_)) | None => [any::ROWS, &[], &[]],
    }
}

/// Whether `text` is a regular expression of the language.
///
/// # Errors
/// What is wrong with it.
pub fn check_pattern(text: &str) -> Result<(), String> {
    orchestra_plan::pattern::compile(text).map(|_| ())
}

impl Method {
    /// Its name in plans.
    #[must_use]
    pub fn plan_name(&self) -> &'static str {
        self.row.plan_name
    }

    /// How many arguments it takes, at least and at most.
    #[must_use]
    pub fn arity(&self) -> (usize, usize) {
        (self.row.least, self.row.params.len())
    }

    /// The name of a parameter; empty beyond the last.
    #[must_use]
    pub fn parameter(&self, index: usize) -> &'static str {
        self.row.params.get(index).copied().unwrap_or_default()
    }

    /// What the argument at `index` has to be, those before it being of these types.
    #[must_use]
    pub fn expected(&self, env: &dyn TypeEnvironment, index: usize, earlier: &[Type]) -> Expected {
        (self.row.expected)(&Call { env, receiver: &self.receiver }, index, earlier)
    }

    /// The type of its value for arguments of these types; a lambda's is that of its value.
    ///
    /// # Errors
    /// What is wrong with the receiver or an argument.
    pub fn result(
        &self,
        env: &dyn TypeEnvironment,
        arguments: &[Type],
    ) -> Result<Type, ArgumentProblem> {
        (self.row.result)(&Call { env, receiver: &self.receiver }, arguments)
    }
}

/// A row of a method whose name in plans is its own.
const fn row(
    name: &'static str,
    params: &'static [&'static str],
    expected: fn(&Call<'_>, usize, &[Type]) -> Expected,
    result: fn(&Call<'_>, &[Type]) -> Outcome,
) -> Row {
    Row { name, plan_name: name, params, least: params.len(), expected, result }
}

fn nothing(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Any
}

fn an_int(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Value(Type::int())
}

fn a_string(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Value(Type::string())
}

impl Call<'_> {
    /// The receiver, of a row of lists.
    fn list(&self) -> ListType {
        match &self.receiver.view {
            Some(View::List(list)) => list.clone(),
            _ => ListType { item: Type::Error, size: super::Size::unbounded() },
        }
    }

    /// The receiver's length, of a row of texts.
    fn length(&self) -> super::Size {
        match &self.receiver.view {
            Some(View::String(string)) => string.length,
            _ => super::Size::unbounded(),
        }
    }

    /// The receiver, of a row of maps.
    fn map(&self) -> MapView {
        match &self.receiver.view {
            Some(View::Map(map)) => map.clone(),
            _ => MapView { value: Type::Error, size: super::Size::unbounded(), record: None },
        }
    }

    fn view(&self, ty: &Type) -> Option<View> {
        View::of(self.env, ty)
    }

    /// The range of an argument that is an int.
    fn int(&self, arguments: &[Type], index: usize) -> IntRange {
        match arguments.get(index).and_then(|ty| self.view(ty)) {
            Some(View::Int(range)) => range,
            _ => IntRange::default(),
        }
    }

    /// The size of an argument that is a text.
    fn text(&self, arguments: &[Type], index: usize) -> super::Size {
        match arguments.get(index).and_then(|ty| self.view(ty)) {
            Some(View::String(string)) => string.length,
            _ => super::Size::unbounded(),
        }
    }

    /// `ty`, which has to be what `<` orders.
    fn ordered(&self, ty: &Type, argument: Option<usize>) -> Result<(), ArgumentProblem> {
        let fine = matches!(ty, Type::Error | Type::Never)
            || (!ty.admits_null(self.env) && self.view(ty).is_some_and(|view| view.is_ordered()));
        if fine {
            return Ok(());
        }
        let why = match ty.without_null(self.env) {
            Type::Parameter(_) => ": it is any type",
            _ => "",
        };
        let message = format!("values of type `{ty}` have no order{why}");
        Err(ArgumentProblem { argument, message, kind: ArgumentKind::Undefined })
    }
}

fn argument(arguments: &[Type], index: usize) -> Type {
    arguments.get(index).cloned().unwrap_or(Type::Error)
}

fn differ(argument: Option<usize>, message: String) -> ArgumentProblem {
    ArgumentProblem { argument, message, kind: ArgumentKind::Differ }
}

/// The text, where it is known.
fn known_text(ty: &Type) -> Option<&str> {
    match ty {
        Type::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
