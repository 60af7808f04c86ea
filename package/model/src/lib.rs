//! orchestra-package-model
