use proc_macro2::Span;
use syn::{Expr, Ident, ImplItemFn, Path};

/// A method or function with what `#[transactional]` says of it.
pub(crate) struct Function {
    /// The user's function as it goes out.
    pub(crate) item: ImplItemFn,
    /// Where the crate `purlin-database` is.
    pub(crate) root: Path,
    /// The database, and where a mistake in it is told.
    pub(crate) database: Expr,
    pub(crate) database_span: Span,
    /// A variant of `IsolationLevel`.
    pub(crate) isolation: Option<Ident>,
    pub(crate) read_only: bool,
    /// A variant of `Nesting`.
    pub(crate) nesting: Option<Ident>,
    /// How often the body is tried, if more than once, and where that is said.
    pub(crate) attempts: Option<(u32, Span)>,
}
