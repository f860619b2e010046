use proc_macro2::TokenStream;
use purlin_macros_kit::{Args, Diagnostic, Diagnostics};
use quote::quote;
use syn::{LitStr, Path};

use crate::{
    codes,
    model::Verb,
    value::{self, Rate, value},
};

const CODE: &str = codes::ARGUMENT;
const KNOWN: [&str; 14] = [
    "auth",
    "public",
    "timeout",
    "body_limit",
    "rate_limit",
    "retry",
    "idempotent",
    "middleware",
    "status",
    "errors",
    "deprecated",
    "sunset",
    "etag",
    "idempotency_key",
];

/// What stands after the path of a route.
#[derive(Clone, Default)]
pub(crate) struct Policy {
    /// The roles of which one is needed; `None` if nobody asks who it is.
    auth: Option<Vec<LitStr>>,
    /// Milliseconds.
    timeout: Option<u64>,
    body_limit: Option<u64>,
    rate_limit: Option<Rate>,
    retry: Option<u32>,
    idempotent: bool,
    middleware: Vec<LitStr>,
    status: Option<u16>,
    errors: Vec<u16>,
    /// Seconds since 1970, as are those of the end.
    deprecated: Option<u64>,
    sunset: Option<u64>,
    etag: bool,
    idempotency_key: bool,
}

impl Policy {
    /// Reads the arguments after the path; mistakes are reported and left out.
    /// `block` is what the block asks of who sends a request.
    pub(crate) fn parse(
        tokens: TokenStream,
        verb: Verb,
        block: Option<&Vec<LitStr>>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let attribute = format!("#[{}]", verb.attribute());
        let mut args = Args::parse(tokens, &attribute, &KNOWN, CODE, diagnostics);
        let auth = args
            .take("auth")
            .and_then(|arg| value::roles(arg, diagnostics));
        let public = args.take("public").is_some_and(|arg| {
            let span = arg.name.span();
            let public = arg.flag(CODE, diagnostics);
            if public && auth.is_some() {
                let headline = "`public` lets everybody in, and `auth` does not".to_owned();
                diagnostics.push(Diagnostic::new(CODE, span, headline).help("keep one of them"));
            }
            public
        });
        let timeout = args.take("timeout").and_then(|arg| {
            value(
                arg,
                "\"2s\"",
                "a duration, `\"200ms\"` or `\"2s\"`",
                value::milliseconds,
                diagnostics,
            )
        });
        let body_limit = args
            .take("body_limit")
            .and_then(|arg| arg.parse_with(value::size, "\"1MiB\"", CODE, diagnostics));
        let rate_limit = args.take("rate_limit").and_then(|arg| {
            value(
                arg,
                "\"100/s\"",
                "a rate, `\"100/s\"` or `\"5/m per client\"`",
                value::rate,
                diagnostics,
            )
        });
        let idempotent = args
            .take("idempotent")
            .is_some_and(|arg| arg.flag(CODE, diagnostics));
        let retry = args.take("retry").and_then(|arg| {
            let name = arg.name.clone();
            let retry = arg.parse_with(value::retries, "2", CODE, diagnostics)?;
            if verb.is_idempotent() || idempotent {
                return Some(retry);
            }
            let headline = format!(
                "`retry` would repeat a {} request, which may act twice",
                verb.method()
            );
            diagnostics.push(
                Diagnostic::new(codes::RETRY, name.span(), headline)
                    .help("add `idempotent` if a repetition does no harm, or remove `retry`"),
            );
            None
        });
        let middleware = args
            .take("middleware")
            .and_then(|arg| arg.parse_with(value::names, "[\"name\"]", CODE, diagnostics));
        let status = args
            .take("status")
            .and_then(|arg| arg.parse_with(value::status, "201", CODE, diagnostics));
        let errors = args
            .take("errors")
            .and_then(|arg| arg.parse_with(value::errors, "[404, 409]", CODE, diagnostics));
        let mut day = |name: &str, diagnostics: &mut Diagnostics| {
            let arg = args.take(name)?;
            let expected = "a day, `\"2026-01-31\"`";
            let example = "\"2026-01-31\"";
            value(arg, example, expected, value::day, diagnostics)
        };
        let deprecated = day("deprecated", diagnostics);
        let sunset = day("sunset", diagnostics);
        let mut flag = |name: &str, diagnostics: &mut Diagnostics| {
            args.take(name)
                .is_some_and(|arg| arg.flag(CODE, diagnostics))
        };
        let etag = flag("etag", diagnostics);
        let idempotency_key = flag("idempotency_key", diagnostics);
        Self {
            auth: auth.or_else(|| block.filter(|_| !public).cloned()),
            timeout,
            body_limit,
            rate_limit,
            retry,
            idempotent,
            middleware: middleware.unwrap_or_default(),
            status,
            errors: errors.unwrap_or_default(),
            deprecated,
            sunset,
            etag,
            idempotency_key,
        }
    }

    /// The constant that says it.
    pub(crate) fn expand(&self, root: &Path) -> TokenStream {
        let auth = self
            .auth
            .as_ref()
            .map(|roles| quote!(.with_auth(&[#(#roles),*])));
        let timeout = self
            .timeout
            .map(|millis| quote!(.with_timeout(::core::time::Duration::from_millis(#millis))));
        let body_limit = self.body_limit.map(|bytes| {
            let bytes = proc_macro2::Literal::u64_unsuffixed(bytes);
            quote!(.with_body_limit(#bytes))
        });
        let rate_limit = self.rate_limit.as_ref().map(|rate| {
            let (requests, millis) = (rate.requests, rate.millis);
            let whose = rate.whose.expand();
            quote! {
                .with_rate_limit(#requests, ::core::time::Duration::from_millis(#millis))
                .with_rate_scope(#root::__private::RateScope::#whose)
            }
        });
        let retry = self.retry.map(|retry| quote!(.with_retry(#retry)));
        let idempotent = self.idempotent.then(|| quote!(.as_idempotent()));
        let names = &self.middleware;
        let middleware = (!names.is_empty()).then(|| quote!(.with_middleware(&[#(#names),*])));
        let status = self.status.map(|status| quote!(.with_status(#status)));
        let errors = &self.errors;
        let errors = (!errors.is_empty()).then(|| quote!(.with_errors(&[#(#errors),*])));
        let deprecated = self.deprecated.map(|at| quote!(.with_deprecation(#at)));
        let sunset = self.sunset.map(|at| quote!(.with_sunset(#at)));
        let etag = self.etag.then(|| quote!(.with_etag()));
        let key = self
            .idempotency_key
            .then(|| quote!(.with_idempotency_key()));
        quote! {
            #root::__private::RoutePolicy::NONE
                #auth #timeout #body_limit #rate_limit #retry #idempotent #middleware
                #status #errors #deprecated #sunset #etag #key
        }
    }
}
