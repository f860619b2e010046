use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text, last_ident, type_text};
use syn::{FnArg, ImplItemFn, Pat, ReturnType, Type, spanned::Spanned};

use super::{decorator, dependency, dependency::Qualifiers, output};
use crate::{
    check, codes,
    model::{Dependency, Entry, Handle, Life, Making, Offer, OfferKind, Output, Role},
    parse::{ContributesArgs, HealthArgs, MethodMarkers, ProvidesArgs, TaskArgs},
};

/// Understands a method of a module: takes our attributes off it and says what it declares.
/// `None` for a method without them, and for one with mistakes.
pub(crate) fn method(
    index: usize,
    method: &mut ImplItemFn,
    diagnostics: &mut Diagnostics,
) -> Option<Entry> {
    let markers = MethodMarkers::take("method", &mut method.attrs, diagnostics);
    if markers.is_empty() {
        return None;
    }
    // The graph decides how a method is called: these lints would have the user change that.
    method.attrs.push(syn::parse_quote!(
        #[allow(
            clippy::needless_pass_by_value,
            clippy::trivially_copy_pass_by_ref,
            clippy::unnecessary_wraps,
            clippy::unused_async,
            reason = "the signature is what the graph injects"
        )]
    ));
    check::not_generic(
        "method",
        &method.sig.ident.to_string(),
        &method.sig.generics,
        diagnostics,
    );
    check::no_receiver(method, diagnostics);
    let role = role_of(&markers);
    let mut dependencies = parameters(method, role, diagnostics);
    let (output, (offers, keep, mut life)) = match role {
        Role::Service => {
            let output = output(&method.sig.ident, &method.sig.output, diagnostics);
            let offers = offers(&markers, output.as_ref(), diagnostics);
            (output, offers)
        }
        Role::Decorator => {
            let subject = &method.sig.ident;
            let output = output(subject, &method.sig.output, diagnostics);
            let is_async = method.sig.asyncness.is_some();
            let offer = decorator(subject, is_async, &markers, &mut dependencies, diagnostics);
            (output, (offer.into_iter().collect(), true, Life::default()))
        }
        _ => (None, (Vec::new(), false, Life::default())),
    };
    let subject = &method.sig.ident;
    life.assisted = assisted(subject, role, &dependencies, diagnostics);
    let is_async = method.sig.asyncness.is_some();
    check::scope_fits(&subject.to_string(), &life, is_async, &offers, diagnostics);
    check::assisted_fits(&subject.to_string(), &dependencies, &offers, diagnostics);
    life.settle();
    let (mut health, mut task) = (HealthArgs::default(), TaskArgs::default());
    match markers.hook {
        Some((role @ (Role::Health | Role::OnReload), tokens)) => {
            health = HealthArgs::parse(role, tokens, diagnostics);
        }
        Some((Role::Task, tokens)) => task = TaskArgs::parse(tokens, diagnostics),
        _ => {}
    }
    if matches!(role, Role::Service | Role::Decorator) && output.is_none() {
        make_sized(method);
        return None;
    }
    Some(Entry {
        index,
        role,
        ident: method.sig.ident.clone(),
        doc: doc_text(&method.attrs),
        is_async: method.sig.asyncness.is_some(),
        making: Making::Method,
        output,
        offers,
        dependencies,
        keep,
        health,
        task,
        returns: match &method.sig.output {
            ReturnType::Type(_, ty) => Some((**ty).clone()),
            ReturnType::Default => None,
        },
        life,
    })
}

