use proc_macro2::{Span, TokenStream};
use syn::{
    Ident, LitInt, LitStr, Token, braced, bracketed, parenthesized,
    parse::{Parse, ParseStream},
    token,
};

use super::{fields::Words, kind::EdgeKind};
use crate::model::{Lives, OfferKind, Place, Role, Scope};

/// What a hidden macro answered.
pub(crate) enum Declaration {
    Module(DeclaredModule),
    /// A component: its name, and its entry unless it has mistakes.
    Component(LitStr, Option<DeclaredEntry>),
    /// What an intermediate list has gathered.
    List(TokenStream),
}

/// A module, with the components that it lists and the modules that it imports, however deep.
pub(crate) struct DeclaredModule {
    pub(crate) name: LitStr,
    pub(crate) id: u64,
    pub(crate) place: Place,
    pub(crate) doc: String,
    pub(crate) valid: bool,
    pub(crate) builtin: bool,
    /// The crate that declares it.
    pub(crate) home: String,
    pub(crate) entries: Vec<DeclaredEntry>,
    /// Everything of this module alone, for passing on.
    pub(crate) tokens: TokenStream,
    /// Modules that it imports: the path of import numbers, and the module's own tokens.
    pub(crate) imports: Vec<(Vec<usize>, TokenStream)>,
}

/// Whose entry it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The module's own method or section.
    Module,
    /// The component with this number.
    Component(usize),
}

#[derive(Clone)]
pub(crate) struct DeclaredEntry {
    pub(crate) origin: Origin,
    pub(crate) role: Role,
    pub(crate) index: usize,
    pub(crate) name: LitStr,
    pub(crate) place: Place,
    pub(crate) doc: String,
    pub(crate) is_async: bool,
    /// Whether it may be unused.
    pub(crate) keep: bool,
    pub(crate) lives: Lives,
    /// When it is there at all.
    pub(crate) when: Option<DeclaredCondition>,
    /// The text of the type that it makes; empty for hooks.
    pub(crate) ty: String,
    pub(crate) offers: Vec<DeclaredOffer>,
    pub(crate) dependencies: Vec<DeclaredDependency>,
}

/// A setting, and the value that it must have.
#[derive(Clone)]
pub(crate) struct DeclaredCondition {
    /// The dotted path of the setting, at the user's token.
    pub(crate) path: LitStr,
    pub(crate) value: String,
    pub(crate) place: Place,
}

#[derive(Clone)]
pub(crate) struct DeclaredOffer {
    pub(crate) kind: OfferKind,
    pub(crate) ty: String,
    pub(crate) span: Span,
    pub(crate) ident: Option<String>,
    pub(crate) name: String,
    pub(crate) priority: i32,
    /// Where the application says that this replaces all others of its type.
    pub(crate) replaces: Option<Span>,
}

#[derive(Clone)]
pub(crate) struct DeclaredDependency {
    pub(crate) kind: EdgeKind,
    pub(crate) param: String,
    pub(crate) ty: String,
    pub(crate) span: Span,
    pub(crate) ident: Option<String>,
    pub(crate) name: String,
    /// How many members a set must have.
    pub(crate) minimum: usize,
    pub(crate) place: Place,
}

impl DeclaredDependency {
    /// Whether one provider of an interface is asked for, which must be there.
    pub(crate) fn is_one_interface(&self) -> bool {
        let one = matches!(
            self.kind,
            EdgeKind::One | EdgeKind::Lazy | EdgeKind::PerTenant | EdgeKind::PerRequest
        );
        one && self.ty.starts_with("dyn ")
    }
}

/// A type that an application replaces.
pub(crate) struct Replaced {
    /// The type, at the user's token.
    pub(crate) ty: LitStr,
    pub(crate) ident: Option<String>,
}

impl Parse for Replaced {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        braced!(content in input);
        Ok(Self {
            ty: content.parse()?,
            ident: tail(&content)?,
        })
    }
}

impl Parse for Declaration {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let kind: Ident = input.parse()?;
        if kind == "module" {
            return Ok(Self::Module(input.parse()?));
        }
        if kind == "list" {
            return Ok(Self::List(input.parse()?));
        }
        let name = input.parse()?;
        let valid = flag(input)?;
        let content;
        braced!(content in input);
        let entry = valid.then(|| entry(&content, Origin::Module)).transpose()?;
        Ok(Self::Component(name, entry))
    }
}

impl Parse for DeclaredModule {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let own = input.fork();
        let name: LitStr = input.parse()?;
        let id = input.parse::<LitInt>()?.base10_parse()?;
        let place = place(input)?;
        let doc = input.parse::<LitStr>()?.value();
        let valid = flag(input)?;
        let builtin = flag(input)?;
        let home = input.parse::<LitStr>()?.value();
        let content;
        braced!(content in input);
        let mut entries = Vec::new();
        while !content.is_empty() {
            let origin = if content.peek(LitInt) {
                Origin::Component(content.parse::<LitInt>()?.base10_parse()?)
            } else {
                Origin::Module
            };
            entries.push(entry(&content, origin)?);
        }
        let tokens = own_tokens(&own)?;
        let mut imports = Vec::new();
        if !input.is_empty() {
            let list;
            braced!(list in input);
            while !list.is_empty() {
                imports.push(import(&list)?);
            }
        }
        Ok(Self {
            name,
            id,
            place,
            doc,
            valid,
            builtin,
            home,
            entries,
            tokens,
            imports,
        })
    }
}

