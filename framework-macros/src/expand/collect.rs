use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use purlin_macros_kit::{Diagnostic, Diagnostics};
use quote::{format_ident, quote};
use syn::{
    LitInt, LitStr, Path, braced, parenthesized,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use super::{
    assemble,
    hidden::{hidden_macro, list_macro, next},
};
use crate::{codes, model::Place, wire::Declaration};

/// One step of a chain: `{ { finish } { remaining… } { done… } } { answer }`.
pub(crate) fn collect(input: TokenStream) -> TokenStream {
    match Step::read(input) {
        Some(step) => step.expand(),
        None => syn::Error::new(Span::call_site(), "this macro is for expansions of Purlin")
            .to_compile_error(),
    }
}

struct Step {
    finish: TokenStream,
    remaining: TokenStream,
    done: TokenStream,
    answer: TokenStream,
}

impl Step {
    /// Takes the groups apart without a look into them: a parser would go through everything that
    /// is done, at every step again.
    fn read(input: TokenStream) -> Option<Self> {
        let [state, answer] = groups(input)?;
        let [finish, remaining, done] = groups(state)?;
        Some(Self {
            finish,
            remaining,
            done,
            answer,
        })
    }
}

/// What is in each of `N` groups.
fn groups<const N: usize>(tokens: TokenStream) -> Option<[TokenStream; N]> {
    let groups: Option<Vec<TokenStream>> = tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        })
        .collect();
    groups?.try_into().ok()
}

fn group(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let content;
    braced!(content in input);
    content.parse()
}

impl Step {
    fn expand(self) -> TokenStream {
        let Self {
            finish,
            remaining,
            mut done,
            answer,
        } = self;
        let mut remaining = remaining.into_iter();
        if let Some(TokenTree::Group(asked)) = remaining.next() {
            let asked = asked.stream();
            done.extend(quote!({ #asked { #answer } }));
        }
        let remaining: TokenStream = remaining.collect();
        if !remaining.is_empty() {
            return next(&finish, &remaining, &done);
        }
        match syn::parse2::<Finish>(finish) {
            Ok(finish) => finish.expand(done),
            Err(error) => error.to_compile_error(),
        }
    }
}

/// What is done with the answers.
enum Finish {
    /// Make an intermediate macro of them.
    List(Ident),
    /// Make the module's own macro.
    Module {
        ident: Ident,
        id: u64,
        vis: TokenStream,
        own: TokenStream,
    },
    /// Assemble the application.
    App(Box<assemble::Header>),
}

impl Parse for Finish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let kind: Ident = input.parse()?;
        if kind == "list" {
            return Ok(Self::List(input.parse()?));
        }
        if kind == "app" {
            return Ok(Self::App(Box::new(input.parse()?)));
        }
        let ident = input.parse()?;
        let id = input.parse::<LitInt>()?.base10_parse()?;
        let vis;
        parenthesized!(vis in input);
        Ok(Self::Module {
            ident,
            id,
            vis: vis.parse()?,
            own: group(input)?,
        })
    }
}

impl Finish {
    fn expand(self, done: TokenStream) -> TokenStream {
        match self {
            Self::List(name) => list_macro(&name, &done),
            Self::Module {
                ident,
                id,
                vis,
                own,
            } => {
                let mut diagnostics = Diagnostics::new();
                let mut projections = TokenStream::new();
                let meta = match answers(done) {
                    Ok(answers) => {
                        projections.extend(answers.iter().map(|answer| projection(&ident, answer)));
                        module_meta(own, answers, &mut diagnostics)
                    }
                    Err(error) => {
                        diagnostics.push_syntax(error);
                        own
                    }
                };
                let mut tokens = diagnostics.into_tokens();
                tokens.extend(projections);
                tokens.extend(hidden_macro(&ident, id, &vis, &meta));
                tokens
            }
            Self::App(header) => match answers(done) {
                Ok(answers) => assemble::assemble(&header, answers),
                Err(error) => error.to_compile_error(),
            },
        }
    }
}

/// An answer: what it is for, where it was asked, and what it says.
pub(super) struct Answer {
    pub(super) kind: Ident,
    pub(super) index: usize,
    /// Whether its failure does not stop the application: the word that says so.
    pub(super) optional: Option<Ident>,
    /// Which instance of a module it is.
    pub(super) instance: Option<LitStr>,
    pub(super) path: Path,
    pub(super) declaration: Declaration,
    pub(super) tokens: TokenStream,
}

impl Parse for Answer {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let label;
        parenthesized!(label in input);
        let kind: Ident = label.parse()?;
        let index = match label.parse::<Option<LitInt>>()? {
            Some(index) => index.base10_parse()?,
            None => 0,
        };
        let optional = label.parse()?;
        let instance = label.parse()?;
        let path;
        parenthesized!(path in input);
        let path = path.parse()?;
        let content;
        braced!(content in input);
        let tokens: TokenStream = content.parse()?;
        Ok(Self {
            kind,
            index,
            optional,
            instance,
            path,
            declaration: syn::parse2(tokens.clone())?,
            tokens,
        })
    }
}

/// All answers, those of intermediate lists in their place.
fn answers(done: TokenStream) -> syn::Result<Vec<Answer>> {
    let mut found = Vec::new();
    for item in done {
        let TokenTree::Group(item) = item else {
            continue;
        };
        let answer: Answer = syn::parse2(item.stream())?;
        match answer.declaration {
            Declaration::List(inner) => found.extend(answers(inner)?),
            _ => found.push(answer),
        }
    }
    Ok(found)
}

