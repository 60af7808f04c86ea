//! `orchestra/planGraph`: a template's plan as a graph, with what each step may come to.

use std::collections::HashSet;

use orchestra_compiler::plan;
use orchestra_diagnostics::{Severity, Span};
use orchestra_plan::{Block, Dependencies, Mark, Node, NodeKind, Plan};

use crate::{
    convert::Places,
    protocol::{
        Location, PlanBlock, PlanGap, PlanGraph, PlanGraphAnswer, PlanGraphParams, PlanProblem,
        PlanStep, StepKind,
    },
    snapshot::{Snapshot, View},
};

/// The graph; none where the file has no such template.
pub(crate) fn answer(snapshot: &Snapshot, params: &PlanGraphParams) -> Option<PlanGraphAnswer> {
    let view = snapshot.view(&params.text_document.uri)?;
    let (db, file) = (view.db(), view.file);
    let template = match &params.template {
        Some(name) => orchestra_lsp_ide::template_named(db, file, name)?,
        None => {
            let offset = params.position.map_or(0, |position| view.offset(position.into()));
            orchestra_lsp_ide::template_at(db, file, offset)?
        }
    };
    let mut places = Places::new(snapshot, view.compilation);
    let plan = plan(db, template);
    let graph = plan.map(|plan| {
        let mut drawing = Drawing { view: &view, plan: &plan, places: &mut places };
        drawing.graph()
    });
    let problems = match graph {
        Some(_) => Vec::new(),
        None => problems(&view, &mut places),
    };
    Some(PlanGraphAnswer { template: template.name(db).to_string(), graph, problems })
}

/// What is wrong with the file, and with what it needs.
pub(crate) fn problems(view: &View<'_>, places: &mut Places<'_>) -> Vec<PlanProblem> {
    let compilation = view.compilation;
    let mut found = compilation.problems();
    let needed = compilation.closure(&[view.file]);
    found.extend(needed.iter().flat_map(|file| compilation.diagnostics(*file)));
    found.retain(|it| it.severity == Severity::Error);
    let problem = found.into_iter().map(|it| PlanProblem {
        code: it.code.to_string(),
        location: places.location(&it.file, it.span).map(Location::from),
        message: it.message,
    });
    problem.collect()
}

struct Drawing<'d, 's> {
    view: &'d View<'s>,
    plan: &'d Plan,
    places: &'d mut Places<'s>,
}

impl Drawing<'_, '_> {
    fn graph(&mut self) -> PlanGraph {
        let (plan, bounds) = (self.plan, &self.plan.bounds);
        let gap = |it: &orchestra_plan::bounds::Gap, location| PlanGap {
            worst: it.worst,
            of: it.of,
            why: it.why.clone(),
            location,
        };
        let gaps = bounds.gaps.iter().map(|it| gap(it, self.location(it.mark))).collect();
        let body = plan.templates.get(&plan.template).map(|it| &it.body);
        PlanGraph {
            steps: body.map(|body| self.steps(body, &plan.template)).unwrap_or_default(),
            worst: bounds.worst.clone(),
            typical: bounds.typical.clone(),
            gaps,
            effects: plan.effects.clone(),
        }
    }

    fn steps(&mut self, block: &Block, prefix: &str) -> Vec<PlanStep> {
        let dependencies = Dependencies::of(block);
        let steps = block.nodes.iter().filter(|node| node.is_step());
        steps.map(|node| self.step(node, &dependencies, prefix)).collect()
    }

    fn step(&mut self, node: &Node, dependencies: &Dependencies<'_>, prefix: &str) -> PlanStep {
        let path = format!("{prefix}.{}", node.id);
        // A step may be waited for in two ways, and is waited for once.
        let mut seen = HashSet::new();
        let before = dependencies.steps(node).into_iter().map(|it| format!("{prefix}.{}", it.id));
        PlanStep {
            name: node.id.clone(),
            does: does(&node.kind),
            after: before.filter(|it| seen.insert(it.clone())).collect(),
            writes: node.writes,
            bounds: self.plan.bounds.nodes.get(&path).cloned(),
            location: self.location(node.mark),
            blocks: self.blocks(node, prefix),
            path,
        }
    }

    fn blocks(&mut self, node: &Node, prefix: &str) -> Vec<PlanBlock> {
        let is_loop = matches!(node.kind, NodeKind::Map(_) | NodeKind::Repeat(_));
        let mut blocks = Vec::new();
        for (inner, block) in node.blocks_with_steps() {
            let last = inner.rsplit('.').next().unwrap_or(&inner);
            let label = if is_loop { "each" } else { last }.to_owned();
            let steps = self.steps(block, &format!("{prefix}.{inner}"));
            blocks.push(PlanBlock { label, steps });
        }
        blocks
    }

    fn location(&mut self, mark: Mark) -> Option<Location> {
        let at = self.plan.debug.marks.get(mark.0 as usize)?;
        let file = self.view.compilation.shown(&at.file.as_str().into());
        self.places.location(&file, Span::new(at.start, at.end)).map(Location::from)
    }
}

fn does(kind: &NodeKind) -> StepKind {
    match kind {
        NodeKind::Call(call) => StepKind::Call {
            target: call.target.clone(),
            providers: call.providers.iter().map(|it| it.binding.clone()).collect(),
        },
        NodeKind::Template(call) => StepKind::Template { template: call.template.clone() },
        NodeKind::Sys(call) => StepKind::Sys { operation: call.operation },
        NodeKind::Branch { .. } => StepKind::Branch,
        NodeKind::Map(map) => StepKind::Map { parallel: map.parallel },
        NodeKind::Repeat(repeat) => StepKind::Repeat { max: repeat.max },
        NodeKind::Ensure(_) => StepKind::Ensure,
        NodeKind::Fail { .. } => StepKind::Fail,
        NodeKind::Eval { .. } | NodeKind::Calls { .. } => {
            unreachable!("what isn't a step isn't drawn")
        }
    }
}
