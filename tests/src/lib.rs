//! orchestra-tests
