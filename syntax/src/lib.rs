//! orchestra-syntax
