//! Methods of lists and tuples.

use super::{
    ArgumentKind, ArgumentProblem, Call, Expected, Outcome, Row, an_int, argument, differ, nothing,
    row,
};
use crate::types::{
    Field, FloatRange, IntRange, ListType, Size, Type,
    common_type::common,
    fit::{fit, is_inside},
    overlap::overlap,
    sizeless::sizeless,
    view::View,
};

pub(super) static ROWS: &[Row] = &[
    row("map", &["f"], of_item, |call, given| Ok(Type::list(argument(given, 0), call.list().size))),
    row("filter", &["f"], a_condition, |call, _| {
        Ok(resized(call, Size { min: 0, max: call.list().size.max }))
    }),
    row("flat_map", &["f"], of_item, |call, given| flat(call, &argument(given, 0), Some(0))),
    row("flatten", &[], nothing, |call, _| flat(call, &call.list().item, None)),
    row("sort", &[], nothing, |call, _| {
        call.ordered(&call.list().item, None)?;
        Ok(resized(call, call.list().size))
    }),
    row("sort_by", &["f"], of_item, |call, given| {
        call.ordered(&argument(given, 0), Some(0))?;
        Ok(resized(call, call.list().size))
    }),
    row("reverse", &[], nothing, |call, _| Ok(resized(call, call.list().size))),
    row("enumerate", &[], nothing, |call, _| {
        let list = call.list();
        Ok(Type::list(Type::tuple([list.item, index(list.size)]), list.size))
    }),
    row("zip", &["others"], nothing, |call, given| {
        let list = call.list();
        let others = a_list(call, &argument(given, 0), Some(0))?;
        let size = list.size.shorter(others.size);
        Ok(Type::list(Type::tuple([list.item, others.item]), size))
    }),
    row("unique", &[], nothing, |call, _| Ok(resized(call, call.list().size.some()))),
    row("unique_by", &["f"], of_item, |call, _| Ok(resized(call, call.list().size.some()))),
    row("group_by", &["f"], of_item, group_by),
    row("take", &["n"], an_int, |call, given| {
        let count = call.int(given, 0).to_size();
        Ok(resized(call, call.list().size.shorter(count)))
    }),
    row("skip", &["n"], an_int, |call, given| {
        let (size, count) = (call.list().size, call.int(given, 0).to_size());
        let min = count.max.map_or(0, |most| size.min.saturating_sub(most));
        let max = size.max.map(|max| max.saturating_sub(count.min));
        Ok(resized(call, Size { min, max }))
    }),
    row("chunk", &["n"], positive, chunk),
    row("first", &[], nothing, |call, _| Ok(if_any(call, call.list().item))),
    row("last", &[], nothing, |call, _| Ok(if_any(call, call.list().item))),
    row("get", &["i"], an_int, |call, given| {
        let (list, at) = (call.list(), call.int(given, 0));
        let inside = at.min.is_some_and(|min| min >= 0)
            && at.max.is_some_and(|max| u64::try_from(max).is_ok_and(|max| max < list.size.min));
        Ok(if inside { list.item } else { list.item.null_or() })
    }),
    row("find", &["f"], a_condition, |call, _| Ok(call.list().item.null_or())),
    row("index_of", &["item"], nothing, |call, given| {
        like_an_item(call, given)?;
        Ok(index(call.list().size).null_or())
    }),
    row("contains", &["item"], nothing, |call, given| {
        like_an_item(call, given)?;
        Ok(Type::Bool)
    }),
    row("any", &["f"], a_condition, |_, _| Ok(Type::Bool)),
    row("all", &["f"], a_condition, |_, _| Ok(Type::Bool)),
    row("min", &[], nothing, extreme),
    row("max", &[], nothing, extreme),
    row("min_by", &["f"], of_item, |call, given| {
        call.ordered(&argument(given, 0), Some(0))?;
        Ok(if_any(call, call.list().item))
    }),
    row("max_by", &["f"], of_item, |call, given| {
        call.ordered(&argument(given, 0), Some(0))?;
        Ok(if_any(call, call.list().item))
    }),
    row("len", &[], nothing, |call, _| Ok(Type::Int(IntRange::of_size(call.list().size)))),
    row("sum", &[], nothing, sum),
    row("average", &[], nothing, |call, _| {
        Ok(if_any(call, Type::Float(numbers(call)?.map_or_else(FloatRange::default, |n| n.1))))
    }),
    row("reduce", &["init", "f"], reducing, |call, given| {
        let (init, next) = (argument(given, 0), argument(given, 1));
        let stays = fit(call.env, &next, &init).is_ok_and(|fit| !fit.guards);
        Ok(if stays { init } else { sizeless(call.env, &init) })
    }),
    row("join", &["separator"], super::a_string, join),
    row("to_map", &[], nothing, to_map),
];

