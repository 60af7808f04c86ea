//! orchestra-compiler
