use proc_macro2::TokenStream;
use purlin_macros_kit::{Arg, Args, Diagnostic, Diagnostics};
use quote::quote;
use syn::{LitInt, LitStr};

use super::duration::{Zero, duration};
use crate::codes;

/// When a task that has ended is started again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    Never,
    OnFailure,
    Always,
}

/// The arguments of `#[task]`.
#[derive(Clone, Copy)]
pub(crate) struct TaskArgs {
    restart: Restart,
    backoff_ms: u64,
    backoff_max_ms: u64,
    /// How many restarts in a row; `u32::MAX` for no limit.
    limit: u32,
}

impl Default for TaskArgs {
    fn default() -> Self {
        Self {
            restart: Restart::Never,
            backoff_ms: 100,
            backoff_max_ms: 30_000,
            limit: u32::MAX,
        }
    }
}

impl TaskArgs {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let known = ["restart", "backoff", "backoff_max", "limit"];
        let mut args = Args::parse(tokens, "#[task]", &known, codes::BAD_ARGUMENT, diagnostics);
        let default = Self::default();
        let Some(restart) = args.take("restart") else {
            for name in known {
                if let Some(arg) = args.take(name) {
                    pointless(&arg, diagnostics);
                }
            }
            return default;
        };
        let backoff_ms = duration(args.take("backoff"), Zero::Refused, diagnostics)
            .unwrap_or(default.backoff_ms);
        let backoff_max_ms = duration(args.take("backoff_max"), Zero::Refused, diagnostics)
            .unwrap_or(default.backoff_max_ms);
        Self {
            restart: when(restart, diagnostics).unwrap_or(Restart::OnFailure),
            backoff_ms,
            backoff_max_ms: backoff_max_ms.max(backoff_ms),
            limit: args
                .take("limit")
                .and_then(|arg| limit(arg, diagnostics))
                .unwrap_or(default.limit),
        }
    }

    /// The policy as an expression of the expansion.
    pub(crate) fn policy(self) -> TokenStream {
        let Self {
            backoff_ms,
            backoff_max_ms,
            limit,
            ..
        } = self;
        let restart = match self.restart {
            Restart::Never => quote!(Never),
            Restart::OnFailure => quote!(OnFailure),
            Restart::Always => quote!(Always),
        };
        quote! {
            ::purlin::__private::TaskPolicy {
                restart: ::purlin::__private::Restart::#restart,
                backoff: ::core::time::Duration::from_millis(#backoff_ms),
                backoff_max: ::core::time::Duration::from_millis(#backoff_max_ms),
                limit: #limit,
            }
        }
    }
}

fn pointless(arg: &Arg, diagnostics: &mut Diagnostics) {
    let headline = format!(
        "`{}` says nothing about a task that is not restarted",
        arg.name
    );
    diagnostics.push(
        Diagnostic::new(codes::BAD_ARGUMENT, arg.name.span(), headline)
            .help("add `restart = \"on-failure\"`, or remove it"),
    );
}

fn when(arg: Arg, diagnostics: &mut Diagnostics) -> Option<Restart> {
    let text = arg.parse::<LitStr>("\"on-failure\"", codes::BAD_ARGUMENT, diagnostics)?;
    match text.value().as_str() {
        "never" => Some(Restart::Never),
        "on-failure" => Some(Restart::OnFailure),
        "always" => Some(Restart::Always),
        other => {
            let headline = format!("`{other}` is no way to restart a task");
            diagnostics.push(
                Diagnostic::new(codes::BAD_ARGUMENT, text.span(), headline)
                    .help("write `\"never\"`, `\"on-failure\"` or `\"always\"`"),
            );
            None
        }
    }
}

fn limit(arg: Arg, diagnostics: &mut Diagnostics) -> Option<u32> {
    let number = arg.parse::<LitInt>("5", codes::BAD_ARGUMENT, diagnostics)?;
    let limit = number.base10_parse::<u32>().ok().filter(|limit| *limit > 0);
    if limit.is_none() {
        let headline = format!("`{number}` is no limit of restarts");
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, number.span(), headline)
                .help("write how many restarts in a row there may be, 1 or more: `limit = 5`"),
        );
    }
    limit
}
