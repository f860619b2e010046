use syn::{Expr, Ident, ImplItemFn, LitStr, Path, Type};

use crate::key::KeyText;

/// A method with what `#[cached]` says of it.
pub(crate) struct Method {
    /// The user's method as it goes out.
    pub(crate) item: ImplItemFn,
    /// Where the crate `purlin-cache` is.
    pub(crate) root: Path,
    pub(crate) cache: Expr,
    pub(crate) region: Option<LitStr>,
    /// The key as it is written, for its span, and what it says.
    pub(crate) literal: LitStr,
    pub(crate) key: KeyText,
    pub(crate) parameters: Vec<Ident>,
    pub(crate) skipped: Vec<Ident>,
    pub(crate) times: Times,
    pub(crate) tags: Vec<LitStr>,
    pub(crate) shared: bool,
    /// The type that is kept.
    pub(crate) value: Type,
    /// Whether it may not exist.
    pub(crate) optional: bool,
}

/// In milliseconds, each if it is given.
#[derive(Default)]
pub(crate) struct Times {
    pub(crate) ttl: Option<u64>,
    pub(crate) idle: Option<u64>,
    pub(crate) stale: Option<u64>,
    pub(crate) early: Option<u64>,
    pub(crate) negative: Option<u64>,
}
