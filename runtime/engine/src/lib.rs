//! orchestra-runtime-engine
