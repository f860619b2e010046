use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::{super::index::short_index, arguments::arguments, is_section, names, scoped};
use crate::{
    graph::{Edge, Graph, Offer, Subject},
    model::{OfferKind, Role},
    wire::EdgeKind,
};

/// How many services `purlin-core` can take out of cells at once.
const TUPLE: usize = 16;

/// One function per node that is more than a plain service, and the table of them.
pub(super) fn steps(graph: &Graph) -> TokenStream {
    let mut functions = TokenStream::new();
    let mut steps = Vec::new();
    let mut sections = Vec::new();
    let mut clears = Vec::new();
    let places = scoped::places(graph);
    for (node, described) in graph.nodes.iter().enumerate() {
        let name = format_ident!("__purlin_step_{}", node);
        match described.role {
            Role::Expose | Role::Decorator => steps.push(quote!(__p::Step::Nothing)),
            Role::Config => {
                steps.push(quote!(__p::Step::Nothing));
                sections.push(section(graph, node));
            }
            Role::Service if !described.is_made_at_start() => {
                functions.extend(scoped::step(graph, node, places[node], &name));
                steps.push(quote!(__p::Step::Build(#name)));
            }
            Role::Service if described.is_async => {
                functions.extend(build_async(graph, node, &name));
                steps.push(quote!(__p::Step::BuildAsync(#name)));
            }
            Role::Service if is_plain(graph, node) => {
                let (app, owner) = (&graph.app, names::owner(graph, node));
                let index = short_index(described.index);
                steps.push(quote!(__p::Step::Make(__p::make::<#app, #owner, #index>)));
            }
            Role::Service => {
                functions.extend(build(graph, node, &name));
                steps.push(quote!(__p::Step::Build(#name)));
            }
            role => {
                let (function, step) = hook(graph, node, role, &name);
                functions.extend(function);
                steps.push(step);
            }
        }
        if described.role.makes() {
            clears.extend(clear(graph, node));
        }
    }
    let replace = replace(graph);
    let cells = (0..graph.offers.len()).map(|offer| match graph.cells.of_offer(offer) {
        Some(cell) => number(cell).into_token_stream(),
        None => quote!(__p::NONE),
    });
    quote! {
        #functions
        fn __purlin_clear(slots: &mut __PurlinSlots, node: usize) {
            match node { #(#clears)* _ => {} }
            __p::clear(slots, __PURLIN_CELLS, &__PURLIN_WIRING, node);
        }
        #replace
        const __PURLIN_CELLS: &[usize] = &[#(#cells),*];
        const __PURLIN_TABLE: __p::Table<__PurlinSlots> = __p::Table {
            steps: &[#(#steps),*],
            cells: __PURLIN_CELLS,
            sections: &[#(#sections),*],
            clear: __purlin_clear,
            replace: __purlin_replace,
        };
    }
}

/// Whether a node is made from services in cells, and is one, and nothing else.
fn is_plain(graph: &Graph, node: usize) -> bool {
    let described = &graph.nodes[node];
    let offers = &graph.offers[described.offers.clone()];
    let edges = &graph.edges[described.edges.clone()];
    let is_there = |offer: usize| graph.cells.of_offer(offer).is_some();
    let is_service = |edge: &Edge| {
        edge.asked.kind == EdgeKind::One
            && !edge.is_switch(graph)
            && edge.candidates.iter().all(|&offer| is_there(offer))
    };
    let own_only = |offer: &Offer| offer.kind == OfferKind::Own && !offer.lazy;
    edges.len() <= TUPLE && edges.iter().all(is_service) && offers.iter().all(own_only)
}

/// The function that puts something else into the place of an offer, if it is of its type.
fn replace(graph: &Graph) -> TokenStream {
    let single = |kind| matches!(kind, OfferKind::Own | OfferKind::Interface);
    let offers = graph.offers.iter().enumerate();
    let arms = offers
        .filter(|(_, offer)| single(offer.kind))
        .filter_map(|(number, offer)| {
            let node = &graph.nodes[offer.node];
            let slot = names::slot_of_offer(graph, number);
            let arm = match scoped::handle(node) {
                _ if node.role != Role::Service || node.lives.assisted => return None,
                Some(handle) => {
                    let place = names::handle_of_offer(graph, number);
                    quote!(__p::#handle::replace(&mut slots.#slot, &mut slots.#place, with))
                }
                None if !node.is_made_at_start() => return None,
                None if offer.lazy => {
                    let lazy = names::lazy_of_offer(number);
                    quote!(__p::replace_lazy(&mut slots.#slot, &slots.#lazy, with))
                }
                None => return None,
            };
            let number = Literal::usize_unsuffixed(number);
            Some(quote!(#number => #arm,))
        });
    quote! {
        fn __purlin_replace(
            slots: &mut __PurlinSlots,
            offer: usize,
            with: &dyn ::core::any::Any,
        ) -> bool {
            match offer {
                #(#arms)*
                _ => __p::replace_cell(slots, __PURLIN_CELLS, &__PURLIN_WIRING, offer, with),
            }
        }
    }
}

fn build(graph: &Graph, node: usize, name: &proc_macro2::Ident) -> TokenStream {
    let (entry, arguments) = (names::entry(graph, node), arguments(graph, node));
    let slot = names::slot_of_node(graph, node);
    let bound = bound(graph, node);
    // Without `?` and assignments the compiler has half the paths to look at.
    let put = if bound.is_empty() {
        quote!(__p::put(&mut slots.#slot, made))
    } else {
        quote! {
            let made = made?;
            #bound
            __p::put(&mut slots.#slot, __p::Result::Ok(made))
        }
    };
    quote! {
        fn #name(
            slots: &mut __PurlinSlots,
            kernel: &__p::Kernel,
        ) -> __p::Result<(), __p::BoxError> {
            let made = #entry::build(#arguments, kernel);
            #put
        }
    }
}

fn build_async(graph: &Graph, node: usize, name: &proc_macro2::Ident) -> TokenStream {
    let (entry, arguments, store) = (
        names::entry(graph, node),
        arguments(graph, node),
        store(graph, node),
    );
    let output = names::output(node);
    quote! {
        fn #name(
            slots: &__PurlinSlots,
        ) -> __p::Result<
            __p::BoxFuture<__p::Result<__p::Store<__PurlinSlots>, __p::BoxError>>,
            __p::BoxError,
        > {
            let making = #entry::build(#arguments);
            __p::Result::Ok(__p::erased(async move {
                let made = making.await?;
                __p::Result::Ok(__p::Shared::<#output>::store(
                    move |slots: &mut __PurlinSlots| {
                        #store
                        __p::Result::Ok(())
                    }
                ))
            }))
        }
    }
}

/// Puts `made` into its slots: wrapped first, then as its interfaces and sets, then itself.
fn store(graph: &Graph, node: usize) -> TokenStream {
    let (bound, slot) = (bound(graph, node), names::slot_of_node(graph, node));
    quote!(#bound slots.#slot = __p::Option::Some(made);)
}

/// Wraps `made` and puts it into the slots of its interfaces and sets.
fn bound(graph: &Graph, node: usize) -> TokenStream {
    let mut tokens = TokenStream::new();
    let offers = graph.nodes[node].offers.clone();
    let (own, others): (Vec<usize>, Vec<usize>) =
        offers.partition(|&offer| graph.offers[offer].kind == OfferKind::Own);
    for offer in own {
        for wrap in wraps(graph, node, offer) {
            tokens.extend(quote!(let made = #wrap;));
        }
        if graph.offers[offer].lazy {
            let lazy = names::lazy_of_offer(offer);
            tokens.extend(quote!(slots.#lazy.fill(&made);));
        }
    }
    for offer in others {
        let (slot, bind) = (
            names::slot_of_offer(graph, offer),
            names::bind(graph, offer),
        );
        let bound = quote!(#bind::bind(__p::Arc::clone(&made)));
        let wraps: Vec<TokenStream> = wraps(graph, node, offer).collect();
        let fill = graph.offers[offer].lazy.then(|| {
            let lazy = names::lazy_of_offer(offer);
            quote!(slots.#lazy.fill(&bound);)
        });
        tokens.extend(if wraps.is_empty() && fill.is_none() {
            quote!(slots.#slot = __p::Option::Some(#bound);)
        } else {
            quote! {
                let bound = { let made = #bound; #(let made = #wraps;)* made };
                #fill
                slots.#slot = __p::Option::Some(bound);
            }
        });
    }
    tokens
}

/// What wraps `made` as an offer, the innermost first.
fn wraps(graph: &Graph, node: usize, offer: usize) -> impl Iterator<Item = TokenStream> + '_ {
    let edges = graph.nodes[node].edges.clone();
    let edge = edges.into_iter().find(
        |&edge| matches!(graph.edges[edge].subject, Subject::Offer(wrapped) if wrapped == offer),
    );
    let decorations = edge.map_or(&[][..], |edge| &graph.edges[edge].candidates);
    let offered = names::offered(graph, offer);
    decorations.iter().map(move |&decoration| {
        let decorator = graph.offers[decoration].node;
        let (entry, key) = (
            names::entry(graph, decorator),
            names::offered(graph, decoration),
        );
        let arguments = arguments(graph, decorator);
        let by = graph.nodes[decorator].label(graph);
        quote! {
            __p::Probe::<#offered, #key>::wrap(made, |inner| {
                __p::decorated(#by, #entry::wrap(inner, #arguments))
            })?
        }
    })
}

/// Empties what a node has beside its cells.
fn clear(graph: &Graph, node: usize) -> Option<TokenStream> {
    let described = &graph.nodes[node];
    let emptied: Vec<TokenStream> = if is_section(graph, node) {
        vec![names::slot_of_live(node).into_token_stream()]
    } else if described.is_made_at_start() {
        return None;
    } else {
        let handles = described.offers.clone();
        let handles = handles.filter_map(|offer| names::handle_of_offer(graph, offer));
        let bound = described.offers.clone();
        let bound = bound
            .filter(|&offer| {
                let kind = graph.offers[offer].kind;
                kind != OfferKind::Own && kind.gives()
            })
            .map(|offer| names::slot_of_offer(graph, offer));
        let own = names::slot_of_node(graph, node);
        handles.chain(bound).chain([own]).collect()
    };
    Some(quote!(#node => { #(slots.#emptied = __p::Option::None;)* }))
}

fn section(graph: &Graph, node: usize) -> TokenStream {
    debug_assert!(is_section(graph, node));
    let (output, slot) = (names::output(node), names::slot_of_node(graph, node));
    let live = names::slot_of_live(node);
    let info = match names::instance(graph, node) {
        "" => quote!(__p::SectionInfo::of::<#output>()),
        _ => {
            let path = names::prefix(graph, node);
            quote!(__p::SectionInfo::of::<#output>().of_instance(#path))
        }
    };
    let node = number(node);
    quote! {
        __p::ConfigEntry {
            node: #node,
            info: #info,
            read: __p::read_section::<#output>,
            put: |slots: &mut __PurlinSlots, values, index| {
                let live = __p::Live::<#output>::of(values, index);
                slots.#slot = __p::Option::Some(live.now());
                slots.#live = __p::Option::Some(live);
            },
        }
    }
}

fn hook(
    graph: &Graph,
    node: usize,
    role: Role,
    name: &proc_macro2::Ident,
) -> (TokenStream, TokenStream) {
    let (entry, arguments) = (names::entry(graph, node), arguments(graph, node));
    let outcome = quote!(__p::BoxFuture<__p::Result<(), __p::BoxError>>);
    match role {
        Role::OnDrain | Role::OnStop => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::Result<__p::StopFn, __p::BoxError> {
                    let deps = #arguments;
                    __p::Result::Ok(__p::Shared::<#entry::Deps>::stop(move || #entry::run(deps)))
                }
            },
            match role {
                Role::OnDrain => quote!(__p::Step::OnDrain(#name)),
                _ => quote!(__p::Step::OnStop(#name)),
            },
        ),
        Role::OnReload => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::Result<__p::BoundReload, __p::BoxError> {
                    let deps = #arguments;
                    let live = ::core::clone::Clone::clone(#entry::live(&deps));
                    __p::Result::Ok(__p::Shared::<#entry::Deps>::reload(&live, move |change| {
                        #entry::run(::core::clone::Clone::clone(&deps), change)
                    }))
                }
            },
            quote!(__p::Step::OnReload(
                #name,
                ::core::time::Duration::from_millis(#entry::TIMEOUT_MS),
            )),
        ),
        Role::Health => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::Result<__p::CheckFn, __p::BoxError> {
                    let deps = #arguments;
                    __p::Result::Ok(__p::Shared::<#entry::Deps>::check(move || {
                        #entry::run(::core::clone::Clone::clone(&deps))
                    }))
                }
            },
            quote!(__p::Step::Health(#name, #entry::POLICY)),
        ),
        Role::Task => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::Result<__p::TaskFn, __p::BoxError> {
                    let deps = #arguments;
                    __p::Result::Ok(__p::Shared::<#entry::Deps>::task(move |stop| {
                        #entry::run(::core::clone::Clone::clone(&deps), stop)
                    }))
                }
            },
            quote!(__p::Step::Task(#name, #entry::POLICY)),
        ),
        _ => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::Result<#outcome, __p::BoxError> {
                    __p::Result::Ok(#entry::run(#arguments))
                }
            },
            quote!(__p::Step::OnStart(#name)),
        ),
    }
}

fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}