fn of_item(call: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Lambda { params: vec![call.list().item], result: None }
}

fn a_condition(call: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Lambda { params: vec![call.list().item], result: Some(Type::Bool) }
}

fn positive(_: &Call<'_>, _: usize, _: &[Type]) -> Expected {
    Expected::Value(Type::Int(IntRange::new(1, None)))
}

fn reducing(call: &Call<'_>, index: usize, earlier: &[Type]) -> Expected {
    if index == 0 {
        return Expected::Any;
    }
    let params = vec![argument(earlier, 0), call.list().item];
    Expected::Lambda { params, result: None }
}

fn resized(call: &Call<'_>, size: Size) -> Type {
    Type::list(call.list().item, size)
}

/// `ty`, or null where the list may be empty.
fn if_any(call: &Call<'_>, ty: Type) -> Type {
    if call.list().size.min >= 1 { ty } else { ty.null_or() }
}

/// An index of a list of this size.
fn index(size: Size) -> Type {
    let max = size.max.and_then(|max| i64::try_from(max.saturating_sub(1)).ok());
    Type::Int(IntRange::new(0, max))
}

fn a_list(
    call: &Call<'_>,
    ty: &Type,
    argument: Option<usize>,
) -> Result<ListType, ArgumentProblem> {
    if matches!(ty, Type::Error | Type::Never) {
        return Ok(ListType { item: ty.clone(), size: Size::unbounded() });
    }
    match call.view(ty) {
        Some(View::List(list)) if !ty.admits_null(call.env) => Ok(list),
        _ => Err(differ(argument, format!("expected a list, found `{ty}`"))),
    }
}

fn flat(call: &Call<'_>, ty: &Type, argument: Option<usize>) -> Outcome {
    let inner = a_list(call, ty, argument)?;
    Ok(Type::list(inner.item, call.list().size.mul(inner.size)))
}

fn like_an_item(call: &Call<'_>, given: &[Type]) -> Result<(), ArgumentProblem> {
    let (wanted, item) = (argument(given, 0), call.list().item);
    if item == Type::Never || wanted == Type::Never || overlap(call.env, &wanted, &item) {
        return Ok(());
    }
    Err(differ(Some(0), format!("`{wanted}` is never an item of a list of `{item}`")))
}

fn group_by(call: &Call<'_>, given: &[Type]) -> Outcome {
    let list = call.list();
    let items = Type::list(list.item, Size { min: 1, max: list.size.max });
    let fields = [Field::new("key", argument(given, 0)), Field::new("items", items)];
    Ok(Type::list(Type::record(fields), list.size.some()))
}

/// `T[1..=b][⌈lo/b⌉..=⌈hi/a⌉]`
fn chunk(call: &Call<'_>, given: &[Type]) -> Outcome {
    let list = call.list();
    let count = call.int(given, 0).to_size();
    let least = count.min.max(1);
    let most = count.max.map(|most| most.max(1));
    let min = match most {
        Some(most) => list.size.min.div_ceil(most),
        None => list.size.min.min(1),
    };
    let max = list.size.max.map(|max| max.div_ceil(least));
    let most_in_one = match (most, list.size.max) {
        (Some(a), Some(b)) => Some(a.min(b).max(1)),
        (a, b) => a.or(b.map(|b| b.max(1))),
    };
    let inner = Type::list(list.item, Size { min: 1, max: most_in_one });
    Ok(Type::list(inner, Size { min, max }))
}

