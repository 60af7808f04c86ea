//! What all bodies of a plan share: numbers, functions, shapes, positions.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use orchestra_diagnostics::LineIndex;
use orchestra_plan::{
    Debug, Function, Mark, Plan, Shape, Slot,
    bounds::Bounds,
    plan::{EntryReference, PLAN_VERSION, Position},
};
use rustc_hash::FxHashMap;

use super::{mocks::Mocks, pure::Lowerer};
use crate::{
    bounds::{Facts, Marks, Program, Promises},
    db::{Project, SourceFile},
    diagnostics::Fact,
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
    /// Of a test: who answers in the place of others.
    pub(super) mocks: Option<Mocks>,
    /// What bounds depend on beside the plan.
    pub(super) facts: Facts,
    /// Places by their marks; where they stand in the text is asked last, by [`assemble`]: a value
    /// that is computed while compiling doesn't depend on it.
    marks: Marks,
}

/// The parts of a plan that calls add to.
#[derive(Default)]
pub(super) struct Parts {
    /// Subnets whose Ledger entries are part of the plan; what they are called by is asked last, by
    /// [`assemble`]: their digests cost much, and bounds don't depend on them.
    pub(super) subnets: BTreeSet<Arc<str>>,
    pub(super) bindings: BTreeMap<String, orchestra_plan::Binding>,
    pub(super) templates: BTreeMap<String, orchestra_plan::plan::TemplateBody>,
    pub(super) template_names: FxHashMap<ItemId, (String, bool)>,
    pub(super) effects: orchestra_plan::Effects,
}

impl<'db> PlanBuilder<'db> {
    pub(super) fn new(db: &'db dyn salsa::Database) -> Self {
        let project = Project::get(db);
        Self {
            db,
            project,
            environment: Environment { db },
            functions: Vec::new(),
            plan: Parts::default(),
            named: ShapeTable::default(),
            slots: 0,
            function_numbers: FxHashMap::default(),
            mocks: None,
            facts: Facts::default(),
            marks: Marks::default(),
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

    /// The mark of a place in an item.
    pub(super) fn mark(&mut self, item: ItemId, site: Site) -> Mark {
        let (index, _) = self.marks.insert_full((item, site));
        Mark(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// What the template of that key may come to, held against what it promises.
    pub(super) fn bounds(&self, template: &str, promises: &Promises) -> (Bounds, Vec<Fact>) {
        let terms = self.project.terms(self.db);
        let shapes = self.named.shapes();
        let program = Program {
            environment: self.environment,
            terms: &terms,
            templates: &self.plan.templates,
            bindings: &self.plan.bindings,
            functions: &self.functions,
            shapes: &shapes,
            marks: &self.marks,
            facts: &self.facts,
        };
        crate::bounds::bounds(program, template, promises)
    }

    /// The number of a function; none where it has a mistake.
    pub(super) fn function(&mut self, item: ItemId) -> Option<u32> {
        if let Some(number) = self.function_numbers.get(&item) {
            return Some(*number);
        }
        if crate::recursion::recursive(self.db, item) {
            return None;
        }
        let inference = infer(self.db, item);
        if !inference.facts.is_empty() {
            return None;
        }
        let tree = crate::hir::lower::body(self.db, item);
        let Root::Function { params, body, .. } = &tree.root else { return None };
        let mut lowerer = Lowerer::new(self, item, &inference);
        let params = params.iter().map(|param| lowerer.bind(param.local)).collect();
        let body = lowerer.expr(*body)?;
        let number = u32::try_from(self.functions.len()).ok()?;
        let name = item.name(self.db).to_string();
        self.functions.push(Function { name, params, body });
        self.function_numbers.insert(item, number);
        Some(number)
    }

    /// What is referred to of the Ledger, by slugs.
    fn references(&self) -> Vec<EntryReference> {
        let ledger = self.project.ledger(self.db);
        let subnets = self.plan.subnets.iter();
        let references = subnets.filter_map(|slug| {
            let (subnet, digest) = (ledger.subnet(slug)?, ledger.entry_digest(slug)?);
            let (slug, digest) = (slug.to_string(), digest.to_string());
            Some(EntryReference { slug, revision: subnet.revision, digest })
        });
        references.collect()
    }
}

/// The parts put together: a plan without parameters and result, whose bounds aren't known.
pub(super) fn assemble(builder: PlanBuilder<'_>, template: String) -> Plan {
    let mut places = Places { db: builder.db, files: BTreeMap::new() };
    let marks = builder.marks.iter().map(|(item, site)| places.position(*item, *site)).collect();
    let debug = Debug { marks, files: places.files, ..Debug::default() };
    Plan {
        plan_version: PLAN_VERSION,
        template,
        params: Vec::new(),
        output: serde_json::Value::Null,
        ledger: builder.references(),
        effects: builder.plan.effects,
        bindings: builder.plan.bindings,
        rates: builder.project.terms(builder.db).rates.clone(),
        shapes: builder.named.shapes(),
        functions: builder.functions,
        templates: builder.plan.templates,
        bounds: Bounds::default(),
        debug,
    }
}

/// What is known of a file's text without reading it again.
#[derive(Debug, PartialEq, Eq)]
struct TextFacts {
    lines: LineIndex,
    /// BLAKE3, in hex.
    digest: String,
}

#[salsa::tracked(returns(clone))]
fn text_facts(db: &dyn salsa::Database, file: SourceFile) -> Arc<TextFacts> {
    let text = file.text(db);
    let digest = orchestra_schema::Digest::of_bytes(text.as_bytes()).to_string();
    Arc::new(TextFacts { lines: LineIndex::new(&text), digest })
}

/// Where the marks of a plan stand.
struct Places<'db> {
    db: &'db dyn salsa::Database,
    /// Digests of the texts, by the names of the files.
    files: BTreeMap<String, String>,
}

impl Places<'_> {
    fn position(&mut self, item: ItemId, site: Site) -> Position {
        let file = item.file(self.db);
        let span = crate::hir::lower::body_spans(self.db, item).span(site);
        let name = file.path(self.db).to_string();
        let text = file.text(self.db);
        let known = text_facts(self.db, file);
        self.files.entry(name.clone()).or_insert_with(|| known.digest.clone());
        let start = known.lines.position(&text, span.start);
        Position {
            file: name,
            line: start.line,
            column: start.column,
            start: span.start,
            end: span.end,
        }
    }
}
