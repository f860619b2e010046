use std::fmt;

use crate::RoutePolicy;

/// One route of a [`Routes::table`](crate::Routes::table): what is known of it while compiling.
///
/// `#[routes]` writes these; by hand one is made with [`RouteInfo::new`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RouteInfo {
    /// The method in capitals, `GET`.
    pub method: &'static str,
    /// The path as axum writes it, `/orders/{id}`.
    pub path: &'static str,
    /// The handler, `OrdersApi::read`.
    pub handler: &'static str,
    /// The source file of the path.
    pub file: &'static str,
    /// The line in that file; 0 if it is not known.
    pub line: u32,
    /// The doc comment of the handler; empty if it has none.
    pub doc: &'static str,
    /// What the route promises or demands beyond its handler.
    pub policy: RoutePolicy,
    /// The types of the handler's parameters, without the receiver.
    pub parameters: &'static [TypeInfo],
    /// The type of the handler's answer; `None` if it cannot be named (`impl IntoResponse`) or is
    /// not known.
    pub answer: Option<TypeInfo>,
}

/// The facts of a type with `#[routes]`: what it serves, known without making it.
///
/// ```
/// use purlin_http_server::{RouteTable, routes};
/// use purlin::registry::Facts;
///
/// struct Api;
///
/// #[routes(crate = purlin_http_server)]
/// impl Api {
///     #[get("/hello")]
///     fn hello(&self) {}
/// }
///
/// let table = Api::facts().downcast_ref::<RouteTable>();
/// assert_eq!(table.map(|table| table.0[0].path), Some("/hello"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RouteTable(pub &'static [RouteInfo]);

impl RouteInfo {
    /// A route of which no more is known.
    #[must_use]
    pub const fn new(
        method: &'static str,
        path: &'static str,
        handler: &'static str,
        place: (&'static str, u32),
    ) -> Self {
        Self {
            method,
            path,
            handler,
            file: place.0,
            line: place.1,
            doc: "",
            policy: RoutePolicy::NONE,
            parameters: &[],
            answer: None,
        }
    }

    /// With the doc comment of the handler.
    #[must_use]
    pub const fn with_doc(mut self, doc: &'static str) -> Self {
        self.doc = doc;
        self
    }

    /// With the policies of the route.
    #[must_use]
    pub const fn with_policy(mut self, policy: RoutePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// With the types of the parameters and of the answer.
    #[must_use]
    pub const fn with_types(
        mut self,
        parameters: &'static [TypeInfo],
        answer: Option<TypeInfo>,
    ) -> Self {
        self.parameters = parameters;
        self.answer = answer;
        self
    }
}

impl fmt::Display for RouteInfo {
    /// `OrdersApi::read` (src/orders.rs:12).
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` ({}", self.handler, self.file)?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        formatter.write_str(")")
    }
}

/// A type in the signature of a handler, and the types that it is made of.
///
/// `Result<Json<Order>, ApiError>` has the arguments `Json<Order>` and `ApiError`, and the former
/// has `Order`. Arguments are read from what the user wrote, so those behind a `type` alias are
/// only in the [`name`](TypeInfo::name).
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct TypeInfo {
    /// As the user wrote it, `Json<Order>`.
    pub written: &'static str,
    /// Gives the full name, `axum::json::Json<shop::Order>`, whatever aliases were used.
    pub name: fn() -> &'static str,
    /// The types in angle brackets or, of a tuple, in parentheses.
    pub arguments: &'static [TypeInfo],
    /// Asks for the JSON schema, if the type is `schemars::JsonSchema`.
    #[cfg(feature = "schema")]
    pub schema: Option<SchemaFn>,
}

/// Gives the JSON schema of a type, with what it refers to kept in the generator.
#[cfg(feature = "schema")]
pub type SchemaFn = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

impl TypeInfo {
    /// The full name without what is in angle brackets, `axum::json::Json`.
    #[must_use]
    pub fn base(&self) -> &'static str {
        let name = (self.name)();
        name.split_once('<').map_or(name, |(base, _)| base)
    }
}

impl fmt::Debug for TypeInfo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.written)
    }
}
