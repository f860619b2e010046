use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Args, Diagnostic, Diagnostics, doc_text, last_ident, type_text};
use syn::{
    Attribute, FnArg, GenericArgument, GenericParam, ImplItem, ImplItemFn, Item, ItemImpl,
    Lifetime, LitStr, Meta, Path, PathArguments, ReceiverKind, ReturnType, Type, ext::IdentExt,
    parse_quote, spanned::Spanned,
};

use crate::{
    codes,
    model::{Block, Handler, Receiver, Route, Verb},
    path,
    policy::Policy,
    value,
};

/// Reads the arguments and the block. `None` if there is no block to speak of: everything that
/// can be said about that has been said.
pub(crate) fn block(
    arguments: TokenStream,
    item: TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let arguments = Arguments::parse(arguments, diagnostics);
    let mut item = impl_block(item, diagnostics)?;
    let mut routes = Vec::new();
    for (index, member) in item.items.iter_mut().enumerate() {
        if let ImplItem::Fn(method) = member {
            self::method(index, method, &arguments, &mut routes, diagnostics);
        }
    }
    Some(Block {
        item,
        root: arguments.root,
        routes,
    })
}

/// The arguments of `#[routes]`.
struct Arguments {
    /// The roles of which every route needs one, unless it says otherwise.
    auth: Option<Vec<LitStr>>,
    prefix: Option<LitStr>,
    root: Path,
}

impl Arguments {
    fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        const CODE: &str = codes::ARGUMENT;
        let mut args = Args::parse(
            tokens,
            "#[routes]",
            &["prefix", "auth", "crate"],
            CODE,
            diagnostics,
        );
        let prefix = args
            .take("prefix")
            .and_then(|arg| arg.parse::<LitStr>("\"/api\"", CODE, diagnostics))
            .filter(|prefix| path::prefix(prefix, diagnostics));
        let auth = args
            .take("auth")
            .and_then(|arg| value::roles(arg, diagnostics));
        let root = args.take("crate").and_then(|arg| {
            arg.parse_with(
                Path::parse_mod_style,
                "purlin_http_server",
                CODE,
                diagnostics,
            )
        });
        Self {
            auth,
            prefix,
            root: root.unwrap_or_else(|| parse_quote!(::purlin::http_server)),
        }
    }
}

