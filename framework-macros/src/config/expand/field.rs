use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{
    super::{
        codes,
        model::{Bound, Bounds, DefaultValue, Field, Presence, Rule},
    },
    is_optional, reader_ident,
};

/// The name of the field in the list of fields.
pub(super) fn listed((index, field): (usize, &Field)) -> TokenStream {
    let (conditions, info) = (&field.conditions, info_ident(index));
    quote!(#(#conditions)* #info)
}

/// The field of the struct, filled.
pub(super) fn fill((index, field): (usize, &Field)) -> TokenStream {
    let (conditions, ident, value) = (&field.conditions, &field.ident, value_ident(index));
    quote!(#(#conditions)* #ident: #value?)
}

/// What is known about the field, and the literals that the compiler evaluates.
pub(super) fn constants((index, field): (usize, &Field)) -> TokenStream {
    let literals = literals((index, field));
    let (conditions, constant) = (&field.conditions, info_ident(index));
    let (name, ty, doc) = (&field.name, &field.type_text, &field.doc);
    let presence = match &field.presence {
        Presence::Required => quote!(.required()),
        Presence::Optional(_) => TokenStream::new(),
        Presence::Default(default) => {
            let text = &default.text;
            let (ty, expression) = (&field.ty, default_expression(index, default));
            let value = if field.secret {
                quote!(hidden_default)
            } else {
                quote!(default_value)
            };
            quote!(.default(#text).#value(|| {
                use ::purlin::__private::Unshown as _;
                ::purlin::__private::Shown::<#ty>::show(&{ #expression })
            }))
        }
        Presence::Nested => {
            let ty = &field.ty;
            quote!(.nested(<#ty as ::purlin::config::ConfigPart>::FIELDS))
        }
        Presence::NestedOptional(ty) => {
            quote!(.nested(<#ty as ::purlin::config::ConfigPart>::FIELDS).optional())
        }
        Presence::NestedList(ty) => {
            let empty = quote!(|| ::core::option::Option::Some(::purlin::__private::empty_list()));
            quote! {
                .default("[]").default_value(#empty)
                .elements(<#ty as ::purlin::config::ConfigPart>::FIELDS)
            }
        }
        Presence::NestedTable(ty) => {
            let empty = quote!(|| ::core::option::Option::Some(::purlin::__private::empty_table()));
            quote! {
                .default("{}").default_value(#empty)
                .elements(<#ty as ::purlin::config::ConfigPart>::FIELDS)
            }
        }
    };
    let flags = [
        (field.secret, quote!(.secret())),
        (field.dynamic, quote!(.dynamic())),
        (field.append, quote!(.append())),
    ];
    let flags = flags
        .into_iter()
        .filter_map(|(set, flag)| set.then_some(flag));
    let unit = field.unit.as_ref().map(|unit| quote!(.unit(#unit)));
    let env = field.env.as_ref().map(|name| quote!(.env(#name)));
    let aliases = &field.aliases;
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let rules = field.rules.iter().map(described);
    let rules = (!field.rules.is_empty()).then(|| quote!(.rules(&[#(#rules),*])));
    quote! {
        #literals
        #(#conditions)*
        const #constant: ::purlin::config::FieldInfo =
            ::purlin::config::FieldInfo::new(#name, #ty, #doc)
                #presence #(#flags)* #unit #env #aliases #rules;
    }
}

/// Defaults and ends of ranges that are the text of a duration, a size or an address, as
/// constants: every build evaluates them.
pub(super) fn literals((index, field): (usize, &Field)) -> TokenStream {
    let conditions = &field.conditions;
    let mut tokens = TokenStream::new();
    let default = match &field.presence {
        Presence::Default(default) => Some(default),
        _ => None,
    };
    if let Some(DefaultValue {
        expression,
        constant: Some(ty),
        ..
    }) = default
    {
        let constant = default_ident(index);
        tokens.extend(quote!(#(#conditions)* const #constant: #ty = #expression;));
    }
    for rule in &field.rules {
        let Rule::Range(bounds) = rule else {
            continue;
        };
        for (end, bound) in [("MIN", &bounds.min), ("MAX", &bounds.max)] {
            let Some(bound) = bound else {
                continue;
            };
            if let Some(ty) = &bound.constant {
                let (constant, expression) = (bound_ident(index, end), &bound.expression);
                tokens.extend(quote!(#(#conditions)* const #constant: #ty = #expression;));
            }
            if let Some(default) = default.filter(|default| default.constant.is_some()) {
                tokens.extend(within(
                    index,
                    field,
                    default,
                    (end, bound),
                    bounds.exclusive,
                ));
            }
        }
    }
    tokens
}

/// Checks a default that the compiler evaluates against an end that it evaluates.
fn within(
    index: usize,
    field: &Field,
    default: &DefaultValue,
    (end, bound): (&str, &Bound),
    exclusive: bool,
) -> TokenStream {
    if bound.constant.is_none() {
        return TokenStream::new();
    }
    let (value, limit) = (default_ident(index), bound_ident(index, end));
    let conditions = &field.conditions;
    let (refused, what) = match (end, exclusive) {
        ("MIN", _) => (quote!(<), "at least"),
        (_, true) => (quote!(>=), "less than"),
        (_, false) => (quote!(>), "at most"),
    };
    let message = format!(
        "[{code}] the default {} is outside of its own range: {what} {}\n  \
         help: change the default, or let the rule allow it\n  \
         docs: https://purlin.rs/errors/{code}.html",
        default.text,
        bound.text,
        code = codes::DEFAULT_REFUSED
    );
    let measure = quote!(::purlin::config::rule::Measured);
    quote_spanned! {default.span=>
        #(#conditions)*
        const _: () = if #measure(#value).number() #refused #measure(#limit).number() {
            ::core::panic!("{}", #message)
        };
    }
}

/// The rule for those who read about the field.
fn described(rule: &Rule) -> TokenStream {
    let bounds = |bounds: &Bounds| {
        let end = |bound: &Option<Bound>| match bound {
            Some(Bound { text, .. }) => quote!(::core::option::Option::Some(#text)),
            None => quote!(::core::option::Option::None),
        };
        let (min, max, exclusive) = (end(&bounds.min), end(&bounds.max), bounds.exclusive);
        quote!(::purlin::config::rule::Bounds::new(#min, #max, #exclusive))
    };
    let rule_path = quote!(::purlin::config::rule::Rule);
    match rule {
        Rule::Range(range) => {
            let bounds = bounds(range);
            quote!(#rule_path::Range(#bounds))
        }
        Rule::Length(length) => {
            let bounds = bounds(length);
            quote!(#rule_path::Length(#bounds))
        }
        Rule::Pattern(pattern) => quote!(#rule_path::Pattern(#pattern)),
        Rule::Custom(_) => quote!(#rule_path::Custom),
    }
}

/// Reads the field and holds it to its rules.
pub(super) fn read((index, field): (usize, &Field)) -> TokenStream {
    let (conditions, value, info) = (&field.conditions, value_ident(index), info_ident(index));
    let reader = reader_ident();
    let ty = &field.ty;
    let span = ty.span().resolved_at(Span::mixed_site());
    let call = match &field.presence {
        Presence::Required => quote_spanned!(span=> required::<#ty>(&#info)),
        Presence::Optional(inner) => quote_spanned!(span=> optional::<#inner>(&#info)),
        Presence::Default(default) => {
            let expression = default_expression(index, default);
            quote_spanned!(span=> defaulted::<#ty>(&#info, || #expression))
        }
        Presence::Nested => quote_spanned!(span=> part::<#ty>(&#info)),
        Presence::NestedOptional(inner) => quote_spanned!(span=> part_if_set::<#inner>(&#info)),
        Presence::NestedList(inner) => quote_spanned!(span=> parts::<#inner>(&#info)),
        Presence::NestedTable(inner) => quote_spanned!(span=> parts_by_name::<#inner, #ty>(&#info)),
    };
    let checks = field.rules.iter().map(|rule| {
        let check = checked(index, field, rule);
        let check = if is_optional(field) {
            quote!(|value| match value {
                ::core::option::Option::Some(value) => #check(value),
                ::core::option::Option::None => ::core::result::Result::Ok(()),
            })
        } else {
            check
        };
        quote! {
            #(#conditions)*
            let #value = #reader.checked(&#info, #value, #check);
        }
    });
    quote! {
        #(#conditions)*
        let #value = #reader.#call;
        #(#checks)*
    }
}

/// A function of the value that says what is wrong with it.
fn checked(index: usize, field: &Field, rule: &Rule) -> TokenStream {
    let module = quote!(::purlin::config::rule);
    match rule {
        Rule::Range(bounds) => {
            let range = range(bounds, |end, bound| match &bound.constant {
                Some(_) => {
                    let constant = bound_ident(index, end);
                    quote!(#constant)
                }
                None => bound.expression.clone(),
            });
            let span = field.ty.span().resolved_at(Span::mixed_site());
            quote_spanned!(span=> #module::range(#range))
        }
        Rule::Length(bounds) => {
            let range = range(bounds, |_, bound| bound.expression.clone());
            let span = field.ty.span().resolved_at(Span::mixed_site());
            quote_spanned!(span=> #module::length(#range))
        }
        Rule::Pattern(pattern) => {
            quote!(#module::pattern(#pattern))
        }
        Rule::Custom(path) => {
            let span = path.span().resolved_at(Span::mixed_site());
            let custom = quote_spanned!(span=> #module::custom);
            let ty = match &field.presence {
                Presence::Optional(inner) | Presence::NestedOptional(inner) => inner,
                _ => &field.ty,
            };
            // Called, so that `&Vec<T>` also fits a function of `&[T]`.
            quote!(#custom(|value: &#ty| #path(value)))
        }
    }
}

fn range(bounds: &Bounds, end: impl Fn(&str, &Bound) -> TokenStream) -> TokenStream {
    let min = bounds.min.as_ref().map(|bound| end("MIN", bound));
    let max = bounds.max.as_ref().map(|bound| end("MAX", bound));
    let start = match min {
        Some(min) => quote!(::core::ops::Bound::Included(#min)),
        None => quote!(::core::ops::Bound::Unbounded),
    };
    let stop = match max {
        Some(max) if bounds.exclusive => quote!(::core::ops::Bound::Excluded(#max)),
        Some(max) => quote!(::core::ops::Bound::Included(#max)),
        None => quote!(::core::ops::Bound::Unbounded),
    };
    quote!((#start, #stop))
}

/// The value when nothing is set.
pub(super) fn default_expression(index: usize, default: &DefaultValue) -> TokenStream {
    if default.constant.is_some() {
        let constant = default_ident(index);
        return quote!(#constant);
    }
    default.expression.clone()
}

fn info_ident(index: usize) -> Ident {
    format_ident!("__PURLIN_FIELD_{index}", span = Span::mixed_site())
}

fn default_ident(index: usize) -> Ident {
    format_ident!("__PURLIN_DEFAULT_{index}", span = Span::mixed_site())
}

fn bound_ident(index: usize, end: &str) -> Ident {
    format_ident!("__PURLIN_{end}_{index}", span = Span::mixed_site())
}

fn value_ident(index: usize) -> Ident {
    format_ident!("field_{index}", span = Span::mixed_site())
}
