use proc_macro2::{Span, TokenStream};
use purlin_macros_kit::{Arg, Args, Diagnostic, Diagnostics, closest, last_ident};
use quote::quote_spanned;
use syn::{
    Expr, FnArg, Ident, ImplItemFn, LitInt, Pat, Path, ReturnType, Signature, Type, ext::IdentExt,
    parse_quote, spanned::Spanned,
};

use crate::{codes, model::Function};

const CODE: &str = codes::ARGUMENT;
const KNOWN: [&str; 6] = [
    "isolation",
    "read_only",
    "nesting",
    "attempts",
    "database",
    "crate",
];
/// The words of `isolation`, and what they are to sea-orm.
const ISOLATIONS: [(&str, &str); 4] = [
    ("read_uncommitted", "ReadUncommitted"),
    ("read_committed", "ReadCommitted"),
    ("repeatable_read", "RepeatableRead"),
    ("serializable", "Serializable"),
];
/// The words of `nesting`.
const NESTINGS: [(&str, &str); 3] = [
    ("savepoint", "Savepoint"),
    ("join", "Join"),
    ("separate", "Separate"),
];

/// Reads a function with its arguments; what is wrong is reported.
pub(crate) fn function(
    arguments: TokenStream,
    item: TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Function> {
    let mut args = Args::parse(arguments, "#[transactional]", &KNOWN, CODE, diagnostics);
    let first = item.clone().into_iter().next();
    let Ok(item) = syn::parse2::<ImplItemFn>(item) else {
        diagnostics.push(
            Diagnostic::new(
                codes::NO_TRANSACTION,
                first.map_or_else(Span::call_site, |token| token.span()),
                "`#[transactional]` stands on something that is no method or function",
            )
            .help("write it on an `async` method or function that has a body"),
        );
        return None;
    };
    let mut word = |name, known: &[(&str, &str)]| {
        args.take(name)
            .and_then(|arg| one_of(arg, known, diagnostics))
    };
    let isolation = word("isolation", &ISOLATIONS);
    let nesting = word("nesting", &NESTINGS);
    let read_only = args
        .take("read_only")
        .is_some_and(|arg| arg.flag(CODE, diagnostics));
    let attempts = args
        .take("attempts")
        .and_then(|arg| attempts(arg, diagnostics));
    let given: Option<Option<Expr>> = args
        .take("database")
        .map(|arg| arg.parse("self.orders", CODE, diagnostics));
    let root: Path = match args.take("crate") {
        Some(arg) => arg.parse_with(Path::parse_mod_style, "some::path", CODE, diagnostics)?,
        None => parse_quote!(::purlin::database),
    };
    if !can_be_one(&item.sig, diagnostics) {
        return None;
    }
    let (database, database_span) = match given {
        Some(database) => {
            let database = database?;
            let span = database.span();
            (database, span)
        }
        None => found(&item.sig, diagnostics)?,
    };
    Some(Function {
        item,
        root,
        database,
        database_span,
        isolation,
        read_only,
        nesting,
        attempts: attempts.filter(|(most, _)| *most > 1),
    })
}

fn refuse(span: Span, headline: String, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::new(codes::NO_TRANSACTION, span, headline).help(help));
}

/// Whether it can wait and can fail.
fn can_be_one(signature: &Signature, diagnostics: &mut Diagnostics) -> bool {
    let name = signature.ident.unraw();
    if signature.asyncness.is_none() {
        let headline = format!("`{name}` is not `async`");
        let help = "make it `async`: a transaction is waited for. Below `#[async_trait]`, call an \
                    `async` method of an `impl` block that has it";
        refuse(signature.ident.span(), headline, help, diagnostics);
        return false;
    }
    let span = match &signature.output {
        ReturnType::Type(_, ty) if is_result(ty) => return true,
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => signature.ident.span(),
    };
    let headline = format!("`{name}` does not return a `Result`");
    let help = "let it return a `Result` whose error has `From<DatabaseError>`: `Err` rolls back";
    refuse(span, headline, help, diagnostics);
    false
}

/// `Result<…>` under any path, or an alias that is called like one.
fn is_result(ty: &Type) -> bool {
    last_ident(ty).is_some_and(|last| last.to_string().ends_with("Result"))
}

/// The database of which nothing is said: `self.database`, or the parameter of that name.
fn found(signature: &Signature, diagnostics: &mut Diagnostics) -> Option<(Expr, Span)> {
    let span = signature.ident.span();
    if signature.receiver().is_some() {
        // Told at the method, if there is no such field.
        let at = Span::call_site().located_at(span);
        let field = quote_spanned!(at=> self.database);
        return Some((parse_quote!(#field), span));
    }
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        if let Pat::Ident(pattern) = &*input.pat
            && pattern.ident == "database"
        {
            let name = &pattern.ident;
            return Some((parse_quote!(#name), input.ty.span()));
        }
    }
    let headline = format!("`{}` does not say which database", signature.ident.unraw());
    let help = "write `database = …`, or let it take a parameter `database: &Database`";
    refuse(span, headline, help, diagnostics);
    None
}

/// One of a few words, as the variant that it stands for.
fn one_of(arg: Arg, known: &[(&str, &str)], diagnostics: &mut Diagnostics) -> Option<Ident> {
    let name = arg.name.to_string();
    let example = known.last().map_or("", |(word, _)| word);
    let word: Ident = arg.parse(example, CODE, diagnostics)?;
    let text = word.to_string();
    if let Some((_, variant)) = known.iter().find(|(word, _)| *word == text) {
        return Some(Ident::new(variant, Span::mixed_site()));
    }
    let words = || known.iter().map(|(word, _)| *word);
    let help = match closest(&text, words()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let words: Vec<String> = words().map(|word| format!("`{word}`")).collect();
            format!("it is one of {}", words.join(", "))
        }
    };
    let headline = format!("`{text}` is no value for `{name}`");
    diagnostics.push(Diagnostic::new(CODE, word.span(), headline).help(help));
    None
}

fn attempts(arg: Arg, diagnostics: &mut Diagnostics) -> Option<(u32, Span)> {
    let number: LitInt = arg.parse("3", CODE, diagnostics)?;
    match number.base10_parse::<u32>() {
        Ok(most) if most > 0 => Some((most, number.span())),
        _ => {
            let headline = format!("`{number}` is no value for `attempts`");
            let help = "write how often it is tried at most, the first time included, such as `3`";
            diagnostics.push(Diagnostic::new(CODE, number.span(), headline).help(help));
            None
        }
    }
}