/// The eight tokens of a module without its imports.
fn own_tokens(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    for _ in 0..8 {
        tokens.extend([input.parse::<proc_macro2::TokenTree>()?]);
    }
    // What follows (the imports) stays unread: take it, so that the fork ends empty.
    input.parse::<TokenStream>()?;
    Ok(tokens)
}

fn import(input: ParseStream<'_>) -> syn::Result<(Vec<usize>, TokenStream)> {
    let item;
    braced!(item in input);
    let path;
    parenthesized!(path in item);
    let mut steps = Vec::new();
    while !path.is_empty() {
        steps.push(path.parse::<LitInt>()?.base10_parse()?);
    }
    Ok((steps, item.parse()?))
}

pub(crate) fn entry(input: ParseStream<'_>, origin: Origin) -> syn::Result<DeclaredEntry> {
    let content;
    braced!(content in input);
    let mut head = Words::read(&content)?;
    Ok(DeclaredEntry {
        origin,
        role: role(head.next()),
        index: head.number()?,
        name: LitStr::new(&head.text(), head.span()),
        place: place_of(&mut head)?,
        is_async: head.flag(),
        keep: head.flag(),
        lives: Lives {
            scope: Scope::of_variant(head.next()),
            assisted: head.flag(),
            ends: head.flag(),
        },
        ty: head.text(),
        doc: head.text(),
        when: when(&content)?,
        offers: all(&content, offer)?,
        dependencies: all(&content, dependency)?,
    })
}

fn when(input: ParseStream<'_>) -> syn::Result<Option<DeclaredCondition>> {
    if !input.peek(token::Paren) {
        return Ok(None);
    }
    let content;
    parenthesized!(content in input);
    Ok(Some(DeclaredCondition {
        path: content.parse()?,
        value: content.parse::<LitStr>()?.value(),
        place: place(&content)?,
    }))
}

/// The items between the next braces.
fn all<T>(input: ParseStream<'_>, item: impl Fn(Words) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let list;
    braced!(list in input);
    let mut items = Vec::new();
    while !list.is_empty() {
        items.push(item(Words::read(&list)?)?);
    }
    Ok(items)
}

fn offer(mut words: Words) -> syn::Result<DeclaredOffer> {
    Ok(DeclaredOffer {
        kind: match words.next() {
            "Own" => OfferKind::Own,
            "Interface" => OfferKind::Interface,
            "Decoration" => OfferKind::Decoration,
            "SetDecoration" => OfferKind::SetDecoration,
            _ => OfferKind::Contribution,
        },
        span: words.span(),
        ty: words.text(),
        ident: words.perhaps(),
        name: words.text(),
        priority: words.number()?,
        replaces: None,
    })
}

fn dependency(mut words: Words) -> syn::Result<DeclaredDependency> {
    Ok(DeclaredDependency {
        kind: match words.next() {
            "One" => EdgeKind::One,
            "Lazy" => EdgeKind::Lazy,
            "Optional" => EdgeKind::Optional,
            "AllNamed" => EdgeKind::AllNamed,
            "PerTenant" => EdgeKind::PerTenant,
            "PerRequest" => EdgeKind::PerRequest,
            "Factory" => EdgeKind::Factory,
            "Live" => EdgeKind::Live,
            _ => EdgeKind::All,
        },
        param: words.text(),
        span: words.span(),
        ty: words.text(),
        ident: words.perhaps(),
        name: words.text(),
        minimum: words.number()?,
        place: place_of(&mut words)?,
    })
}

fn role(word: &str) -> Role {
    match word {
        "Config" => Role::Config,
        "OnStart" => Role::OnStart,
        "OnDrain" => Role::OnDrain,
        "OnStop" => Role::OnStop,
        "OnReload" => Role::OnReload,
        "Health" => Role::Health,
        "Task" => Role::Task,
        "Expose" => Role::Expose,
        "Decorator" => Role::Decorator,
        _ => Role::Service,
    }
}

/// A word, or `_` for its absence.
fn flag(input: ParseStream<'_>) -> syn::Result<bool> {
    if input.parse::<Option<Token![_]>>()?.is_some() {
        return Ok(false);
    }
    input.parse::<Ident>().map(|_| true)
}

fn tail(input: ParseStream<'_>) -> syn::Result<Option<String>> {
    if input.parse::<Option<Token![_]>>()?.is_some() {
        return Ok(None);
    }
    input.parse::<LitStr>().map(|name| Some(name.value()))
}

pub(crate) fn place(input: ParseStream<'_>) -> syn::Result<Place> {
    let content;
    bracketed!(content in input);
    Ok(Place {
        file: content.parse::<LitStr>()?.value(),
        line: content.parse::<LitInt>()?.base10_parse()?,
        column: content.parse::<LitInt>()?.base10_parse()?,
    })
}

fn place_of(words: &mut Words) -> syn::Result<Place> {
    Ok(Place {
        file: words.text(),
        line: words.number()?,
        column: words.number()?,
    })
}
