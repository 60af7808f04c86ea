//! What plans mean when they are evaluated, priced and read: one binary of all of it
//! (`docs/decisions/0017-one-test-binary-a-package.md`). A new subject is a module.

mod bounds;
mod methods;
mod operators;
mod plans;
mod pricing;
mod shapes;
