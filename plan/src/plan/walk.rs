//! The parts of a plan's parts, for walks that keep their own list instead of recursing.

use crate::{
    Block, Expr, Lambda, Shape, Slot,
    expr::{Argument, ListEntry, RecordEntry},
    node::NodeKind,
};

#[derive(Clone, Copy)]
pub(super) enum Part<'p> {
    Block(&'p Block),
    Expr(&'p Expr),
    Shape(&'p Shape),
    TemplateCall(&'p str),
}

/// How a slot is named.
#[derive(Clone, Copy)]
pub(super) enum Mention {
    /// It is read.
    Use,
    /// It holds a value while a block runs.
    Frame,
    /// It holds a value while an expression is evaluated.
    Local,
}

/// Is told of a slot.
type OnSlot<'f> = dyn FnMut(Slot, Mention) -> Result<(), String> + 'f;

/// Adds the parts directly within `part` to `work` and tells the slots that it names itself.
pub(super) fn parts<'p>(
    part: Part<'p>,
    work: &mut Vec<Part<'p>>,
    on_slot: &mut OnSlot<'_>,
) -> Result<(), String> {
    match part {
        Part::Block(block) => {
            work.push(Part::Expr(&block.result));
            for node in &block.nodes {
                on_slot(node.slot, Mention::Frame)?;
                node.inputs.iter().try_for_each(|slot| on_slot(*slot, Mention::Use))?;
                node_parts(&node.kind, work, on_slot)?;
            }
        }
        Part::Expr(expr) => expr_parts(expr, work, on_slot)?,
        Part::Shape(shape) => shape_parts(shape, work),
        Part::TemplateCall(_) => {}
    }
    Ok(())
}

fn lambda<'p>(
    lambda: &'p Lambda,
    work: &mut Vec<Part<'p>>,
    on_slot: &mut OnSlot<'_>,
) -> Result<(), String> {
    work.push(Part::Expr(&lambda.body));
    lambda.params.iter().try_for_each(|slot| on_slot(*slot, Mention::Local))
}

fn node_parts<'p>(
    kind: &'p NodeKind,
    work: &mut Vec<Part<'p>>,
    on_slot: &mut OnSlot<'_>,
) -> Result<(), String> {
    match kind {
        NodeKind::Eval { expr } | NodeKind::Fail { message: expr } => work.push(Part::Expr(expr)),
        NodeKind::Call(call) => {
            work.push(Part::Expr(&call.arguments));
            work.extend(call.into.iter().map(|into| Part::Shape(&into.shape)));
            work.extend(call.otherwise.iter().map(Part::Block));
            let providers = call.providers.iter();
            let lambdas = providers.flat_map(|provider| [&provider.request, &provider.response]);
            let quorum = call.policy.quorum.iter().map(|quorum| &quorum.on);
            for function in lambdas.chain([&call.policy.verify]).flatten().chain(quorum) {
                lambda(function, work, on_slot)?;
            }
        }
        NodeKind::Template(call) => {
            work.extend([Part::TemplateCall(&call.template), Part::Expr(&call.arguments)]);
            work.extend(call.otherwise.iter().map(Part::Block));
        }
        NodeKind::Sys(sys) => {
            work.push(Part::Expr(&sys.arguments));
            work.extend(sys.otherwise.iter().map(Part::Block));
        }
        NodeKind::Branch { arms } => {
            for arm in arms {
                work.extend(arm.test.iter().map(Part::Expr));
                work.push(Part::Block(&arm.body));
            }
        }
        NodeKind::Map(map) => {
            on_slot(map.item, Mention::Frame)?;
            map.index.into_iter().try_for_each(|slot| on_slot(slot, Mention::Frame))?;
            work.extend([Part::Expr(&map.list), Part::Block(&map.body)]);
            work.extend(map.filter.iter().map(Part::Expr));
        }
        NodeKind::Repeat(repeat) => {
            on_slot(repeat.state, Mention::Frame)?;
            work.extend([Part::Expr(&repeat.init), Part::Expr(&repeat.until)]);
            work.push(Part::Block(&repeat.body));
        }
        NodeKind::Calls { .. } => {}
        NodeKind::Ensure(ensure) => {
            work.push(Part::Expr(&ensure.condition));
            work.extend(ensure.message.iter().map(Part::Expr));
            work.extend(ensure.shown.iter().map(|shown| Part::Expr(&shown.value)));
        }
    }
    Ok(())
}

