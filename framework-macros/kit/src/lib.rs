//! What the macro crates of Purlin and of its modules share: an accumulator of diagnostics that
//! renders them in one shape, attribute arguments with suggestions, and the text of types.

mod args;
mod diag;
mod names;
mod text;

pub use args::{Arg, ArgValue, Args};
pub use diag::{Diagnostic, Diagnostics};
pub use names::closest;
pub use text::{doc_text, last_ident, type_text};