/// Makes a listed type reachable from the application, whatever it is called there. What has
/// mistakes is not reached by anyone.
pub(super) fn projection(owner: &Ident, answer: &Answer) -> TokenStream {
    let trait_name = match (&answer.declaration, answer.kind == "component") {
        (Declaration::Component(_, Some(_)), true) => format_ident!("Component"),
        (Declaration::Module(module), false) if module.valid => format_ident!("Import"),
        _ => return TokenStream::new(),
    };
    let (index, path) = (super::index::index(answer.index), &answer.path);
    quote! {
        #[automatically_derived]
        impl<__PurlinApp> ::purlin::__private::#trait_name<__PurlinApp, #index> for #owner {
            type Type = #path;
        }
    }
}

/// A module's tokens with its components' entries inside and its imports behind.
fn module_meta(
    own: TokenStream,
    answers: Vec<Answer>,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let mut components = TokenStream::new();
    let mut imports = TokenStream::new();
    let mut known: Vec<u64> = Vec::new();
    let mut listed: Vec<(String, Place)> = Vec::new();
    let mut imported: Vec<u64> = Vec::new();
    let mut valid = true;
    for answer in answers {
        let index = proc_macro2::Literal::usize_unsuffixed(answer.index);
        let wants_component = answer.kind == "component";
        match answer.declaration {
            Declaration::Component(name, entry) if wants_component => {
                valid &= entry.is_some();
                // Its place is what tells a component from another of the same name; an editor
                // may give all the same place.
                let this = entry.map(|entry| (name.value(), entry.place));
                if this.as_ref().is_some_and(|this| listed.contains(this)) {
                    valid = false;
                    diagnostics.push(listed_twice("component", &name.value(), &answer.path));
                    continue;
                }
                listed.extend(this);
                components.extend(quote!(#index));
                components.extend(component_entry(answer.tokens));
            }
            Declaration::Module(module) if !wants_component => {
                // Reached on two ways is fine; named twice is a slip.
                if imported.contains(&module.id) {
                    valid = false;
                    diagnostics.push(listed_twice("module", &module.name.value(), &answer.path));
                    continue;
                }
                imported.push(module.id);
                for (path, tokens) in &module.imports {
                    let id = id_of(tokens);
                    if !known.contains(&id) {
                        known.push(id);
                        let path = path
                            .iter()
                            .map(|step| proc_macro2::Literal::usize_unsuffixed(*step));
                        imports.extend(quote!({ (#index #(#path)*) #tokens }));
                    }
                }
                if !known.contains(&module.id) {
                    known.push(module.id);
                    let tokens = &module.tokens;
                    imports.extend(quote!({ (#index) #tokens }));
                }
            }
            declaration => {
                valid = false;
                let help = if wants_component {
                    "list it in `imports = […]`"
                } else {
                    "list it in `components = […]`"
                };
                diagnostics.push(wrong_list(&declaration, &answer.path, help));
            }
        }
    }
    close(own, &components, &imports, valid)
}

/// Puts the components' entries into the module's last group, and marks it if they are broken.
fn close(
    own: TokenStream,
    components: &TokenStream,
    imports: &TokenStream,
    valid: bool,
) -> TokenStream {
    let mut own: Vec<TokenTree> = own.into_iter().collect();
    if let Some(TokenTree::Group(entries)) = own.pop() {
        let entries = entries.stream();
        own.push(TokenTree::Group(proc_macro2::Group::new(
            proc_macro2::Delimiter::Brace,
            if valid {
                quote!(#entries #components)
            } else {
                TokenStream::new()
            },
        )));
    }
    // `module name id place doc valid builtin { entries }`: the flag is the sixth.
    if !valid && let Some(flag) = own.get_mut(5) {
        *flag = TokenTree::Ident(format_ident!("_"));
    }
    let own: TokenStream = own.into_iter().collect();
    quote!(#own { #imports })
}

/// `component "name" valid { entry }`: the entry.
fn component_entry(tokens: TokenStream) -> TokenStream {
    match tokens.into_iter().last() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    }
}

/// `"name" id …`: the number of a module.
fn id_of(tokens: &TokenStream) -> u64 {
    let number = tokens.clone().into_iter().nth(1);
    number
        .and_then(|token| syn::parse2::<LitInt>(token.into()).ok())
        .and_then(|number| number.base10_parse().ok())
        .unwrap_or_default()
}

/// A module or component that is already in the list.
pub(super) fn listed_twice(what: &str, name: &str, path: &Path) -> Diagnostic {
    let headline = format!("{what} `{name}` is listed twice");
    Diagnostic::new(codes::LISTED_TWICE, last_span(path), headline).help("remove one of the two")
}

/// The last identifier of a path: what an entry of a list is called.
fn last_span(path: &Path) -> Span {
    path.segments
        .last()
        .map_or_else(|| path.span(), |segment| segment.ident.span())
}

/// A component among modules, or a module among components.
pub(super) fn wrong_list(declaration: &Declaration, path: &Path, help: &str) -> Diagnostic {
    let headline = match declaration {
        Declaration::Component(name, _) => {
            format!("`{}` is a component, not a module", name.value())
        }
        Declaration::Module(module) => {
            format!("`{}` is a module, not a component", module.name.value())
        }
        Declaration::List(_) => "a list is neither a module nor a component".to_owned(),
    };
    Diagnostic::new(codes::WRONG_LIST, last_span(path), headline).help(help)
}
