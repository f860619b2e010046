//! Rules fit the type of their field, can be met, and are met by a default that is a literal.

use proc_macro2::{Ident, Span};
use purlin_macros_kit::{Diagnostic, Diagnostics, type_text};
use quote::ToTokens;
use syn::{Expr, ExprRange, Lit, RangeLimits, Type, ext::IdentExt, spanned::Spanned};

use super::{
    super::{
        codes, literal,
        model::{Bound, Bounds, ParsedField, Presence, Rule},
    },
    types,
};

/// Understands the rules of a field.
pub(super) fn check(
    field: &ParsedField,
    presence: &Presence,
    diagnostics: &mut Diagnostics,
) -> Vec<Rule> {
    let arguments = &field.arguments;
    let bare = types::bare(&field.ty);
    let type_name = types::name_of(bare);
    let mut rules = Vec::new();
    // Sections have no range and no pattern of their own, which is said elsewhere.
    let nested = arguments.nested.is_some();
    if let Some(range) = arguments.range.as_ref().filter(|_| !nested) {
        let comparable = !literal::has_length(&type_name) && type_name != "bool";
        if fits("range", comparable, field, bare, diagnostics) {
            let found = bounds(range, &type_name, diagnostics);
            if check_order(range, diagnostics) {
                check_default(field, range, presence, diagnostics);
            }
            rules.push(Rule::Range(found));
        }
    }
    if let Some(length) = &arguments.length {
        let countable = !literal::is_number(&type_name)
            && !matches!(
                type_name.as_str(),
                "bool" | "Duration" | "ByteSize" | "SocketAddr"
            );
        if fits("length", countable, field, bare, diagnostics) {
            let found = bounds(length, "usize", diagnostics);
            if check_order(length, diagnostics) {
                check_default_length(field, length, diagnostics);
            }
            rules.push(Rule::Length(found));
        }
    }
    if let Some(pattern) = arguments.pattern.as_ref().filter(|_| !nested) {
        let text = literal::is_text(&type_name);
        if fits("pattern", text, field, bare, diagnostics) {
            if let Err(error) = regex_syntax::parse(&pattern.value()) {
                let why = error.to_string();
                let why = why.lines().last().unwrap_or_default();
                let why = why.trim_start_matches("error: ").trim();
                let headline = format!("the pattern is no regular expression: {why}");
                diagnostics.push(
                    Diagnostic::new(codes::RULE, pattern.span(), headline)
                        .help("write it in the syntax of the `regex` crate, as in `\"[a-z]+\"`"),
                );
            } else {
                rules.push(Rule::Pattern(pattern.clone()));
            }
        }
    }
    rules.extend(arguments.validate.clone().map(Rule::Custom));
    rules
}

/// Whether the rule means something for the type; reported at the rule if not.
fn fits(
    rule: &str,
    fits: bool,
    field: &ParsedField,
    ty: &Type,
    diagnostics: &mut Diagnostics,
) -> bool {
    if !fits {
        let mut names = field.arguments.names.iter();
        let span = names
            .find(|argument| argument.unraw() == rule)
            .map_or_else(Span::call_site, Ident::span);
        let text = type_text(ty);
        let headline = format!("`{rule}` means nothing for a field of the type `{text}`");
        let help = match rule {
            "range" if literal::has_length(&text) => "write `length(…)` for how long it may be",
            "length" if literal::is_number(&text) => "write `range(…)` for how large it may be",
            _ => "remove it, or write `validate = path::to::function`",
        };
        diagnostics.push(Diagnostic::new(codes::RULE, span, headline).help(help));
    }
    fits
}

fn bounds(range: &ExprRange, type_name: &str, diagnostics: &mut Diagnostics) -> Bounds {
    let mut bound = |end: &Expr| Bound {
        expression: literal::default_expression(end, type_name, diagnostics),
        text: literal::plain_text(end),
        constant: literal::constant_type(end, type_name),
    };
    Bounds {
        min: range.start.as_deref().map(&mut bound),
        max: range.end.as_deref().map(&mut bound),
        exclusive: matches!(range.limits, RangeLimits::HalfOpen(_)),
    }
}

/// A range that holds nothing can be met by no value.
fn check_order(range: &ExprRange, diagnostics: &mut Diagnostics) -> bool {
    let (Some(start), Some(end)) = (&range.start, &range.end) else {
        return true;
    };
    let (Some(low), Some(high)) = (number(start), number(end)) else {
        return true;
    };
    let exclusive = matches!(range.limits, RangeLimits::HalfOpen(_));
    if low > high || exclusive && low >= high {
        let headline = format!("nothing is in the range {}", in_words(range));
        diagnostics.push(
            Diagnostic::new(codes::RULE, start.span(), headline)
                .help("put the smaller end first, as in `1..=1000`"),
        );
        return false;
    }
    true
}

/// The range as it is written.
fn in_words(range: &ExprRange) -> String {
    let end = |end: Option<&Expr>| end.map(literal::plain_text).unwrap_or_default();
    let dots = match range.limits {
        RangeLimits::HalfOpen(_) => "..",
        RangeLimits::Closed(_) => "..=",
    };
    format!(
        "`{}{dots}{}`",
        end(range.start.as_deref()),
        end(range.end.as_deref())
    )
}

fn check_default(
    field: &ParsedField,
    range: &ExprRange,
    presence: &Presence,
    diagnostics: &mut Diagnostics,
) {
    let (Some(default), Presence::Default(_)) = (&field.arguments.default, presence) else {
        return;
    };
    if let Some(number) = number(default)
        && !holds(range, number)
    {
        push_refused(default, "is outside of its own range", range, diagnostics);
    }
}

fn check_default_length(field: &ParsedField, range: &ExprRange, diagnostics: &mut Diagnostics) {
    let Some(default @ Expr::Lit(literal)) = &field.arguments.default else {
        return;
    };
    let Lit::Str(text) = &literal.lit else {
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "no default is that long")]
    let length = text.value().chars().count() as f64;
    if !holds(range, length) {
        push_refused(default, "is not as long as it must be", range, diagnostics);
    }
}

fn push_refused(default: &Expr, what: &str, range: &ExprRange, diagnostics: &mut Diagnostics) {
    let first = default.to_token_stream().into_iter().next();
    let span = first.map_or_else(|| default.span(), |token| token.span());
    let headline = format!(
        "the default {} {what}, {}",
        type_text(default),
        in_words(range)
    );
    diagnostics.push(
        Diagnostic::new(codes::DEFAULT_REFUSED, span, headline)
            .help("change the default, or let the rule allow it"),
    );
}

/// Whether the literal ends of the range let the number in.
fn holds(range: &ExprRange, value: f64) -> bool {
    let low = range.start.as_deref().and_then(number);
    let high = range.end.as_deref().and_then(number);
    let exclusive = matches!(range.limits, RangeLimits::HalfOpen(_));
    low.is_none_or(|low| low <= value)
        && high.is_none_or(|high| {
            if exclusive {
                value < high
            } else {
                value <= high
            }
        })
}

/// The value of a literal number, with its sign.
fn number(expression: &Expr) -> Option<f64> {
    literal::plain_text(expression).parse().ok()
}