fn extreme(call: &Call<'_>, _: &[Type]) -> Outcome {
    let item = call.list().item;
    call.ordered(&item, None)?;
    Ok(if_any(call, item))
}

/// The items' range, as ints if they are, and as floats; none of an empty list.
fn numbers(call: &Call<'_>) -> Result<Option<(Option<IntRange>, FloatRange)>, ArgumentProblem> {
    let item = call.list().item;
    if matches!(item, Type::Never | Type::Error) {
        return Ok(None);
    }
    match call.view(&item) {
        Some(View::Int(range)) if !item.admits_null(call.env) => {
            Ok(Some((Some(range), range.widen())))
        }
        Some(View::Float(range)) if !item.admits_null(call.env) => Ok(Some((None, range))),
        _ => Err(ArgumentProblem {
            argument: None,
            message: format!("only numbers add up, and the items are `{item}`"),
            kind: ArgumentKind::Undefined,
        }),
    }
}

/// The range times the size; 0 of none. Of what has a unit, only if there are some.
fn sum(call: &Call<'_>, _: &[Type]) -> Outcome {
    let ListType { item, size } = call.list();
    if let Some(View::Duration | View::Money(_)) = call.view(&item)
        && !item.admits_null(call.env)
    {
        if size.min >= 1 {
            return Ok(item);
        }
        let message = format!("the sum of no `{item}` at all has no unit; the list may be empty");
        return Err(ArgumentProblem { argument: None, message, kind: ArgumentKind::Undefined });
    }
    let least = i128::from(size.min);
    let most = size.max.map(i128::from);
    Ok(match numbers(call)? {
        None => Type::Int(IntRange::exactly(0)),
        Some((Some(range), _)) => {
            let end = |end: Option<i64>, lower: bool| {
                let end = i128::from(end?);
                // The end counts most often where it reaches farthest.
                let times = if (end < 0) == lower { most? } else { least };
                i64::try_from(end.saturating_mul(times)).ok()
            };
            Type::Int(IntRange { min: end(range.min, true), max: end(range.max, false) })
        }
        Some((None, range)) => {
            let (min, max) = range.ends();
            #[expect(clippy::cast_precision_loss, reason = "a bound may be rounded")]
            let (least, most) = (size.min as f64, size.max.map_or(f64::INFINITY, |max| max as f64));
            let times = |end: f64, count: f64| if end == 0.0 { 0.0 } else { end * count };
            let low = if min < 0.0 { times(min, most) } else { times(min, least) };
            let high = if max < 0.0 { times(max, least) } else { times(max, most) };
            Type::Float(FloatRange::of_ends(low, high))
        }
    })
}

/// The parts and the separators between them.
fn join(call: &Call<'_>, given: &[Type]) -> Outcome {
    let ListType { item, size } = call.list();
    let part = match call.view(&item) {
        _ if item == Type::Never => Size::exactly(0),
        _ if item.is_error() => return Ok(Type::string()),
        Some(View::String(string)) if !item.admits_null(call.env) => string.length,
        _ => {
            return Err(ArgumentProblem {
                argument: None,
                message: format!("only texts are joined, and the items are `{item}`"),
                kind: ArgumentKind::Undefined,
            });
        }
    };
    let gaps =
        Size { min: size.min.saturating_sub(1), max: size.max.map(|max| max.saturating_sub(1)) };
    Ok(Type::string_of(size.mul(part).add(gaps.mul(call.text(given, 0)))))
}

fn to_map(call: &Call<'_>, _: &[Type]) -> Outcome {
    let item = call.list().item;
    let pairs: Vec<Type> = item.arms(call.env);
    let mut values = Vec::new();
    for pair in &pairs {
        match pair {
            Type::Error => return Ok(Type::map(Type::Error)),
            Type::Tuple(parts)
                if parts.len() == 2 && is_inside(call.env, &parts[0], &Type::string()) =>
            {
                values.push(parts[1].clone());
            }
            _ => {
                return Err(ArgumentProblem {
                    argument: None,
                    message: format!(
                        "a map is made of pairs `[string, T]`, and the items are `{item}`"
                    ),
                    kind: ArgumentKind::Undefined,
                });
            }
        }
    }
    Ok(Type::map(common(call.env, &values)))
}
