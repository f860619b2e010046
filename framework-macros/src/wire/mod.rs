//! How a declaration travels: as tokens in a hidden `macro_rules!` that is re-exported under the
//! declaration's own name. Types travel as text with the user's span and as the identifier that
//! names them; the types themselves are reached through traits, so no path is ever written in
//! the wrong scope.

mod decode;
mod encode;
mod identity;

pub(crate) use decode::{
    Declaration, DeclaredDependency, DeclaredEntry, DeclaredModule, EdgeKind, Origin,
};
pub(crate) use encode::{encode_component, encode_module};
pub(crate) use identity::identity;
