use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{is_section, names};
use crate::{
    graph::{Graph, Subject},
    model::{OfferKind, Role},
    wire::EdgeKind,
};

/// One function per node, and the table of them.
pub(super) fn steps(graph: &Graph) -> TokenStream {
    let mut functions = TokenStream::new();
    let mut steps = Vec::new();
    let mut sections = Vec::new();
    let mut clears = Vec::new();
    for (node, described) in graph.nodes.iter().enumerate() {
        let name = format_ident!("__purlin_step_{}", node);
        match described.role {
            Role::Expose | Role::Decorator => steps.push(quote!(__p::Step::Nothing)),
            Role::Config => {
                steps.push(quote!(__p::Step::Nothing));
                sections.push(section(graph, node));
            }
            Role::Service if described.is_async => {
                functions.extend(build_async(graph, node, &name));
                steps.push(quote!(__p::Step::BuildAsync(#name)));
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
            clears.push(clear(graph, node));
        }
    }
    quote! {
        #functions
        fn __purlin_clear(slots: &mut __PurlinSlots, node: usize) {
            match node { #(#clears)* _ => {} }
        }
        const __PURLIN_TABLE: __p::Table<__PurlinSlots> = __p::Table {
            steps: &[#(#steps),*],
            sections: &[#(#sections),*],
            clear: __purlin_clear,
        };
    }
}

fn build(graph: &Graph, node: usize, name: &proc_macro2::Ident) -> TokenStream {
    let (entry, arguments) = (names::entry(graph, node), arguments(graph, node));
    let slot = names::slot_of_node(node);
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
    quote! {
        fn #name(
            slots: &__PurlinSlots,
        ) -> __p::BoxFuture<__p::Result<__p::Store<__PurlinSlots>, __p::BoxError>> {
            let making = #entry::build(#arguments);
            __p::erased(async move {
                let made = making.await?;
                let store: __p::Store<__PurlinSlots> = __p::Box::new(
                    move |slots: &mut __PurlinSlots| {
                        #store
                        __p::Result::Ok(())
                    }
                );
                __p::Result::Ok(store)
            })
        }
    }
}

/// Puts `made` into its slots: wrapped first, then as its interfaces and sets, then itself.
fn store(graph: &Graph, node: usize) -> TokenStream {
    let (bound, slot) = (bound(graph, node), names::slot_of_node(node));
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
        quote!(__p::Probe::<#offered, #key>::wrap(made, |inner| #entry::wrap(inner, #arguments))?)
    })
}

fn clear(graph: &Graph, node: usize) -> TokenStream {
    let bound = graph.nodes[node].offers.clone().filter_map(|offer| {
        let slot = names::slot_of_offer(graph, offer);
        (graph.offers[offer].kind != OfferKind::Own)
            .then(|| quote!(slots.#slot = __p::Option::None;))
    });
    let slot = names::slot_of_node(node);
    let live = is_section(graph, node).then(|| {
        let live = names::slot_of_live(node);
        quote!(slots.#live = __p::Option::None;)
    });
    quote!(#node => { #(#bound)* slots.#slot = __p::Option::None; #live })
}

fn section(graph: &Graph, node: usize) -> TokenStream {
    debug_assert!(is_section(graph, node));
    let (output, slot) = (names::output(graph, node), names::slot_of_node(node));
    let live = names::slot_of_live(node);
    let node = number(node);
    quote! {
        __p::ConfigEntry {
            node: #node,
            info: __p::SectionInfo::of::<#output>(),
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
                fn #name(slots: &__PurlinSlots) -> __p::StopFn {
                    let deps = #arguments;
                    __p::Box::new(move || #entry::run(deps))
                }
            },
            match role {
                Role::OnDrain => quote!(__p::Step::OnDrain(#name)),
                _ => quote!(__p::Step::OnStop(#name)),
            },
        ),
        Role::OnReload => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::BoundReload {
                    let deps = #arguments;
                    let live = ::core::clone::Clone::clone(#entry::live(&deps));
                    __p::BoundReload::new(&live, move |change| {
                        #entry::run(::core::clone::Clone::clone(&deps), change)
                    })
                }
            },
            quote!(__p::Step::OnReload(
                #name,
                ::core::time::Duration::from_millis(#entry::TIMEOUT_MS),
            )),
        ),
        Role::Health => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::CheckFn {
                    let deps = #arguments;
                    __p::Box::new(move || #entry::run(::core::clone::Clone::clone(&deps)))
                }
            },
            quote!(__p::Step::Health(#name, #entry::POLICY)),
        ),
        Role::Task => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> __p::TaskFn {
                    let deps = #arguments;
                    __p::Box::new(move |stop| {
                        #entry::run(::core::clone::Clone::clone(&deps), stop)
                    })
                }
            },
            quote!(__p::Step::Task(#name, #entry::POLICY)),
        ),
        _ => (
            quote! {
                fn #name(slots: &__PurlinSlots) -> #outcome {
                    #entry::run(#arguments)
                }
            },
            quote!(__p::Step::OnStart(#name)),
        ),
    }
}

/// The tuple of handles that an entry gets, taken from the slots.
fn arguments(graph: &Graph, node: usize) -> TokenStream {
    let edges = graph.nodes[node]
        .edges
        .clone()
        .filter(|&edge| matches!(graph.edges[edge].subject, Subject::Dependency(_)))
        .map(|edge| argument(graph, edge));
    quote!((#(#edges,)*))
}

fn argument(graph: &Graph, edge: usize) -> TokenStream {
    let asked = names::asked(graph, edge);
    let candidates = &graph.edges[edge].candidates;
    let take = |offer: usize| {
        let (offered, slot) = (
            names::offered(graph, offer),
            names::slot_of_offer(graph, offer),
        );
        if graph.edges[edge].asked.kind == EdgeKind::Live {
            let slot = names::slot_of_live(graph.offers[offer].node);
            return quote!(__p::Probe::<#asked, #offered>::take_live(&slots.#slot));
        }
        quote!(__p::Probe::<#asked, #offered>::take(&slots.#slot))
    };
    let first: usize = graph.edges[..edge]
        .iter()
        .map(|edge| edge.candidates.len())
        .sum();
    let chosen = |position: usize| {
        let (edge, candidate) = (number(edge), number(first + position));
        quote!(__PURLIN_ANALYSIS.chosen[#edge] == #candidate)
    };
    match graph.edges[edge].asked.kind {
        EdgeKind::One | EdgeKind::Live => match candidates.as_slice() {
            [] if graph.edges[edge].asked.kind == EdgeKind::Live => {
                quote!(__p::missing::<__p::Live<#asked>>())
            }
            [] => quote!(__p::unwired()),
            [only] => take(*only),
            several => {
                let arms = several.iter().enumerate().map(|(position, offer)| {
                    let (chosen, take) = (chosen(position), take(*offer));
                    quote!(if #chosen { #take } else)
                });
                quote!(#(#arms)* { __p::unwired() })
            }
        },
        EdgeKind::Lazy => {
            let arms = candidates.iter().enumerate().map(|(position, &offer)| {
                let (chosen, offered) = (chosen(position), names::offered(graph, offer));
                let lazy = names::lazy_of_offer(offer);
                quote!(if #chosen { __p::Probe::<#asked, #offered>::later(&slots.#lazy) } else)
            });
            quote!(#(#arms)* { __p::unwired() })
        }
        EdgeKind::Optional => {
            let arms = candidates.iter().enumerate().map(|(position, offer)| {
                let (chosen, take) = (chosen(position), take(*offer));
                quote!(if #chosen { __p::Option::Some(#take) } else)
            });
            quote!(#(#arms)* { __p::Option::None })
        }
        EdgeKind::Decorators => TokenStream::new(),
        EdgeKind::AllNamed => {
            let joins = candidates.iter().map(|&offer| {
                let (offered, slot) = (
                    names::offered(graph, offer),
                    names::slot_of_offer(graph, offer),
                );
                let name = &graph.offers[offer].name;
                quote!(__p::Probe::<#asked, #offered>::join_named(&slots.#slot, #name, &mut map);)
            });
            quote!({ let mut map = __p::BTreeMap::new(); #(#joins)* __p::AllNamed::new(map) })
        }
        EdgeKind::All => {
            let joins = candidates.iter().map(|&offer| {
                let (offered, slot) = (
                    names::offered(graph, offer),
                    names::slot_of_offer(graph, offer),
                );
                quote!(__p::Probe::<#asked, #offered>::join(&slots.#slot, &mut set);)
            });
            if candidates.is_empty() {
                quote!(__p::All::new(__p::Vec::new()))
            } else {
                quote!({ let mut set = __p::Vec::new(); #(#joins)* __p::All::new(set) })
            }
        }
    }
}

fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}
