use proc_macro2::TokenStream;
use syn::{
    Ident, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    token,
};

use crate::{Diagnostic, Diagnostics, closest};

/// The arguments of an attribute, `a, b = value, c(…)`, before anyone has looked at the values.
///
/// Names are checked against what the attribute knows; a strange one is reported with the name
/// that was probably meant and then left out, so that the rest is still read.
pub struct Args(Vec<Arg>);

/// One argument.
pub struct Arg {
    /// The name, with the user's span.
    pub name: Ident,
    /// What stands after it.
    pub value: ArgValue,
}

/// What stands after the name of an argument.
pub enum ArgValue {
    /// Nothing: `dynamic`.
    Flag,
    /// `= tokens`, up to the next comma outside of angle brackets.
    Value(TokenStream),
    /// `(tokens)`.
    List(TokenStream),
}

impl Args {
    /// Reads the arguments. Unknown names become `code` at their own token; so does a repeated
    /// name. A syntax error is reported as it is.
    pub fn parse(
        tokens: TokenStream,
        attribute: &str,
        known: &[&str],
        code: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let raw = match RawArgs::parse.parse2(tokens) {
            Ok(raw) => raw,
            Err(error) => {
                diagnostics.push_syntax(error);
                return Self(Vec::new());
            }
        };
        for error in raw.errors {
            diagnostics.push_syntax(error);
        }
        let raw = raw.args;
        let mut kept: Vec<Arg> = Vec::new();
        for arg in raw {
            let name = arg.name.unraw().to_string();
            if !known.contains(&name.as_str()) {
                let headline = format!("`{attribute}` has no argument `{name}`");
                let help = match (closest(&name, known.iter().copied()), known) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, []) => format!("`{attribute}` takes no arguments: remove it"),
                    (None, known) => format!("it takes {}", enumerate(known)),
                };
                diagnostics.push(Diagnostic::new(code, arg.name.span(), headline).help(help));
            } else if kept.iter().any(|earlier| earlier.name == arg.name) {
                let headline = format!("`{name}` is given twice in `{attribute}`");
                diagnostics.push(
                    Diagnostic::new(code, arg.name.span(), headline).help("keep one of them"),
                );
            } else {
                kept.push(arg);
            }
        }
        Self(kept)
    }

    /// Takes the argument `name` out, if it was given.
    pub fn take(&mut self, name: &str) -> Option<Arg> {
        let index = self.0.iter().position(|arg| arg.name.unraw() == name)?;
        Some(self.0.remove(index))
    }
}

impl Arg {
    /// The value parsed as `T`; a missing or malformed one is reported at its token.
    pub fn parse<T: Parse>(
        self,
        expected: &str,
        code: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        self.parse_with(T::parse, expected, code, diagnostics)
    }

    /// The value parsed by `parser`; a missing or malformed one is reported at its token.
    pub fn parse_with<T>(
        self,
        parser: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
        expected: &str,
        code: &'static str,
        diagnostics: &mut Diagnostics,
    ) -> Option<T> {
        let name = self.name.unraw().to_string();
        let span = self.name.span();
        let written = match self.value {
            ArgValue::Value(tokens) | ArgValue::List(tokens) => tokens,
            ArgValue::Flag => TokenStream::new(),
        };
        let Some(first) = written.clone().into_iter().next() else {
            let headline = format!("`{name}` needs a value");
            diagnostics.push(
                Diagnostic::new(code, span, headline).help(format!("write `{name} = {expected}`")),
            );
            return None;
        };
        match parser.parse2(written) {
            Ok(value) => Some(value),
            Err(_) => {
                let headline = format!("the value of `{name}` is not what it takes");
                diagnostics.push(
                    Diagnostic::new(code, first.span(), headline)
                        .help(format!("write `{name} = {expected}`")),
                );
                None
            }
        }
    }

    /// Checks that the argument is a bare flag.
    pub fn flag(self, code: &'static str, diagnostics: &mut Diagnostics) -> bool {
        if matches!(self.value, ArgValue::Flag) {
            return true;
        }
        let headline = format!("`{}` takes no value", self.name);
        diagnostics.push(
            Diagnostic::new(code, self.name.span(), headline)
                .help(format!("write just `{}`", self.name)),
        );
        false
    }
}

