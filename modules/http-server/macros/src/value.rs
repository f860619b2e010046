//! The values of policies, as they are written.

use proc_macro2::TokenStream;
use purlin_macros_kit::{Arg, ArgValue, Diagnostic, Diagnostics};
use quote::quote;
use syn::{LitInt, LitStr, Token, bracketed, parse::ParseStream, punctuated::Punctuated};

use crate::codes;

const CODE: &str = codes::ARGUMENT;

/// So many requests in so many milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) requests: u32,
    pub(crate) millis: u64,
    pub(crate) whose: Whose,
}

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Everybody,
    Client,
    Tenant,
    Principal,
    /// The name of a header, in lower case.
    Header(String),
}

impl Whose {
    fn of(word: &str) -> Option<Self> {
        match word {
            "client" => Some(Self::Client),
            "tenant" => Some(Self::Tenant),
            "principal" => Some(Self::Principal),
            _ => {
                let name = word.strip_prefix("header ")?.trim();
                let decent =
                    |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
                let is_name = !name.is_empty() && name.bytes().all(decent);
                is_name.then(|| Self::Header(name.to_owned()))
            }
        }
    }

    /// The variant of `RateScope`.
    pub(crate) fn expand(&self) -> TokenStream {
        match self {
            Self::Everybody => quote!(Everybody),
            Self::Client => quote!(Client),
            Self::Tenant => quote!(Tenant),
            Self::Principal => quote!(Principal),
            Self::Header(name) => quote!(Header(#name)),
        }
    }
}

/// The value of a text argument; one that is not understood is reported.
pub(crate) fn value<T>(
    arg: Arg,
    example: &str,
    expected: &str,
    read: impl FnOnce(&str) -> Option<T>,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let name = arg.name.to_string();
    let text: LitStr = arg.parse(example, CODE, diagnostics)?;
    let value = read(&text.value());
    if value.is_none() {
        let headline = format!("`{}` is no value for `{name}`", text.value());
        diagnostics
            .push(Diagnostic::new(CODE, text.span(), headline).help(format!("write {expected}")));
    }
    value
}

/// `200ms`, `2s` or `1m`; never nothing.
pub(crate) fn milliseconds(text: &str) -> Option<u64> {
    let units = [("ms", 1), ("s", 1000), ("m", 60_000)];
    let (number, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    let millis = number.parse::<u64>().ok()?.checked_mul(*factor)?;
    (millis > 0).then_some(millis)
}

/// `100/s`, `5/m per client`, `10/h per tenant` or `1000/d per header x-api-key`; never nothing.
pub(crate) fn rate(text: &str) -> Option<Rate> {
    let (rate, whose) = match text.split_once(" per ") {
        Some((rate, whose)) => (rate, Whose::of(whose.trim())?),
        None => (text, Whose::Everybody),
    };
    let (number, unit) = rate.split_once('/')?;
    let millis = match unit {
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    let requests = number.parse::<u32>().ok()?;
    (requests > 0).then_some(Rate {
        requests,
        millis,
        whose,
    })
}

/// `1024`, `"16KiB"` or `"1MiB"`.
pub(crate) fn size(input: ParseStream<'_>) -> syn::Result<u64> {
    if input.peek(LitInt) {
        return input.parse::<LitInt>()?.base10_parse();
    }
    let text: LitStr = input.parse()?;
    let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
    let value = text.value();
    units
        .iter()
        .find_map(|(unit, factor)| {
            let number = value.strip_suffix(unit)?.trim_end().parse::<u64>().ok()?;
            number.checked_mul(*factor)
        })
        .ok_or_else(|| syn::Error::new(text.span(), "no size"))
}

/// At most ten: more is no retry but a loop.
pub(crate) fn retries(input: ParseStream<'_>) -> syn::Result<u32> {
    let number: LitInt = input.parse()?;
    match number.base10_parse()? {
        retries @ 1..=10 => Ok(retries),
        _ => Err(syn::Error::new(number.span(), "1 to 10")),
    }
}

/// `auth`, `auth = "role"` or `auth = ["one", "other"]`: the roles of which one is needed.
pub(crate) fn roles(arg: Arg, diagnostics: &mut Diagnostics) -> Option<Vec<LitStr>> {
    if matches!(arg.value, ArgValue::Flag) {
        return Some(Vec::new());
    }
    let read = |input: ParseStream<'_>| {
        if input.peek(LitStr) {
            return Ok(vec![input.parse()?]);
        }
        let roles = names(input)?;
        if roles.is_empty() {
            return Err(input.error("a role"));
        }
        Ok(roles)
    };
    arg.parse_with(read, "\"role\"", CODE, diagnostics)
}

pub(crate) fn names(input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let list;
    bracketed!(list in input);
    let names = Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?;
    Ok(names.into_iter().collect())
}

/// `[404, 409]`: statuses of errors.
pub(crate) fn errors(input: ParseStream<'_>) -> syn::Result<Vec<u16>> {
    let list;
    bracketed!(list in input);
    let numbers = Punctuated::<LitInt, Token![,]>::parse_terminated(&list)?;
    numbers
        .iter()
        .map(|number| match number.base10_parse()? {
            error @ 400..=599 => Ok(error),
            _ => Err(syn::Error::new(number.span(), "400 to 599")),
        })
        .collect()
}

/// The status of a success.
pub(crate) fn status(input: ParseStream<'_>) -> syn::Result<u16> {
    let number: LitInt = input.parse()?;
    match number.base10_parse()? {
        status @ 200..=399 => Ok(status),
        _ => Err(syn::Error::new(number.span(), "200 to 399")),
    }
}

/// `2026-01-31` as seconds since 1970: the beginning of that day in UTC.
pub(crate) fn day(text: &str) -> Option<u64> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let decent = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        decent.then(|| part.parse::<u64>().ok())?
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || year < 1970 || !(1..=12).contains(&month) {
        return None;
    }
    let leap = |year: u64| {
        (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400)
    };
    let february = if leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let before: u64 = months.iter().take(usize::try_from(month).ok()? - 1).sum();
    if !(1..=months[usize::try_from(month).ok()? - 1]).contains(&day) {
        return None;
    }
    let years: u64 = (1970..year).map(|year| 365 + u64::from(leap(year))).sum();
    Some((years + before + day - 1) * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_rates_and_sizes_are_read_and_nothing_is_refused() {
        assert_eq!(milliseconds("250ms"), Some(250));
        assert_eq!(milliseconds("2s"), Some(2000));
        assert_eq!(milliseconds("1m"), Some(60_000));
        assert_eq!(milliseconds("0s"), None);
        assert_eq!(milliseconds("2"), None);
        let hundred = Rate {
            requests: 100,
            millis: 1000,
            whose: Whose::Everybody,
        };
        assert_eq!(rate("100/s"), Some(hundred.clone()));
        let of_tenant = Rate {
            whose: Whose::Tenant,
            ..hundred.clone()
        };
        let of_key = Rate {
            millis: 86_400_000,
            whose: Whose::Header("x-api-key".to_owned()),
            ..hundred
        };
        assert_eq!(rate("100/d per header x-api-key"), Some(of_key));
        assert_eq!(rate("100/d per header X Key"), None);
        assert_eq!(rate("100/d per header "), None);
        assert_eq!(rate("100/s per tenant"), Some(of_tenant));
        assert_eq!(rate("100/s per moon"), None);
        assert_eq!(rate("0/s"), None);
        assert_eq!(rate("5/day"), None);
        let size = |tokens| syn::parse::Parser::parse2(size, tokens).ok();
        assert_eq!(size(quote!(10)), Some(10));
        assert_eq!(size(quote!("16KiB")), Some(16 * 1024));
        assert_eq!(size(quote!("16KB")), None);
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2024-02-29"), Some(1_709_164_800));
        assert_eq!(day("2026-12-31"), Some(1_798_675_200));
        for wrong in [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-01-01",
            "2026-1-1",
            "2026-01-01-01",
            "",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn statuses_of_success_and_of_errors_are_told_apart() {
        let errors = |tokens| syn::parse::Parser::parse2(errors, tokens).ok();
        assert_eq!(errors(quote!([404, 409])), Some(vec![404, 409]));
        assert_eq!(errors(quote!([200])), None);
        let status = |tokens| syn::parse::Parser::parse2(status, tokens).ok();
        assert_eq!(status(quote!(201)), Some(201));
        assert_eq!(status(quote!(404)), None);
    }
}
