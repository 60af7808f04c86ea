//! What editors ask for, of texts and of projects: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module; its pages of cases
//! lie in a folder of its name beside this one.

mod call_hierarchy;
mod cases;
mod code_actions;
mod completion;
mod fixture;
mod hover;
mod inlay_hints;
mod moved_files;
mod navigation;
mod project;
mod rename;
mod signature_help;
mod whole_files;
