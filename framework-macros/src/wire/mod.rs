//! How a declaration travels: as tokens in a hidden `macro_rules!` that is re-exported under the
//! declaration's own name. Types travel as text with the user's span and as the identifier that
//! names them; the types themselves are reached through traits, so no path is ever written in
//! the wrong scope.

mod decode;
mod encode;
mod fields;
mod identity;
mod kind;

pub(crate) use decode::{
    Declaration, DeclaredCondition, DeclaredDependency, DeclaredEntry, DeclaredModule, Origin,
    Replaced, entry, place,
};
pub(crate) use encode::{
    crate_name, encode_component, encode_entry, encode_module, encode_replaced,
};
pub(crate) use identity::identity;
pub(crate) use kind::EdgeKind;
