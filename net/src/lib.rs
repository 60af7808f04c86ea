//! orchestra-net
