//! `orchestra/ledgerTree`: what there is in the Ledger.

use orchestra_ledger_model::{CapabilityRow, OperationRow, Selection, SubnetRow};
use orchestra_ledger_pages::served;

use crate::{
    protocol::{LedgerTree, LedgerTreeParams},
    snapshot::{Snapshot, path_of},
};

pub(crate) fn answer(snapshot: &Snapshot, params: &LedgerTreeParams) -> LedgerTree {
    let compilation = snapshot.project_of(params.folder.as_ref().and_then(path_of).as_deref());
    let (db, project) = (&compilation.db, compilation.project);
    let (ledger, served, all) = (project.ledger(db), served(db, project), Selection::default());
    LedgerTree {
        capabilities: CapabilityRow::selected(ledger, &served, &all),
        subnets: SubnetRow::selected(ledger, &served, &all),
        operations: OperationRow::selected(ledger, &served, &all),
    }
}
