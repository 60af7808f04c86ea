//! orchestra-ledger-model
