//! A plan's steps as a tree: what lies in loops, branches, fall-backs and called templates stands
//! below what holds it, in the order of the source.
//!
//! A template that is called more than once is shown below its first call: chains of templates
//! that call each other twice would double the tree with each link.

use std::collections::BTreeSet;

use orchestra_plan::{Block, Dependencies, Node, NodeKind, Plan, plan::TemplateBody};

/// One line of the tree, with all that is below it.
pub(super) struct Twig<'p> {
    pub(super) name: String,
    /// The path of its bounds, if it is a node.
    pub(super) path: String,
    pub(super) what: What<'p>,
    /// Names of the steps of its block that it waits for.
    pub(super) after: Vec<String>,
    below: Vec<Twig<'p>>,
}

/// What a line stands for.
#[derive(Clone, Copy)]
pub(super) enum What<'p> {
    /// The template itself.
    Template(&'p TemplateBody),
    Step(&'p Node),
    /// One of several branches.
    Arm,
    /// What is done where the step above failed.
    Otherwise,
}

/// A line with its bars.
pub(super) struct Row<'t, 'p> {
    pub(super) label: String,
    /// Stands in place of the label on further lines.
    pub(super) below: String,
    pub(super) twig: &'t Twig<'p>,
}

/// All of a plan, its template on top.
pub(super) fn tree(plan: &Plan) -> Twig<'_> {
    let body = &plan.templates[&plan.template];
    let mut growing = Growing { plan, shown: BTreeSet::from([&*plan.template]) };
    Twig {
        name: plan.template.clone(),
        path: String::new(),
        what: What::Template(body),
        after: Vec::new(),
        below: growing.block(&body.body, &plan.template),
    }
}

impl<'p> Twig<'p> {
    /// Its lines and those below it that `keep`, or that hold one which does.
    pub(super) fn rows(&self, keep: &dyn Fn(&Self) -> bool) -> Vec<Row<'_, 'p>> {
        let mut rows =
            vec![Row { label: self.name.clone(), below: bar(self.has(keep)), twig: self }];
        self.add_rows("", keep, &mut rows);
        rows
    }

    fn add_rows<'t>(
        &'t self,
        bars: &str,
        keep: &dyn Fn(&Self) -> bool,
        rows: &mut Vec<Row<'t, 'p>>,
    ) {
        let mut below = self.below.iter().filter(|it| keep(it) || it.has(keep)).peekable();
        while let Some(twig) = below.next() {
            let (branch, on) =
                if below.peek().is_some() { ("├─ ", "│  ") } else { ("└─ ", "   ") };
            let label = format!("{bars}{branch}{}", twig.name);
            let bars = format!("{bars}{on}");
            let further = format!("{bars}{}", bar(twig.has(keep)));
            rows.push(Row { label, below: further, twig });
            twig.add_rows(&bars, keep, rows);
        }
    }

    /// Whether something below it is kept.
    fn has(&self, keep: &dyn Fn(&Self) -> bool) -> bool {
        self.below.iter().any(|it| keep(it) || it.has(keep))
    }
}

fn bar(goes_on: bool) -> String {
    if goes_on { "│".to_owned() } else { String::new() }
}

struct Growing<'p> {
    plan: &'p Plan,
    /// Templates whose steps are in the tree.
    shown: BTreeSet<&'p str>,
}

impl<'p> Growing<'p> {
    fn block(&mut self, block: &'p Block, path: &str) -> Vec<Twig<'p>> {
        let dependencies = Dependencies::of(block);
        let steps = block.nodes.iter().filter(|node| node.is_step());
        let twig = |node: &'p Node| Twig {
            name: node.id.clone(),
            path: format!("{path}.{}", node.id),
            what: What::Step(node),
            after: dependencies.steps(node).into_iter().map(|node| node.id.clone()).collect(),
            below: self.inside(node, path),
        };
        steps.map(twig).collect()
    }

    /// What is done within a step.
    fn inside(&mut self, node: &'p Node, path: &str) -> Vec<Twig<'p>> {
        let mut below = match &node.kind {
            NodeKind::Template(call) => self.template(&call.template),
            _ => Vec::new(),
        };
        let blocks = node.blocks_with_steps();
        let is_one_of_several = matches!(node.kind, NodeKind::Branch { .. }) && blocks.len() > 1;
        for (inner, block) in blocks {
            let path = format!("{path}.{inner}");
            let what = match node.kind {
                NodeKind::Branch { .. } if is_one_of_several => What::Arm,
                NodeKind::Branch { .. } | NodeKind::Map(_) | NodeKind::Repeat(_) => {
                    below.extend(self.block(block, &path));
                    continue;
                }
                _ => What::Otherwise,
            };
            let name = inner.rsplit('.').next().unwrap_or(&inner).to_owned();
            let steps = self.block(block, &path);
            below.push(Twig { name, path: String::new(), what, after: Vec::new(), below: steps });
        }
        below
    }

    fn template(&mut self, name: &'p str) -> Vec<Twig<'p>> {
        let body = self.plan.templates.get(name).filter(|_| self.shown.insert(name));
        body.map(|body| self.block(&body.body, name)).unwrap_or_default()
    }
}
