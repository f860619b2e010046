//! Where an application keeps what it made. Slots of one kind are parts of a few generic types
//! instead of fields of a struct that is expanded for the application: the code that fills, empties
//! and finds them is then compiled here, and not once more per service.

use std::{any::Any, sync::Arc};

use super::{Assembled, Provider, unwired};
use crate::{
    error::BoxError,
    graph::{OfferKind, Wiring},
    kernel::Kernel,
};

/// The place of one service or interface.
type Slot<T> = Option<Arc<T>>;

/// Cells in a row.
pub trait Cells {
    /// An `Option<Arc<T>>` with its type erased.
    fn cell(&self, at: usize) -> Option<&dyn Any>;

    /// The same, to be filled.
    fn cell_mut(&mut self, at: usize) -> Option<&mut dyn Any>;

    /// Empties a cell.
    fn clear(&mut self, at: usize);

    /// Puts an `Arc` into a cell, if that is what it holds.
    fn replace(&mut self, at: usize, with: &dyn Any) -> bool;
}

/// How many cells are in a row.
const WIDTH: usize = 16;

/// What an application keeps: rows of cells, and what they are not for beside them.
pub trait Slots: Default + 'static {
    /// A row.
    fn row(&self, row: usize) -> Option<&dyn Cells>;

    /// A row, to be filled.
    fn row_mut(&mut self, row: usize) -> Option<&mut dyn Cells>;
}

/// No service at all: an application with mistakes.
impl Slots for () {
    fn row(&self, _row: usize) -> Option<&dyn Cells> {
        None
    }

    fn row_mut(&mut self, _row: usize) -> Option<&mut dyn Cells> {
        None
    }
}

macro_rules! cells {
    ($($number:literal $ty:ident $cell:ident,)*) => {
        /// Sixteen cells.
        pub struct Row<$($ty: ?Sized = (),)*> {
            $(#[doc = "A cell."] pub $cell: Slot<$ty>,)*
        }

        impl<$($ty: ?Sized,)*> Default for Row<$($ty,)*> {
            fn default() -> Self {
                Self { $($cell: None,)* }
            }
        }

        impl<$($ty: ?Sized + 'static,)*> Cells for Row<$($ty,)*> {
            fn cell(&self, at: usize) -> Option<&dyn Any> {
                match at {
                    $($number => Some(&self.$cell),)*
                    _ => None,
                }
            }

            fn cell_mut(&mut self, at: usize) -> Option<&mut dyn Any> {
                match at {
                    $($number => Some(&mut self.$cell),)*
                    _ => None,
                }
            }

            fn clear(&mut self, at: usize) {
                match at {
                    $($number => self.$cell = None,)*
                    _ => {}
                }
            }

            fn replace(&mut self, at: usize, with: &dyn Any) -> bool {
                match at {
                    $($number => super::replace(&mut self.$cell, with),)*
                    _ => false,
                }
            }
        }
    };
}

cells!(
    0 T0 c0,
    1 T1 c1,
    2 T2 c2,
    3 T3 c3,
    4 T4 c4,
    5 T5 c5,
    6 T6 c6,
    7 T7 c7,
    8 T8 c8,
    9 T9 c9,
    10 T10 c10,
    11 T11 c11,
    12 T12 c12,
    13 T13 c13,
    14 T14 c14,
    15 T15 c15,
);

/// Empties the cells of a node: those of its interfaces, then its own.
pub fn clear<S: Slots>(slots: &mut S, cells: &[usize], wiring: &Wiring, node: usize) {
    for (offer, cell) in wiring.offers.iter().zip(cells) {
        if offer.node == node {
            empty(slots, *cell);
        }
    }
    empty(slots, node);
}

fn empty<S: Slots>(slots: &mut S, cell: usize) {
    if let Some(row) = slots.row_mut(cell / WIDTH) {
        row.clear(cell % WIDTH);
    }
}

/// Puts something else into the cell of an offer that others can ask for one of.
pub fn replace_cell<S: Slots>(
    slots: &mut S,
    cells: &[usize],
    wiring: &Wiring,
    offer: usize,
    with: &dyn Any,
) -> bool {
    let described = wiring.offer(offer);
    let single = matches!(described.kind, OfferKind::Own | OfferKind::Interface);
    let row = slots.row_mut(cells[offer] / WIDTH).filter(|_| single);
    row.is_some_and(|row| row.replace(cells[offer] % WIDTH, with))
}

/// A tuple of services that can be taken out of cells.
pub trait Taken: Sized {
    /// Takes them, each by its place in the tuple.
    fn taken<'c>(cell: impl Fn(usize) -> Option<&'c dyn Any>) -> Self;
}

macro_rules! tuple {
    ($($ty:ident $number:literal,)*) => {
        impl<$($ty: ?Sized + 'static,)*> Taken for ($(Arc<$ty>,)*) {
            fn taken<'c>(cell: impl Fn(usize) -> Option<&'c dyn Any>) -> Self {
                ($(there::<$ty>(cell($number)),)*)
            }
        }
    };
}
impl Taken for () {
    fn taken<'c>(_cell: impl Fn(usize) -> Option<&'c dyn Any>) -> Self {}
}

tuple!(T0 0,);
tuple!(T0 0, T1 1,);
tuple!(T0 0, T1 1, T2 2,);
tuple!(T0 0, T1 1, T2 2, T3 3,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10, T11 11,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10, T11 11, T12 12,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10, T11 11, T12 12, T13 13,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10, T11 11, T12 12, T13 13, T14 14,);
tuple!(T0 0, T1 1, T2 2, T3 3, T4 4, T5 5, T6 6, T7 7, T8 8, T9 9, T10 10, T11 11, T12 12, T13 13, T14 14, T15 15,);

/// What is in a cell: the build has found that it is what is asked for.
fn there<T: ?Sized + 'static>(cell: Option<&dyn Any>) -> Arc<T> {
    match cell.and_then(<dyn Any>::downcast_ref::<Slot<T>>) {
        Some(Some(service)) => Arc::clone(service),
        _ => unwired(),
    }
}

/// Makes entry `N` of `C` from cells: `from` says which cell each dependency is in, and `to` where
/// it goes.
///
/// # Errors
/// What the provider returned.
pub fn make<A, C, N>(
    slots: &mut A::Slots,
    kernel: &Kernel,
    from: &dyn Fn(usize) -> usize,
    to: usize,
) -> Result<(), BoxError>
where
    A: Assembled,
    C: Provider<A, N>,
    C::Deps: Taken,
{
    let cell = |number: usize| {
        let cell = from(number);
        slots.row(cell / WIDTH)?.cell(cell % WIDTH)
    };
    let made = C::build(C::Deps::taken(cell), kernel)?;
    let row = slots.row_mut(to / WIDTH);
    let cell = row.and_then(|row| row.cell_mut(to % WIDTH));
    match cell.and_then(<dyn Any>::downcast_mut::<Slot<C::Output>>) {
        Some(cell) => *cell = Some(made),
        None => unwired(),
    }
    Ok(())
}
