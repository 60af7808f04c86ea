//! What all bodies of a plan share: numbers, functions, shapes, positions.

use std::{collections::BTreeMap, sync::Arc};

use orchestra_diagnostics::LineIndex;
use orchestra_plan::{
    Function, Mark, Plan, Shape, Slot,
    plan::{EntryReference, Position},
};
use rustc_hash::FxHashMap;

use super::pure::Lowerer;
use crate::{
    db::{Project, SourceFile},
    hir::{Root, Site},
    infer::{Environment, infer},
    items::ItemId,
    types::{
        Type,
        shape::{ShapeTable, shape},
    },
};

/// A plan in the making.
pub(super) struct PlanBuilder<'db> {
    pub(super) db: &'db dyn salsa::Database,
    pub(super) project: Project,
    pub(super) environment: Environment<'db>,
    pub(super) functions: Vec<Function>,
    pub(super) plan: Parts,
    named: ShapeTable,
    slots: u32,
    function_numbers: FxHashMap<ItemId, u32>,
    marks: Vec<Position>,
    mark_numbers: FxHashMap<(ItemId, Site), Mark>,
    lines: FxHashMap<SourceFile, LineIndex>,
}

/// The parts of a plan that calls add to.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) ledger: BTreeMap<String, EntryReference>,
    pub(super) bindings: BTreeMap<String, orchestra_plan::Binding>,
    pub(super) templates: BTreeMap<String, orchestra_plan::plan::TemplateBody>,
    pub(super) template_names: FxHashMap<ItemId, (String, bool)>,
    pub(super) effects: orchestra_plan::Effects,
    pub(super) files: BTreeMap<String, String>,
}

impl<'db> PlanBuilder<'db> {
    pub(super) fn new(db: &'db dyn salsa::Database, project: Project) -> Self {
        Self {
            db,
            project,
            environment: Environment { db, project },
            functions: Vec::new(),
            plan: Parts::default(),
            named: ShapeTable::default(),
            slots: 0,
            function_numbers: FxHashMap::default(),
            marks: Vec::new(),
            mark_numbers: FxHashMap::default(),
            lines: FxHashMap::default(),
        }
    }

    /// A new place for a value.
    pub(super) fn slot(&mut self) -> Slot {
        self.slots += 1;
        Slot(self.slots - 1)
    }

    /// What an engine checks of a type.
    pub(super) fn shape(&mut self, ty: &Type) -> Shape {
        shape(&self.environment, ty, &mut self.named)
    }

    /// The shapes of recursive types met so far.
    pub(super) fn shapes(&self) -> BTreeMap<String, Shape> {
        self.named.shapes()
    }

    /// The positions behind the marks.
    pub(super) fn into_marks(
        self,
    ) -> (Vec<Position>, BTreeMap<String, Shape>, Vec<Function>, Parts) {
        let shapes = self.named.shapes();
        (self.marks, shapes, self.functions, self.plan)
    }

    /// The mark of a place in an item.
    pub(super) fn mark(&mut self, item: ItemId, site: Site) -> Mark {
        if let Some(mark) = self.mark_numbers.get(&(item, site)) {
            return *mark;
        }
        let mark = Mark(u32::try_from(self.marks.len()).unwrap_or(u32::MAX));
        let position = self.position(item, site);
        self.marks.push(position);
        self.mark_numbers.insert((item, site), mark);
        mark
    }

    fn position(&mut self, item: ItemId, site: Site) -> Position {
        let file = item.file(self.db);
        let span = crate::hir::lower::body_spans(self.db, item).span(site);
        let name = file.path(self.db).to_string();
        let text = file.text(self.db);
        let lines = self.lines.entry(file).or_insert_with(|| LineIndex::new(&text));
        let start = lines.position(&text, span.start);
        self.plan
            .files
            .entry(name.clone())
            .or_insert_with(|| orchestra_schema::Digest::of_bytes(text.as_bytes()).to_string());
        Position {
            file: name,
            line: start.line,
            column: start.column,
            start: span.start,
            end: span.end,
        }
    }

    /// The number of a function; none where it has a mistake.
    pub(super) fn function(&mut self, item: ItemId) -> Option<u32> {
        if let Some(number) = self.function_numbers.get(&item) {
            return Some(*number);
        }
        if crate::recursion::recursive(self.db, self.project, item) {
            return None;
        }
        let inference = infer(self.db, self.project, item);
        if !inference.facts.is_empty() {
            return None;
        }
        let tree = crate::hir::lower::body(self.db, item);
        let Root::Function { params, body, .. } = &tree.root else { return None };
        let mut lowerer = Lowerer::new(self, item, inference);
        let params = params.iter().map(|param| lowerer.bind(param.local)).collect();
        let body = lowerer.expr(*body)?;
        let number = u32::try_from(self.functions.len()).ok()?;
        let name = item.name(self.db).to_string();
        self.functions.push(Function { name, params, body });
        self.function_numbers.insert(item, number);
        Some(number)
    }

    /// The Ledger entry of a subnet is part of the plan.
    pub(super) fn refer(&mut self, slug: &Arc<str>) {
        let ledger = self.project.ledger(self.db);
        let (Some(subnet), Some(digest)) = (ledger.subnet(slug), ledger.entry_digest(slug)) else {
            return;
        };
        let entry = EntryReference {
            slug: slug.to_string(),
            revision: subnet.revision,
            digest: digest.to_string(),
        };
        self.plan.ledger.insert(slug.to_string(), entry);
    }
}

/// The parts put together.
pub(super) fn assemble(plan: &mut Plan, builder: PlanBuilder<'_>) {
    let (marks, shapes, functions, parts) = builder.into_marks();
    plan.shapes = shapes;
    plan.functions = functions;
    plan.ledger = parts.ledger.into_values().collect();
    plan.bindings = parts.bindings;
    plan.templates = parts.templates;
    plan.effects = parts.effects;
    plan.debug.marks = marks;
    plan.debug.files = parts.files;
}
