//! orchestra-plan