fn expr_parts<'p>(
    expr: &'p Expr,
    work: &mut Vec<Part<'p>>,
    on_slot: &mut OnSlot<'_>,
) -> Result<(), String> {
    match expr {
        Expr::Const { .. } | Expr::Slot { .. } => {}
        Expr::Field { of, .. }
        | Expr::Not { of }
        | Expr::Negate { of, .. }
        | Expr::NonNull { of, .. }
        | Expr::Fail { message: of, .. } => work.push(Part::Expr(of)),
        Expr::Convert { of, shape, .. } | Expr::Into { of, shape, .. } | Expr::Is { of, shape } => {
            work.extend([Part::Expr(of), Part::Shape(shape)])
        }
        Expr::Index { of: left, index: right, .. }
        | Expr::Binary { left, right, .. }
        | Expr::And { left, right }
        | Expr::Or { left, right }
        | Expr::Coalesce { left, right } => work.extend([Part::Expr(left), Part::Expr(right)]),
        Expr::Record { entries } => work.extend(entries.iter().map(|entry| match entry {
            RecordEntry::Field { value, .. } | RecordEntry::Spread { value } => Part::Expr(value),
        })),
        Expr::List { entries } => work.extend(entries.iter().map(|entry| match entry {
            ListEntry::Item { value } | ListEntry::Spread { value } => Part::Expr(value),
        })),
        Expr::Text { parts } => work.extend(parts.iter().map(Part::Expr)),
        Expr::If { condition, then, otherwise } => {
            work.extend([condition, then, otherwise].map(|expr| Part::Expr(expr)));
        }
        Expr::Let { slot, value, body } => {
            on_slot(*slot, Mention::Local)?;
            work.extend([Part::Expr(value), Part::Expr(body)]);
        }
        Expr::Ensure(ensure) => {
            work.extend([Part::Expr(&ensure.condition), Part::Expr(&ensure.body)]);
            work.extend(ensure.message.iter().map(Part::Expr));
            work.extend(ensure.shown.iter().map(|shown| Part::Expr(&shown.value)));
        }
        Expr::Apply { arguments, .. } => work.extend(arguments.iter().map(Part::Expr)),
        Expr::Method { of, arguments, .. } => {
            work.push(Part::Expr(of));
            for argument in arguments {
                match argument {
                    Argument::Value { value } => work.push(Part::Expr(value)),
                    Argument::Lambda { lambda: function } => lambda(function, work, on_slot)?,
                }
            }
        }
        Expr::For(each) => {
            on_slot(each.item, Mention::Local)?;
            each.index.into_iter().try_for_each(|slot| on_slot(slot, Mention::Local))?;
            work.extend([Part::Expr(&each.list), Part::Expr(&each.body)]);
            work.extend(each.filter.iter().map(Part::Expr));
        }
        Expr::Repeat(repeat) => {
            on_slot(repeat.state, Mention::Local)?;
            let parts = [&repeat.init, &repeat.until, &repeat.body];
            work.extend(parts.map(Part::Expr));
        }
    }
    Ok(())
}

fn shape_parts<'p>(shape: &'p Shape, work: &mut Vec<Part<'p>>) {
    match shape {
        Shape::List { item, .. } | Shape::Map { value: item } => work.push(Part::Shape(item)),
        Shape::Tuple { items } | Shape::Union { arms: items } => {
            work.extend(items.iter().map(Part::Shape));
        }
        Shape::Record { fields, rest } => {
            work.extend(fields.iter().map(|field| Part::Shape(&field.shape)));
            work.extend(rest.iter().map(|rest| Part::Shape(rest)));
        }
        _ => {}
    }
}
