//! Values that a schema accepts, drawn from a seed.

mod draw;

pub use draw::Draw;