/// Beside our error about an interface that is returned by value, the compiler's own would say
/// the same again.
fn make_sized(method: &mut ImplItemFn) {
    if let ReturnType::Type(_, ty) = &mut method.sig.output
        && matches!(**ty, Type::TraitObject(_))
    {
        *ty = syn::parse_quote!(::purlin::__private::Arc<#ty>);
        method.block = syn::parse_quote!({ ::core::unreachable!() });
    }
}

/// What a method or struct with these attributes is.
pub(super) fn role_of(markers: &MethodMarkers) -> Role {
    match &markers.hook {
        Some((role, _)) => *role,
        None if markers.decorates.is_some() => Role::Decorator,
        None => Role::Service,
    }
}

fn parameters(
    method: &mut ImplItemFn,
    role: Role,
    diagnostics: &mut Diagnostics,
) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    for input in &mut method.sig.inputs {
        let FnArg::Typed(parameter) = input else {
            continue;
        };
        let qualifiers = Qualifiers::take(&mut parameter.attrs, diagnostics);
        let param = match &*parameter.pat {
            Pat::Ident(pattern) => pattern.ident.to_string(),
            other => type_text(other),
        };
        let understood = dependency(param, &parameter.ty, qualifiers, false, diagnostics);
        let Some(dependency) = understood else {
            continue;
        };
        if dependency.handle == Handle::Stop && role != Role::Task {
            let headline = "only a `#[task]` is told to stop by a parameter";
            diagnostics.push(
                Diagnostic::new(codes::BAD_PARAMETER, parameter.ty.span(), headline)
                    .help("remove the parameter, or make the method a `#[task]`"),
            );
            continue;
        }
        if dependency.handle == Handle::Change
            && let Err(diagnostic) = change(role, &parameter.ty, &found)
        {
            diagnostics.push(diagnostic);
            continue;
        }
        found.push(dependency);
    }
    let told = found.iter().any(|known| known.handle == Handle::Change);
    if role == Role::OnReload && !told && diagnostics.is_empty() {
        let headline = format!(
            "reload hook `{}` is not told of any change",
            method.sig.ident
        );
        diagnostics.push(
            Diagnostic::new(codes::BAD_PARAMETER, method.sig.ident.span(), headline)
                .help("add a parameter with the section that it follows: `&Change<OrdersConfig>`"),
        );
    }
    found
}

/// Whether a parameter for a change may stand there.
fn change(role: Role, ty: &Type, before: &[Dependency]) -> Result<(), Diagnostic> {
    let span = last_ident(ty).map_or_else(|| ty.span(), syn::Ident::span);
    if role != Role::OnReload {
        let headline = "only an `#[on_reload]` is told of a change by a parameter";
        return Err(Diagnostic::new(codes::BAD_PARAMETER, span, headline)
            .help("ask for `Live<…>` to follow reloads, or make the method an `#[on_reload]`"));
    }
    if before.iter().any(|known| known.handle == Handle::Change) {
        let headline = "a reload hook is told of the change of one section";
        return Err(Diagnostic::new(codes::BAD_PARAMETER, span, headline)
            .help("write a second `#[on_reload]` for this one"));
    }
    Ok(())
}

/// The types under which a provider can be had: its own unless it only contributes, its
/// interfaces, and the sets that it joins; whether it may be unused; how it comes and goes.
pub(super) fn offers(
    markers: &MethodMarkers,
    output: Option<&Output>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Offer>, bool, Life) {
    let mut offers = Vec::new();
    let mut keep = false;
    let mut life = Life::default();
    if let Some(tokens) = &markers.provides {
        let args = ProvidesArgs::parse(tokens.clone(), diagnostics);
        keep = args.keep;
        life = args.life;
        if let Some(output) = output {
            offers.push(Offer {
                kind: OfferKind::Own,
                ty: output.ty.clone(),
                ident: output.ident.clone(),
                name: args.name.clone(),
                priority: args.priority,
            });
        }
        offers.extend(args.interfaces.into_iter().map(|ty| Offer {
            kind: OfferKind::Interface,
            ident: last_ident(&ty).cloned(),
            ty,
            name: args.name.clone(),
            priority: args.priority,
        }));
    }
    for (span, tokens) in &markers.contributes {
        let args = ContributesArgs::parse(tokens.clone(), *span, diagnostics);
        let Some(args) = args else { continue };
        offers.push(Offer {
            kind: OfferKind::Contribution,
            ident: last_ident(&args.interface).cloned(),
            ty: args.interface,
            name: args.name,
            priority: args.priority,
        });
        let Some(when) = args.when else { continue };
        if let Some(known) = &life.when {
            let headline = "one thing has one condition";
            let help = format!(
                "remove this one; it is there when \"{}\" is \"{}\"",
                known.path.value(),
                known.value
            );
            diagnostics
                .push(Diagnostic::new(codes::BAD_ARGUMENT, when.path.span(), headline).help(help));
        }
        life.when = Some(when);
    }
    (offers, keep, life)
}

/// Whether there are `#[assisted]` arguments; only what is made takes them.
pub(super) fn assisted(
    subject: &syn::Ident,
    role: Role,
    dependencies: &[Dependency],
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut arguments = dependencies
        .iter()
        .filter(|dependency| dependency.handle == Handle::Assisted);
    let Some(first) = arguments.next() else {
        return false;
    };
    if role != Role::Service {
        let headline = format!("`{subject}` makes nothing, so it has no `#[assisted]` arguments");
        diagnostics.push(
            Diagnostic::new(codes::BAD_ASSISTED, first.span, headline)
                .help("remove `#[assisted]`, or put it on a provider"),
        );
    }
    true
}