/// `a`, `b` and `c`, each in backticks.
fn enumerate(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// What could be read, and what could not.
struct RawArgs {
    args: Vec<Arg>,
    errors: Vec<syn::Error>,
}

impl RawArgs {
    /// Reads argument by argument; one that is malformed, as while somebody types, takes no other
    /// with it.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut args, mut errors) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            match arg(input) {
                Ok(arg) => args.push(arg),
                Err(error) => {
                    errors.push(error);
                    until_comma(input)?;
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Self { args, errors })
    }
}

fn arg(input: ParseStream<'_>) -> syn::Result<Arg> {
    let name = input.call(Ident::parse_any)?;
    let value = if input.peek(token::Paren) {
        let content;
        syn::parenthesized!(content in input);
        ArgValue::List(content.parse()?)
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        ArgValue::Value(until_comma(input)?)
    } else {
        ArgValue::Flag
    };
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error("expected `,`"));
    }
    Ok(Arg { name, value })
}

/// Tokens up to the next comma that is not between angle brackets; none if the value is not
/// written yet.
fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0usize;
    while !input.is_empty() {
        if depth == 0 && input.peek(Token![,]) {
            break;
        }
        if input.peek(Token![->]) || input.peek(Token![=>]) || input.peek(Token![..=]) {
            // The `>` of an arrow closes nothing.
            for _ in 0..2 {
                tokens.extend([input.parse::<proc_macro2::TokenTree>()?]);
            }
            continue;
        }
        if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        tokens.extend([input.parse::<proc_macro2::TokenTree>()?]);
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn all_three_forms_are_read_and_generic_commas_do_not_split() {
        let mut diagnostics = Diagnostics::new();
        let mut args = Args::parse(
            quote!(dynamic, r#as = Map<u8, dyn Fn(u8) -> u8>, range(1..=3)),
            "#[x]",
            &["dynamic", "as", "range"],
            "PL0000",
            &mut diagnostics,
        );
        assert!(diagnostics.is_empty());
        assert!(matches!(
            args.take("dynamic").expect("flag").value,
            ArgValue::Flag
        ));
        let value = args.take("as").expect("value");
        assert!(
            value
                .parse::<syn::Type>("T", "PL0000", &mut diagnostics)
                .is_some()
        );
        assert!(matches!(
            args.take("range").expect("list").value,
            ArgValue::List(_)
        ));
    }

    #[test]
    fn a_strange_name_is_reported_with_a_suggestion_and_the_rest_is_read() {
        let mut diagnostics = Diagnostics::new();
        let mut args = Args::parse(
            quote!(component = [A], imports = [B]),
            "#[module]",
            &["components", "imports"],
            "PL0101",
            &mut diagnostics,
        );
        assert!(args.take("imports").is_some());
        let text = diagnostics.into_tokens().to_string();
        assert!(text.contains("did you mean `components`?"), "{text}");
    }

    #[test]
    fn what_is_half_typed_is_told_and_the_rest_is_read() {
        for (tokens, errors) in [
            (quote!(config = , imports = [B]), "`config` needs a value"),
            (quote!(= A, imports = [B]), "expected ident"),
            (quote!(config A, imports = [B]), "expected `,`"),
            (quote!(, imports = [B]), "expected ident"),
        ] {
            let mut diagnostics = Diagnostics::new();
            let known = ["config", "imports"];
            let mut args = Args::parse(tokens, "#[module]", &known, "PL0101", &mut diagnostics);
            if let Some(config) = args.take("config") {
                let value = config.parse::<syn::Type>("OrdersConfig", "PL0101", &mut diagnostics);
                assert!(value.is_none());
            }
            assert!(args.take("imports").is_some());
            assert_eq!(diagnostics.len(), 1);
            let text = diagnostics.into_tokens().to_string();
            assert!(text.contains(errors), "{text}");
        }
    }
}
