use purlin_macros_kit::{ArgValue, Args, Diagnostic, Diagnostics};
use syn::{
    Lit, LitStr, Token,
    parse::{ParseStream, Parser},
};

use crate::{codes, model::Condition};

/// Takes the argument `when("cache.backend" = "redis")`.
pub(crate) fn take_when(args: &mut Args, diagnostics: &mut Diagnostics) -> Option<Condition> {
    let arg = args.take("when")?;
    let span = arg.name.span();
    let condition = match arg.value {
        ArgValue::List(tokens) => condition.parse2(tokens).ok(),
        ArgValue::Flag | ArgValue::Value(_) => None,
    };
    if condition.is_none() {
        let headline = "`when` names a setting and the value that it must have";
        diagnostics.push(
            Diagnostic::new(codes::BAD_ARGUMENT, span, headline)
                .help("write `when(\"cache.backend\" = \"redis\")`"),
        );
    }
    condition
}

fn condition(input: ParseStream<'_>) -> syn::Result<Condition> {
    let path: LitStr = input.parse()?;
    input.parse::<Token![=]>()?;
    let value = match input.parse()? {
        Lit::Str(text) => text.value(),
        Lit::Bool(word) => word.value.to_string(),
        Lit::Int(number) => number.base10_digits().to_owned(),
        other => return Err(syn::Error::new(other.span(), "no value")),
    };
    input.parse::<Option<Token![,]>>()?;
    if !input.is_empty() {
        return Err(input.error("one condition"));
    }
    Ok(Condition { path, value })
}
