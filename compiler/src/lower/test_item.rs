//! Tests: their plans.

use orchestra_plan::{TestPlan, plan::TemplateBody};

use super::{
    builder::{PlanBuilder, assemble},
    mocks::Mocks,
    prune,
    pure::Lowerer,
};
use crate::{hir::Root, infer::infer, items::ItemId};

/// The key of the test itself among a plan's templates, and with that how the paths of its steps
/// begin. A reserved word: no template can have it.
const TEST: &str = "test";

/// A test's plan; none where something in what it needs is wrong.
pub(super) fn compile(db: &dyn salsa::Database, item: ItemId) -> Option<TestPlan> {
    let inference = infer(db, item);
    if !inference.facts.is_empty() {
        return None;
    }
    let tree = crate::hir::lower::body(db, item);
    let Root::Test { title, body } = &tree.root else { return None };
    let mut builder = PlanBuilder::new(db);
    let mark = builder.mark(item, *title);
    let mut mocks = Mocks::default();
    let mut lowerer = Lowerer::new(&mut builder, item, &inference);
    for mock in &inference.mocks {
        mocks.insert(mock.mocked.clone(), lowerer.mock(mock)?);
    }
    builder.mocks = Some(mocks);
    let lowered = Lowerer::new(&mut builder, item, &inference).block_of(*body, Vec::new())?;
    let mut block = lowered.block;
    prune::prune(&mut block);
    let body = TemplateBody { params: Vec::new(), body: block, deadline: None, budget: None };
    builder.plan.templates.insert(TEST.to_owned(), body);
    let mocks = builder.mocks.take().unwrap_or_default().asked;
    let title = item.name(db).to_string();
    Some(TestPlan { title, mark, plan: assemble(builder, TEST.to_owned()), mocks })
}
