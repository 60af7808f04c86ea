//! orchestra-runtime-sandbox