fn impl_block(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Option<ItemImpl> {
    let found = match syn::parse2::<Item>(tokens) {
        Ok(Item::Impl(item)) => match &item.trait_ {
            None => return Some(item),
            Some((path, _)) => (path.span(), format!("the `impl` of `{}`", type_text(path))),
        },
        Ok(item) => kind(&item),
        Err(error) => {
            diagnostics.push_syntax(error);
            return None;
        }
    };
    let (span, what) = found;
    diagnostics.push(
        Diagnostic::new(
            codes::NOT_AN_IMPL,
            span,
            format!("`#[routes]` stands on {what}"),
        )
        .help("put it on an `impl` block of the type itself: `#[routes] impl MyApi { … }`"),
    );
    None
}

/// Where and what an item is that is no `impl` block.
fn kind(item: &Item) -> (Span, String) {
    match item {
        Item::Struct(item) => (item.struct_token.span, format!("struct `{}`", item.ident)),
        Item::Enum(item) => (item.enum_token.span, format!("enum `{}`", item.ident)),
        Item::Trait(item) => (item.trait_token.span, format!("trait `{}`", item.ident)),
        Item::Fn(item) => (
            item.sig.fn_token.span,
            format!("function `{}`", item.sig.ident),
        ),
        Item::Mod(item) => (item.mod_token.span, format!("module `{}`", item.ident)),
        other => (other.span(), "something that is no `impl` block".to_owned()),
    }
}

/// Takes the route attributes off a method and adds its routes.
fn method(
    index: usize,
    method: &mut ImplItemFn,
    arguments: &Arguments,
    routes: &mut Vec<Route>,
    diagnostics: &mut Diagnostics,
) {
    let (found, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut method.attrs)
        .into_iter()
        .partition(|attribute| Verb::of(attribute).is_some());
    method.attrs = kept;
    let paths: Vec<(Verb, LitStr, Policy)> = found
        .iter()
        .filter_map(|attribute| {
            let verb = Verb::of(attribute)?;
            let (path, policy) = route_path(attribute, verb, arguments, diagnostics)?;
            Some((verb, path, policy))
        })
        .collect();
    if found.is_empty() {
        return;
    }
    let Some(handler) = handler(index, method, diagnostics) else {
        return;
    };
    for (verb, literal, policy) in paths {
        routes.push(Route {
            verb,
            path: path::join(arguments.prefix.as_ref(), &literal),
            literal,
            policy,
            handler: handler.clone(),
        });
    }
}

/// The path in `#[get("/…")]`, if it is one, and what stands after it.
fn route_path(
    attribute: &Attribute,
    verb: Verb,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<(LitStr, Policy)> {
    let name = verb.attribute();
    let help = format!("write `#[{name}(\"/path\")]`");
    let wrong =
        |span: Span, headline: String| Diagnostic::new(codes::ARGUMENT, span, headline).help(&help);
    let Meta::List(list) = &attribute.meta else {
        diagnostics.push(wrong(
            attribute.path().span(),
            format!("`#[{name}]` needs a path"),
        ));
        return None;
    };
    let mut tokens = list.tokens.clone().into_iter();
    let first = tokens.next();
    let path = first
        .clone()
        .and_then(|token| syn::parse2::<LitStr>(token.into()).ok());
    let Some(path) = path else {
        let span = first.map_or(attribute.path().span(), |token| token.span());
        diagnostics.push(wrong(span, format!("`#[{name}]` needs a path in quotes")));
        return None;
    };
    if let Some(token) = tokens.next()
        && token.to_string() != ","
    {
        let headline = format!("a comma is missing after the path of `#[{name}]`");
        diagnostics.push(
            Diagnostic::new(codes::ARGUMENT, token.span(), headline)
                .help(format!("write `#[{name}(\"{}\", …)]`", path.value())),
        );
        return None;
    }
    let policy = Policy::parse(tokens.collect(), verb, arguments.auth.as_ref(), diagnostics);
    path::route(&path, diagnostics).then_some((path, policy))
}

/// What the method is as a handler, if it can be one.
fn handler(index: usize, method: &ImplItemFn, diagnostics: &mut Diagnostics) -> Option<Handler> {
    let signature = &method.sig;
    let name = &signature.ident;
    let receiver = receiver(method, diagnostics);
    let mut generic = signature.generics.params.first().map(|parameter| {
        let name = match parameter {
            GenericParam::Type(parameter) => parameter.ident.to_string(),
            GenericParam::Const(parameter) => parameter.ident.to_string(),
            GenericParam::Lifetime(parameter) => parameter.lifetime.to_string(),
        };
        (parameter.span(), name)
    });
    let mut parameters = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        if let Type::ImplTrait(ty) = &*input.ty {
            generic = generic.or_else(|| Some((ty.impl_token.span, type_text(ty))));
        }
        parameters.push((*input.ty).clone());
    }
    if let Some((span, parameter)) = generic {
        let headline = format!("handler `{}` is generic in `{parameter}`", name.unraw());
        diagnostics.push(
            Diagnostic::new(codes::GENERIC, span, headline)
                .help("write the types of the parameters out: a route has one handler"),
        );
        return None;
    }
    let output = match &signature.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()),
    };
    if let Some(span) = output.as_ref().and_then(borrowed) {
        let headline = format!("the answer of handler `{}` is borrowed", name.unraw());
        diagnostics.push(
            Diagnostic::new(codes::ANSWER_BORROWS, span, headline)
                .help("return an owned value such as `String`, or a `&'static` one"),
        );
        return None;
    }
    Some(Handler {
        index,
        name: name.clone(),
        doc: doc_text(&method.attrs),
        conditions: method
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("cfg"))
            .cloned()
            .collect(),
        receiver: receiver?,
        parameters,
        output,
        is_async: signature.asyncness.is_some(),
    })
}

fn receiver(method: &ImplItemFn, diagnostics: &mut Diagnostics) -> Option<Receiver> {
    let name = method.sig.ident.unraw();
    let (span, what) = match method.sig.receiver() {
        None => (
            method.sig.ident.span(),
            format!("handler `{name}` takes no `&self`"),
        ),
        Some(receiver) => match &receiver.kind {
            ReceiverKind::Reference(_, _, None) => return Some(Receiver::Reference),
            ReceiverKind::Reference(_, _, Some(mutable)) => (
                mutable.span,
                format!("handler `{name}` takes `&mut self`, but many requests share it"),
            ),
            ReceiverKind::Typed(_, ty) if is_shared(ty) => return Some(Receiver::Shared),
            ReceiverKind::Typed(_, ty) => (
                ty.span(),
                format!("handler `{name}` takes itself as `{}`", type_text(ty)),
            ),
            _ => (
                receiver.self_token.span,
                format!("handler `{name}` takes itself by value, but many requests share it"),
            ),
        },
    };
    diagnostics.push(
        Diagnostic::new(codes::RECEIVER, span, what)
            .help("make the first parameter `&self` or `self: Arc<Self>`"),
    );
    None
}

/// Where a type borrows in a way that no response does: `&str`, `Cow<'_, str>`.
fn borrowed(ty: &Type) -> Option<Span> {
    let is_static = |lifetime: &Lifetime| lifetime.ident == "static";
    match ty {
        Type::Reference(reference) => match &reference.lifetime {
            Some(lifetime) if is_static(lifetime) => None,
            _ => Some(reference.and_token.span),
        },
        Type::Path(path) if last_ident(ty).is_some_and(|name| name == "Cow") => {
            let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments
            else {
                return None;
            };
            match arguments.args.first()? {
                GenericArgument::Lifetime(lifetime) if !is_static(lifetime) => {
                    Some(lifetime.span())
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Arc<Self>`, under any path.
fn is_shared(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    last_ident(ty).is_some_and(|name| name == "Arc")
        && path.path.segments.last().is_some_and(|last| {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return false;
            };
            matches!(arguments.args.first(), Some(GenericArgument::Type(Type::Path(inner)))
                if inner.path.is_ident("Self"))
        })
}
