//! Generic types of which there would be no end, or more than anybody means: those that contain
//! themselves with ever larger type arguments, and those that lead to very many of themselves.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    cycles::groups,
    types::{Declared, Parameter, Types},
};
use crate::{hir::TypeId, items::ItemId};

/// Generic types with their arguments to which a declaration may lead. One that turns ten
/// parameters around leads to millions.
const MOST_INSTANCES: usize = 1_000;
/// Types that stand in one type argument: a chain of declarations may double it at each.
const LARGEST_ARGUMENT: u64 = 1_000;

impl Types<'_> {
    /// The groups of types that contain themselves with ever larger arguments. A parameter leads to
    /// those in whose arguments it stands; where it leads back to itself, and on the way has become
    /// a part of a larger type, there is no end to it (Kennedy and Pierce, "On decidability of
    /// nominal subtyping with variance", call it an expansive cycle).
    pub(super) fn growing(&self) -> Vec<Vec<ItemId>> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut edges: FxHashMap<Parameter, Vec<(Parameter, bool)>> = FxHashMap::default();
        for declared in self.all().iter().filter(|it| !it.generics.is_empty()) {
            for at in 0..declared.generics.len() {
                parameters.push((declared.item, at));
            }
            for (index, _) in declared.body.types.iter().enumerate() {
                self.argument_edges(declared, TypeId(index as u32), &mut edges);
            }
        }
        let leads = |from: Parameter, leads: &mut Vec<Parameter>| {
            leads.extend(edges.get(&from).into_iter().flatten().map(|(to, _)| *to));
        };
        let grows = |group: &Vec<Parameter>| {
            let members: FxHashSet<&Parameter> = group.iter().collect();
            let mut inside = group.iter().filter_map(|from| edges.get(from)).flatten();
            inside.any(|(to, grows)| *grows && members.contains(to))
        };
        let found = groups(&parameters, leads).into_iter().filter(grows);
        let items = found.map(|group| {
            let mut items: Vec<ItemId> = group.into_iter().map(|(item, _)| item).collect();
            items.dedup();
            items
        });
        items.collect()
    }

    /// From the parameters in the arguments of the type written at `ty` to what they are arguments
    /// of, and whether they are only a part of one.
    fn argument_edges(
        &self,
        within: &Declared,
        ty: TypeId,
        edges: &mut FxHashMap<Parameter, Vec<(Parameter, bool)>>,
    ) {
        for (to, argument) in self.arguments(within, ty) {
            let (mut open, mut whole) = (vec![argument], true);
            while let Some(ty) = open.pop() {
                if let Some(at) = within.parameter(ty) {
                    edges.entry((within.item, at)).or_default().push((to, !whole));
                }
                open.extend(within.body.type_parts(ty));
                whole = false;
            }
        }
    }

    /// The types that lead to more instances, or larger ones, than is allowed; those `without` which
    /// are wrong already.
    pub(super) fn boundless(&self, without: &FxHashSet<ItemId>) -> Vec<ItemId> {
        let generic = self.all().iter().filter(|declared| !declared.generics.is_empty());
        let known = generic.filter(|declared| !without.contains(&declared.item));
        let boundless = known.filter(|declared| Instances::new(self, without).exceed(declared));
        boundless.map(|declared| declared.item).collect()
    }
}

/// A type argument, by its place among all that have been met: equal ones are one.
type Argument = u32;

/// The instances to which a declaration leads.
struct Instances<'a> {
    types: &'a Types<'a>,
    without: &'a FxHashSet<ItemId>,
    /// Arguments by where they are written, and what the parameters are that they mention.
    arguments: FxHashMap<(ItemId, TypeId, Vec<Option<Argument>>), Argument>,
    /// How many types stand in each.
    sizes: Vec<u64>,
}

impl<'a> Instances<'a> {
    fn new(types: &'a Types<'a>, without: &'a FxHashSet<ItemId>) -> Self {
        Self { types, without, arguments: FxHashMap::default(), sizes: Vec::new() }
    }

    fn exceed(mut self, declared: &Declared) -> bool {
        let own: Vec<Argument> = (0..declared.generics.len() as u32).collect();
        self.sizes = vec![1; own.len()];
        let mut seen = FxHashSet::from_iter([(declared.item, own.clone())]);
        let mut open = vec![(declared.item, own)];
        while let Some((item, parameters)) = open.pop() {
            let Some(within) = self.types.declared(item) else { continue };
            for index in 0..within.body.types.len() as u32 {
                let Some(of) = within.named(TypeId(index)) else { continue };
                let written = self.types.arguments(&within, TypeId(index));
                let written: Vec<TypeId> = written.map(|(_, argument)| argument).collect();
                if written.is_empty() || self.without.contains(&of) {
                    continue;
                }
                let arguments =
                    written.into_iter().map(|ty| self.argument(&within, ty, &parameters));
                let instance = (of, arguments.collect::<Vec<_>>());
                let large = |at: &Argument| self.sizes[*at as usize] > LARGEST_ARGUMENT;
                if instance.1.iter().any(large) || seen.len() > MOST_INSTANCES {
                    return true;
                }
                if seen.insert(instance.clone()) {
                    open.push(instance);
                }
            }
        }
        false
    }

    /// The type argument that is written at `ty`, for these parameters.
    fn argument(&mut self, within: &Declared, ty: TypeId, parameters: &[Argument]) -> Argument {
        if let Some(argument) = within.parameter(ty).and_then(|at| parameters.get(at)) {
            return *argument;
        }
        let mut size = 0_u64;
        let mut mentioned: Vec<Option<Argument>> = vec![None; parameters.len()];
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            let at = within.parameter(ty).filter(|at| *at < parameters.len());
            size = size.saturating_add(at.map_or(1, |at| self.sizes[parameters[at] as usize]));
            if let Some(at) = at {
                mentioned[at] = Some(parameters[at]);
            }
            open.extend(within.body.type_parts(ty));
        }
        let next = self.sizes.len() as Argument;
        let argument = *self.arguments.entry((within.item, ty, mentioned)).or_insert(next);
        if argument == next {
            self.sizes.push(size);
        }
        argument
    }
}
