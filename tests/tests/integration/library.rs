//! What ships beside the compiler: the standard library and the templates.
//!
//! Of the standard library each function has an example that holds (`examples`), matters to a test of
//! its module (`coverage`), and, where Rust has the like, does what that does (`references`). Each
//! template says what it falls back to and when it fails, keeps its bounds, runs as its page says
//! (`templates`), brings the same again from a recording (`replays`), can be copied and changed (`copies`)
//! and mostly succeeds where services fail (`faults`). `pages` writes both down in the book.

mod copies;
mod coverage;
mod examples;
mod faults;
mod module;
mod pages;
mod references;
mod replays;
mod template;
mod templates;
