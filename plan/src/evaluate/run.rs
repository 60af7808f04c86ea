//! One evaluation: its local values, its budget, and what each expression does.

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;

use super::{
    BODY_LEVELS, DEEPEST, Evaluator, ITEM_BYTES, MOST_BYTES, MOST_OPERATIONS, Slots, methods,
    operators,
};
use crate::{
    Expr, Failure, FailureKind, Lambda, Mark, Slot,
    expr::{Access, ForExpr, ListEntry, RecordEntry, RepeatExpr, Shown},
    value::Value,
};

/// Levels of lists and records within each other that a loop may build.
const DEEPEST_VALUE: u32 = 256;

/// Rounds after which a loop's state is looked at for its depth.
const ROUNDS_UNWATCHED: usize = 16;

pub(super) struct Run<'e> {
    pub(super) evaluator: &'e Evaluator<'e>,
    outer: &'e dyn Slots,
    locals: HashMap<Slot, Value>,
    operations: u64,
    bytes: u64,
    depth: u32,
}

type Restore = Vec<(Slot, Option<Value>)>;

impl<'e> Run<'e> {
    pub(super) fn new(evaluator: &'e Evaluator<'e>, outer: &'e dyn Slots) -> Self {
        Self { evaluator, outer, locals: HashMap::new(), operations: 0, bytes: 0, depth: 0 }
    }

    pub(super) fn evaluate(&mut self, expr: &Expr) -> Result<Value, Failure> {
        if self.depth >= DEEPEST {
            return Err(unmarked("this step's expressions lie too deep in each other"));
        }
        self.depth += 1;
        let mut bound = Restore::new();
        let value = self.evaluate_chain(expr, &mut bound);
        self.restore(bound);
        self.depth -= 1;
        value
    }

    /// Goes down to the leftmost operand, then back up, so that a chain needs no stack.
    fn evaluate_chain(&mut self, expr: &Expr, bound: &mut Restore) -> Result<Value, Failure> {
        let mut pending: Vec<&Expr> = Vec::new();
        let mut expr = expr;
        let mut value = loop {
            self.spend(1)?;
            match expr {
                Expr::Binary { left: of, .. }
                | Expr::And { left: of, .. }
                | Expr::Or { left: of, .. }
                | Expr::Coalesce { left: of, .. }
                | Expr::Field { of, .. }
                | Expr::Index { of, .. }
                | Expr::Not { of }
                | Expr::Negate { of, .. }
                | Expr::NonNull { of, .. }
                | Expr::Method { of, .. }
                | Expr::Convert { of, .. }
                | Expr::Into { of, .. }
                | Expr::Is { of, .. } => {
                    pending.push(expr);
                    expr = of;
                }
                Expr::If { condition, then, otherwise } => {
                    expr = if self.condition(condition)? { then } else { otherwise };
                }
                // What it binds ends with its body, before the rest of the chain.
                Expr::Let { .. } if !pending.is_empty() => break self.evaluate(expr)?,
                Expr::Let { slot, value, body } => {
                    let value = self.evaluate(value)?;
                    bound.push((*slot, self.locals.insert(*slot, value)));
                    expr = body;
                }
                Expr::Ensure(ensure) => {
                    let message = ensure.message.as_ref();
                    self.ensure(&ensure.condition, message, &ensure.shown, ensure.mark)?;
                    expr = &ensure.body;
                }
                leaf => break self.leaf(leaf)?,
            }
        };
        while let Some(expr) = pending.pop() {
            value = self.go_on(expr, value)?;
        }
        Ok(value)
    }

