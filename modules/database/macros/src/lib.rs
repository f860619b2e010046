//! The `#[transactional]` attribute of Purlin's database module.
//!
//! A small compiler: `parse` reads the function into the `model`, `check` judges it, `expand`
//! writes it out and cannot fail. Beside an error stands the user's own function, so that one
//! mistake stays one error. Only this file touches `proc_macro`.

mod check;
mod codes;
mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use purlin_macros_kit::Diagnostics;
use quote::quote;

/// Runs an `async` method or function in one transaction: committed when it returns `Ok`, rolled
/// back when it returns an error, panics, or its future is dropped.
///
/// It returns a `Result` whose error has `From<DatabaseError>`. The database is the field
/// `database`, or of a function the parameter of that name, unless `database = …` says which.
/// Everything that asks it in the body is in the transaction, as in that of
/// `Database::transaction`; called in another one, it is a part of that one with a savepoint.
///
/// Further: `isolation = serializable` (or `repeatable_read`, `read_committed`,
/// `read_uncommitted`); `read_only`; `nesting = join` (or `separate`, `savepoint`);
/// `attempts = 3`, how often the body runs at most, if the database has given the transaction up
/// for another one or the connection was lost before the commit: without it, once. What the body
/// consumes then has `Clone`. `crate = some::path`, where the crate `purlin-database` is, if not at
/// `::purlin::database`.
#[proc_macro_attribute]
pub fn transactional(arguments: TokenStream, item: TokenStream) -> TokenStream {
    compile(arguments.into(), &item.into()).into()
}

fn compile(
    arguments: proc_macro2::TokenStream,
    item: &proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let mut diagnostics = Diagnostics::new();
    let function = parse::function(arguments, item.clone(), &mut diagnostics);
    if let Some(function) = &function {
        check::again(function, &mut diagnostics);
    }
    let sound = diagnostics.is_empty();
    let errors = diagnostics.into_tokens();
    match function {
        Some(function) if sound => expand::function(&function),
        _ => quote!(#item #errors),
    }
}
