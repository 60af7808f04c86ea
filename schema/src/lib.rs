//! orchestra-schema
