use super::{Graph, Offer};
use crate::model::{OfferKind, Scope};

/// How many cells are in a row.
const WIDTH: usize = 16;

/// Which cell each thing is in. A node that is made at start has the cell of its own number; after
/// those come its interfaces and contributions, then handles of what is not made at start.
#[derive(Default)]
pub(crate) struct Cells {
    offers: Vec<Option<usize>>,
    handles: Vec<Option<usize>>,
    /// Offers by cell, those of the interfaces first; behind the nodes.
    behind: Vec<(usize, bool)>,
    nodes: usize,
}

impl Cells {
    pub(super) fn of(graph: &Graph) -> Self {
        let mut cells = Self {
            nodes: graph.nodes.len(),
            ..Self::default()
        };
        for (number, offer) in graph.offers.iter().enumerate() {
            let cell = if !graph.nodes[offer.node].is_made_at_start() || !offer.kind.gives() {
                None
            } else if offer.kind == OfferKind::Own {
                Some(offer.node)
            } else {
                Some(cells.add(number, false))
            };
            cells.offers.push(cell);
        }
        for (number, offer) in graph.offers.iter().enumerate() {
            let cell = is_handled(graph, offer).then(|| cells.add(number, true));
            cells.handles.push(cell);
        }
        cells
    }

    fn add(&mut self, offer: usize, is_handle: bool) -> usize {
        self.behind.push((offer, is_handle));
        self.nodes + self.behind.len() - 1
    }

    /// The cell of what is offered, if it has one.
    pub(crate) fn of_offer(&self, offer: usize) -> Option<usize> {
        self.offers[offer]
    }

    /// The cell of the handle of what is offered, if it has one.
    pub(crate) fn of_handle(&self, offer: usize) -> Option<usize> {
        self.handles[offer]
    }

    /// Offers with a cell behind those of the nodes, and whether it is for their handle, in order.
    pub(crate) fn behind(&self) -> &[(usize, bool)] {
        &self.behind
    }

    /// The row of a cell, and its number there.
    pub(crate) fn place(cell: usize) -> (usize, usize) {
        (cell / WIDTH, cell % WIDTH)
    }

    /// Puts what stands for cells into rows.
    pub(crate) fn rows<T>(parts: &[T]) -> impl Iterator<Item = &[T]> {
        parts.chunks(WIDTH)
    }
}

/// Whether what is offered is found by a handle.
fn is_handled(graph: &Graph, offer: &Offer) -> bool {
    let lives = &graph.nodes[offer.node].lives;
    let has_handle = lives.assisted || matches!(lives.scope, Scope::Tenant | Scope::Request);
    has_handle && matches!(offer.kind, OfferKind::Own | OfferKind::Interface)
}
