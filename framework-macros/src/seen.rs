//! What the crate declares, listed by the application or not: for the words of messages only.
//!
//! A declaration that nobody lists never reaches the application as tokens, yet it is what people
//! forget most. The compiler expands a crate in one process, so declarations that were expanded
//! before the application are remembered here. Where one is not (it stands below the application,
//! say), the message is less helpful and nothing else changes.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use proc_macro2::Ident;

use crate::{
    model::{Entry, OfferKind, Place},
    parse::ModuleArgs,
    wire::crate_name,
};

/// How many declarations are remembered: an editor's process lives long.
const ROOM: usize = 20_000;

static SEEN: Mutex<BTreeMap<(String, u64), Seen>> = Mutex::new(BTreeMap::new());

/// A module or a component.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// For a module, the last identifiers of the components that it lists.
    pub(crate) components: Option<Vec<String>>,
    pub(crate) gives: Vec<Given>,
}

/// Something that can be had from it alone.
#[derive(Clone)]
pub(crate) struct Given {
    /// The last identifier of the type.
    pub(crate) ident: String,
    /// The type as it is written.
    pub(crate) ty: String,
    /// The method that provides it; of a component its name.
    pub(crate) by: String,
    pub(crate) place: Place,
}

/// Remembers a module.
pub(crate) fn module(ident: &Ident, id: u64, args: &ModuleArgs, entries: &[Entry]) {
    let paths = args.components.iter().map(|listed| &listed.path);
    let components = paths
        .filter_map(|path| path.segments.last())
        .map(|segment| segment.ident.to_string())
        .collect();
    remember(ident, id, Some(components), entries);
}

/// Remembers a component.
pub(crate) fn component(ident: &Ident, id: u64, entry: &Entry) {
    remember(ident, id, None, std::slice::from_ref(entry));
}

fn remember(ident: &Ident, id: u64, components: Option<Vec<String>>, entries: &[Entry]) {
    let offers = entries
        .iter()
        .flat_map(|entry| entry.offers.iter().map(move |offer| (entry, offer)));
    let gives = offers
        .filter(|(_, offer)| matches!(offer.kind, OfferKind::Own | OfferKind::Interface))
        .filter_map(|(entry, offer)| {
            Some(Given {
                ident: offer.ident.as_ref()?.to_string(),
                ty: purlin_macros_kit::type_text(&offer.ty),
                by: entry.ident.to_string(),
                place: Place::of(entry.ident.span()),
            })
        })
        .collect();
    let seen = Seen {
        id,
        name: ident.to_string(),
        components,
        gives,
    };
    let mut all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() < ROOM {
        all.insert((crate_name(), id), seen);
    }
}

/// What this crate has declared so far, in no order that means anything.
pub(crate) fn declarations() -> Vec<Seen> {
    let all = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let home = crate_name();
    let own = all
        .iter()
        .filter(|((crate_name, _), _)| *crate_name == home);
    own.map(|(_, seen)| seen.clone()).collect()
}
