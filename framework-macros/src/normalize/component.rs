use purlin_macros_kit::{Diagnostic, Diagnostics, doc_text};
use syn::{Fields, Ident, ItemStruct, Type};

use super::{
    decorator, dependency,
    dependency::{Qualifiers, bearable},
    method::{assisted, offers, role_of},
};
use crate::{
    check, codes,
    model::{Dependency, Entry, Life, Making, Output, Role},
    parse::{HealthArgs, MethodMarkers, TaskArgs, value},
};

/// Understands a struct with constructor injection: takes our attributes off its fields and says
/// what it declares. `markers` are the attributes on the struct itself.
pub(crate) fn component(
    item: &mut ItemStruct,
    markers: &MethodMarkers,
    diagnostics: &mut Diagnostics,
) -> Entry {
    check::not_generic(
        "component",
        &item.ident.to_string(),
        &item.generics,
        diagnostics,
    );
    let ident = item.ident.clone();
    let output = Output {
        ty: own_type(&ident),
        ident: Some(ident.clone()),
        shared: false,
        fallible: false,
    };
    let mut values = Vec::new();
    let mut dependencies: Vec<Dependency> = Vec::new();
    for (position, field) in item.fields.iter_mut().enumerate() {
        let qualifiers = Qualifiers::take(&mut field.attrs, diagnostics);
        let value = value(&mut field.attrs, diagnostics);
        let param = field
            .ident
            .as_ref()
            .map_or_else(|| position.to_string(), ToString::to_string);
        if let (Some(_), Some(span)) = (&value, qualifiers.assisted) {
            let headline = format!("field `{param}` has both a value and `#[assisted]`");
            diagnostics.push(
                Diagnostic::new(codes::BAD_ASSISTED, span, headline).help("remove one of them"),
            );
        }
        if value.is_none() {
            let found = dependency(param, &field.ty, qualifiers, true, diagnostics);
            if found.is_none()
                && let Some(ty) = bearable(&field.ty)
            {
                field.ty = ty;
            }
            dependencies.extend(found);
        }
        values.push(value);
    }
    let names = match &item.fields {
        Fields::Named(fields) => Some(
            fields
                .named
                .iter()
                .filter_map(|field| field.ident.clone())
                .collect(),
        ),
        Fields::Unnamed(_) => None,
        Fields::Unit => Some(Vec::new()),
    };
    let role = role_of(markers);
    let (offers, keep, mut life) = if role == Role::Decorator {
        let offer = decorator(&ident, false, markers, &mut dependencies, diagnostics);
        (offer.into_iter().collect(), true, Life::default())
    } else {
        offers(markers, Some(&output), diagnostics)
    };
    life.assisted = assisted(&ident, role, &dependencies, diagnostics);
    check::scope_fits(&ident.to_string(), &life, false, &offers, diagnostics);
    check::assisted_fits(&ident.to_string(), &dependencies, &offers, diagnostics);
    life.settle();
    Entry {
        index: 0,
        role,
        doc: doc_text(&item.attrs),
        is_async: false,
        making: Making::Fields { values, names },
        offers,
        output: Some(output),
        ident,
        dependencies,
        keep,
        health: HealthArgs::default(),
        task: TaskArgs::default(),
        returns: None,
        life,
    }
}

fn own_type(ident: &Ident) -> Type {
    syn::parse_quote!(#ident)
}