    /// The value of an expression whose leftmost operand has the value `of`.
    fn go_on(&mut self, expr: &Expr, of: Value) -> Result<Value, Failure> {
        match expr {
            Expr::Binary { operator, right, mark, .. } => {
                let right = self.evaluate(right)?;
                operators::binary(self, *operator, &of, &right, *mark)
            }
            Expr::And { right, .. } => match truth(&of)? {
                false => Ok(of),
                true => self.condition(right).map(Value::Bool),
            },
            Expr::Or { right, .. } => match truth(&of)? {
                true => Ok(of),
                false => self.condition(right).map(Value::Bool),
            },
            Expr::Coalesce { right, .. } if of == Value::Null => self.evaluate(right),
            Expr::Coalesce { .. } => Ok(of),
            Expr::Field { name, access, mark, .. } => operators::field(&of, name, *access, *mark),
            Expr::Index { access: Access::Safe, .. } if of == Value::Null => Ok(of),
            Expr::Index { index, access, mark, .. } => {
                let index = self.evaluate(index)?;
                operators::index(&of, &index, *access, *mark)
            }
            Expr::Not { .. } => truth(&of).map(|truth| Value::Bool(!truth)),
            Expr::Negate { mark, .. } => operators::negate(&of, *mark),
            Expr::NonNull { mark, .. } if of == Value::Null => {
                Err(Failure::failed("the value is null", *mark))
            }
            Expr::NonNull { .. } => Ok(of),
            Expr::Method { method, arguments, mark, .. } => {
                methods::call(self, method, &of, arguments, *mark)
            }
            Expr::Convert { shape, what, mark, .. } => {
                self.spend_walk(&of)?;
                let Evaluator { shapes, patterns, .. } = self.evaluator;
                shape.convert_with(&of, shapes, patterns).map_err(|misfit| Failure {
                    kind: FailureKind::Guard,
                    message: format!("{what}: {misfit}"),
                    mark: Some(*mark),
                })
            }
            Expr::Into { shape, mark, .. } => {
                self.spend_walk(&of)?;
                let Evaluator { shapes, patterns, .. } = self.evaluator;
                shape
                    .read_into_with(&of, shapes, patterns)
                    .map_err(|misfit| Failure::failed(misfit.to_string(), *mark))
            }
            Expr::Is { shape, .. } => {
                self.spend_walk(&of)?;
                let Evaluator { shapes, patterns, .. } = self.evaluator;
                Ok(Value::Bool(shape.convert_with(&of, shapes, patterns).is_ok()))
            }
            _ => Ok(of),
        }
    }

    /// The value of an expression that has no leftmost operand.
    fn leaf(&mut self, expr: &Expr) -> Result<Value, Failure> {
        match expr {
            Expr::Const { value } => Ok(value.clone()),
            Expr::Slot { slot } => match self.locals.get(slot).or_else(|| self.outer.get(*slot)) {
                Some(value) => Ok(value.clone()),
                None => Err(unmarked(format!("the value of slot {} isn't known", slot.0))),
            },
            Expr::Record { entries } => self.record(entries),
            Expr::List { entries } => self.list(entries),
            Expr::Text { parts } => {
                let mut text = String::new();
                for part in parts {
                    let part = self.evaluate(part)?;
                    self.spend_walk(&part)?;
                    text.push_str(&part.to_text());
                }
                self.text(text)
            }
            Expr::Fail { message, mark } => {
                let message = self.evaluate(message)?.to_text();
                Err(Failure::failed(message, *mark))
            }
            Expr::Apply { function, arguments, mark } => self.apply(*function, arguments, *mark),
            Expr::For(each) => self.each(each),
            Expr::Repeat(repeat) => self.repeat(repeat),
            _ => Err(unmarked("the expression has no value")),
        }
    }

    fn record(&mut self, entries: &[RecordEntry]) -> Result<Value, Failure> {
        let mut fields: IndexMap<Arc<str>, Value> = IndexMap::new();
        for entry in entries {
            match entry {
                RecordEntry::Field { name, value, optional } => {
                    let value = self.evaluate(value)?;
                    if *optional && value == Value::Null {
                        fields.shift_remove(name.as_str());
                    } else {
                        self.produce(ITEM_BYTES + name.len() as u64)?;
                        fields.insert(name.as_str().into(), value);
                    }
                }
                RecordEntry::Spread { value } => {
                    let Value::Record(spread) = self.evaluate(value)? else {
                        return Err(unmarked("what is spread into a record isn't a record"));
                    };
                    self.spend(spread.len() as u64)?;
                    self.produce(ITEM_BYTES * spread.len() as u64)?;
                    fields.extend(spread.iter().map(|(name, value)| (name.clone(), value.clone())));
                }
            }
        }
        Ok(Value::Record(Arc::new(fields)))
    }

