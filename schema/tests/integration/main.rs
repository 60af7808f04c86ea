//! What schemas refuse, draw and promise: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod compatibility;
mod compatibility_words;
mod hostile_schemas;
mod localized;
mod pairs;
mod rfc8785;
mod samples;
mod violations;
