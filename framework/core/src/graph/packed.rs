//! How the tables of an application reach the compiler: as numbers, and each text once. A row that
//! is written as a struct costs the compiler a type and a place for every field; the same row as
//! numbers costs next to nothing, and the structs are made of it once, in `const`.

use super::{
    Candidate, Condition, Edge, EdgeKind, NONE, Node, Offer, OfferKind, Place, Role, Scope,
};
use crate::private::FactsFn;

/// What the numbers of words stand for.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Texts, each once.
    pub texts: &'static [&'static str],
    /// What nodes are.
    pub roles: &'static [Role],
    /// How long they live.
    pub scopes: &'static [Scope],
    /// How dependencies are asked for.
    pub kinds: &'static [EdgeKind],
    /// How offers are made.
    pub offers: &'static [OfferKind],
}

const NOWHERE: Place = Place {
    file: "",
    line: 0,
    column: 0,
};

/// Module, role, scope, whether it is assisted, name, type, documentation, file, line, column,
/// first edge, number of edges.
type NodeRow = [u32; 12];

/// Node, kind, parameter, type, name, file, line, column, first candidate, number of candidates,
/// one more than the earlier edge that asks for the same (0 for none), similar name, minimum.
type EdgeRow = [u32; 13];

/// Node, kind, type, name, priority (as if without sign), whether it replaces, first rival, number
/// of rivals.
type OfferRow = [u32; 8];

/// The nodes: from numbers, and from what only the compiler knows.
#[must_use]
pub const fn nodes<const N: usize>(
    rows: &[NodeRow; N],
    words: &Words,
    shared: &[bool; N],
    facts: &[Option<FactsFn>; N],
    when: &[(usize, Condition)],
) -> [Node; N] {
    let mut nodes = [Node {
        module: 0,
        role: Role::Service,
        scope: Scope::Singleton,
        assisted: false,
        shared: true,
        name: "",
        ty: "",
        doc: "",
        facts: None,
        place: NOWHERE,
        when: None,
        edges: 0,
        edge_count: 0,
    }; N];
    let texts = words.texts;
    let mut at = 0;
    while at < N {
        let [
            module,
            role,
            scope,
            assisted,
            name,
            ty,
            doc,
            file,
            line,
            column,
            edges,
            edge_count,
        ] = rows[at];
        nodes[at] = Node {
            module: module as usize,
            role: words.roles[role as usize],
            scope: words.scopes[scope as usize],
            assisted: assisted != 0,
            shared: shared[at],
            name: texts[name as usize],
            ty: texts[ty as usize],
            doc: texts[doc as usize],
            facts: facts[at],
            place: Place {
                file: texts[file as usize],
                line,
                column,
            },
            when: None,
            edges: edges as usize,
            edge_count: edge_count as usize,
        };
        at += 1;
    }
    at = 0;
    while at < when.len() {
        let (node, condition) = when[at];
        nodes[node].when = Some(condition);
        at += 1;
    }
    nodes
}

/// The edges: from numbers, and from what only the compiler knows. `same` are edges and earlier
/// ones with the same text, and whether they ask for the same type.
#[must_use]
pub const fn edges<const N: usize>(
    rows: &[EdgeRow; N],
    words: &Words,
    near: &[(usize, &'static [Candidate])],
    same: &[(usize, usize, bool)],
) -> [Edge; N] {
    let mut edges = [Edge {
        node: 0,
        kind: EdgeKind::One,
        param: "",
        ty: "",
        name: "",
        place: NOWHERE,
        candidates: 0,
        candidate_count: 0,
        same_as: NONE,
        similar: "",
        near: &[],
        minimum: 0,
    }; N];
    let texts = words.texts;
    let mut at = 0;
    while at < N {
        let [
            node,
            kind,
            param,
            ty,
            name,
            file,
            line,
            column,
            candidates,
            candidate_count,
            earlier,
            similar,
            minimum,
        ] = rows[at];
        edges[at] = Edge {
            node: node as usize,
            kind: words.kinds[kind as usize],
            param: texts[param as usize],
            ty: texts[ty as usize],
            name: texts[name as usize],
            place: Place {
                file: texts[file as usize],
                line,
                column,
            },
            candidates: candidates as usize,
            candidate_count: candidate_count as usize,
            same_as: if earlier == 0 {
                NONE
            } else {
                earlier as usize - 1
            },
            similar: texts[similar as usize],
            near: &[],
            minimum,
        };
        at += 1;
    }
    at = 0;
    while at < near.len() {
        let (edge, implementers) = near[at];
        edges[edge].near = implementers;
        at += 1;
    }
    at = 0;
    while at < same.len() {
        let (edge, earlier, is_same) = same[at];
        if is_same {
            edges[edge].same_as = earlier;
        }
        at += 1;
    }
    edges
}

/// The offers: from numbers, and from what only the compiler knows: whether threads may share
/// those of other types than their provider's own.
#[must_use]
pub const fn offers<const N: usize>(
    rows: &[OfferRow; N],
    words: &Words,
    shared: &[(usize, bool)],
) -> [Offer; N] {
    let mut offers = [Offer {
        node: 0,
        kind: OfferKind::Own,
        ty: "",
        name: "",
        priority: 0,
        shared: true,
        replaces: false,
        rivals: 0,
        rival_count: 0,
    }; N];
    let mut at = 0;
    while at < N {
        let [
            node,
            kind,
            ty,
            name,
            priority,
            replaces,
            rivals,
            rival_count,
        ] = rows[at];
        offers[at] = Offer {
            node: node as usize,
            kind: words.offers[kind as usize],
            ty: words.texts[ty as usize],
            name: words.texts[name as usize],
            priority: priority.cast_signed(),
            shared: true,
            replaces: replaces != 0,
            rivals: rivals as usize,
            rival_count: rival_count as usize,
        };
        at += 1;
    }
    at = 0;
    while at < shared.len() {
        let (offer, is_shared) = shared[at];
        offers[offer].shared = is_shared;
        at += 1;
    }
    offers
}

/// Candidates or rivals: the numbers of the offers, and the compiler's answers.
#[must_use]
pub const fn candidates<const N: usize>(offers: &[u32; N], fits: &[bool; N]) -> [Candidate; N] {
    let mut candidates = [Candidate {
        offer: 0,
        fits: false,
    }; N];
    let mut at = 0;
    while at < N {
        candidates[at] = Candidate {
            offer: offers[at] as usize,
            fits: fits[at],
        };
        at += 1;
    }
    candidates
}