    fn list(&mut self, entries: &[ListEntry]) -> Result<Value, Failure> {
        let mut items = Vec::new();
        for entry in entries {
            match entry {
                ListEntry::Item { value } => items.push(self.evaluate(value)?),
                ListEntry::Spread { value } => {
                    let Value::List(spread) = self.evaluate(value)? else {
                        return Err(unmarked("what is spread into a list isn't a list"));
                    };
                    self.produce_items(spread.len())?;
                    items.extend(spread.iter().cloned());
                }
            }
        }
        self.produce_items(items.len())?;
        Ok(Value::list(items))
    }

    fn apply(&mut self, function: u32, arguments: &[Expr], mark: Mark) -> Result<Value, Failure> {
        let evaluator = self.evaluator;
        let Some(function) = evaluator.functions.get(function as usize) else {
            return Err(Failure::failed("there is no such function", mark));
        };
        if function.params.len() != arguments.len() {
            return Err(Failure::failed(
                format!("`{}` takes other arguments", function.name),
                mark,
            ));
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.evaluate(argument)?);
        }
        self.with_bound(&function.params, values, &function.body)
    }

    /// The value of an anonymous function; two parameters given one argument take a tuple apart.
    pub(super) fn call(&mut self, lambda: &Lambda, arguments: &[Value]) -> Result<Value, Failure> {
        let arguments = match arguments {
            [Value::List(items)] if lambda.params.len() == 2 && items.len() == 2 => items.to_vec(),
            arguments => arguments.to_vec(),
        };
        // A function that wants less than there is (`response: out => …`) takes the first.
        if lambda.params.len() > arguments.len() {
            return Err(unmarked("a function is given too few arguments"));
        }
        self.with_bound(&lambda.params, arguments, &lambda.body)
    }

    fn with_bound(
        &mut self,
        slots: &[Slot],
        values: Vec<Value>,
        body: &Expr,
    ) -> Result<Value, Failure> {
        let bound: Restore = slots
            .iter()
            .zip(values)
            .map(|(slot, value)| (*slot, self.locals.insert(*slot, value)))
            .collect();
        self.depth += BODY_LEVELS - 1;
        let value = self.evaluate(body);
        self.depth -= BODY_LEVELS - 1;
        self.restore(bound);
        value
    }

    fn restore(&mut self, bound: Restore) {
        for (slot, before) in bound.into_iter().rev() {
            match before {
                Some(value) => self.locals.insert(slot, value),
                None => self.locals.remove(&slot),
            };
        }
    }

    fn each(&mut self, each: &ForExpr) -> Result<Value, Failure> {
        let Value::List(list) = self.evaluate(&each.list)? else {
            return Err(unmarked("what `for` goes through isn't a list"));
        };
        let mut values = Vec::new();
        for (index, item) in list.iter().enumerate() {
            let slots = [Some(each.item), each.index];
            let slots: Vec<Slot> = slots.into_iter().flatten().collect();
            let bound = vec![item.clone(), Value::Int(index as i64)];
            if let Some(filter) = &each.filter
                && !truth(&self.with_bound(&slots, bound.clone(), filter)?)?
            {
                continue;
            }
            match self.with_bound(&slots, bound, &each.body) {
                Ok(value) => values.push(value),
                Err(_) if each.skip_failed && !self.is_exhausted() => {}
                Err(failure) => return Err(failure),
            }
        }
        self.produce_items(values.len())?;
        Ok(Value::list(values))
    }

    fn repeat(&mut self, repeat: &RepeatExpr) -> Result<Value, Failure> {
        let mut state = self.evaluate(&repeat.init)?;
        for round in 0..repeat.max.max(1) {
            state = self.with_bound(&[repeat.state], vec![state], &repeat.body)?;
            self.watch(&state, round as usize)?;
            if truth(&self.with_bound(&[repeat.state], vec![state.clone()], &repeat.until)?)? {
                break;
            }
        }
        Ok(state)
    }

    pub(super) fn ensure(
        &mut self,
        condition: &Expr,
        message: Option<&Expr>,
        shown: &[Shown],
        mark: Mark,
    ) -> Result<(), Failure> {
        if self.condition(condition)? {
            return Ok(());
        }
        let mut text = match message {
            Some(message) => self.evaluate(message)?.to_text(),
            None => "the condition doesn't hold".to_owned(),
        };
        for (index, shown) in shown.iter().enumerate() {
            let value = self.evaluate(&shown.value)?;
            self.spend_walk(&value)?;
            let value = crate::shape::cut_json(&value);
            let separator = if index == 0 { ": " } else { ", " };
            text.extend([separator, "`", &shown.text, "` is ", &value]);
        }
        Err(Failure::failed(text, mark))
    }

    fn condition(&mut self, condition: &Expr) -> Result<bool, Failure> {
        truth(&self.evaluate(condition)?)
    }

    // The budget.

    pub(super) fn spend(&mut self, operations: u64) -> Result<(), Failure> {
        self.operations = self.operations.saturating_add(operations);
        self.check_budget()
    }

    /// Counts what going through a value takes.
    pub(super) fn spend_walk(&mut self, value: &Value) -> Result<(), Failure> {
        match value {
            Value::List(items) => {
                self.spend(1)?;
                items.iter().try_for_each(|item| self.spend_walk(item))
            }
            Value::Record(fields) => {
                self.spend(1)?;
                fields.values().try_for_each(|value| self.spend_walk(value))
            }
            Value::String(text) => self.spend(1 + text.len() as u64 / 64),
            _ => self.spend(1),
        }
    }

    pub(super) fn produce(&mut self, bytes: u64) -> Result<(), Failure> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.check_budget()
    }

    pub(super) fn produce_items(&mut self, items: usize) -> Result<(), Failure> {
        self.produce(ITEM_BYTES * items as u64)
    }

    /// A text that was produced.
    pub(super) fn text(&mut self, text: impl Into<Arc<str>>) -> Result<Value, Failure> {
        let text = text.into();
        self.produce(text.len() as u64)?;
        Ok(Value::String(text))
    }

    fn is_exhausted(&self) -> bool {
        self.operations > MOST_OPERATIONS || self.bytes > MOST_BYTES
    }

    fn check_budget(&self) -> Result<(), Failure> {
        if self.is_exhausted() { Err(unmarked("this step computes too much")) } else { Ok(()) }
    }

    /// Refuses a loop's state that grows deeper and deeper: dropping it would need the stack.
    pub(super) fn watch(&self, state: &Value, round: usize) -> Result<(), Failure> {
        if !round.is_multiple_of(ROUNDS_UNWATCHED) || !is_deeper(state, DEEPEST_VALUE) {
            return Ok(());
        }
        Err(unmarked("this step's value lies too deep in itself"))
    }
}

/// Whether lists and records lie in each other more than `levels` deep.
fn is_deeper(value: &Value, levels: u32) -> bool {
    let mut parts = vec![(value, levels)];
    while let Some((value, levels)) = parts.pop() {
        let inner: &mut dyn Iterator<Item = &Value> = match value {
            Value::List(items) => &mut items.iter(),
            Value::Record(fields) => &mut fields.values(),
            _ => continue,
        };
        let Some(levels) = levels.checked_sub(1) else { return true };
        parts.extend(inner.map(|value| (value, levels)));
    }
    false
}

pub(super) fn truth(value: &Value) -> Result<bool, Failure> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        _ => Err(unmarked("a condition is neither true nor false")),
    }
}

/// A failure whose place the step alone tells.
pub(super) fn unmarked(message: impl Into<String>) -> Failure {
    Failure { kind: FailureKind::Failed, message: message.into(), mark: None }
}
