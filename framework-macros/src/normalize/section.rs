use purlin_macros_kit::last_ident;
use syn::{Ident, Type, spanned::Spanned};

use crate::{
    model::{Entry, Life, Making, Offer, OfferKind, Output, Role},
    parse::{HealthArgs, TaskArgs},
};

/// A configuration section that a module claims with `config = T`.
pub(crate) fn section(index: usize, ty: &Type) -> Entry {
    let ident = last_ident(ty).cloned();
    let output = Output {
        ty: ty.clone(),
        ident: ident.clone(),
        shared: false,
        fallible: false,
    };
    Entry {
        index,
        role: Role::Config,
        ident: ident
            .clone()
            .unwrap_or_else(|| Ident::new("config", ty.span())),
        doc: String::new(),
        is_async: false,
        making: Making::Section,
        offers: vec![Offer {
            kind: OfferKind::Own,
            ty: ty.clone(),
            ident,
            name: String::new(),
            priority: 0,
        }],
        output: Some(output),
        dependencies: Vec::new(),
        keep: false,
        health: HealthArgs::default(),
        task: TaskArgs::default(),
        returns: None,
        life: Life::default(),
    }
}
