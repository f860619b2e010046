use std::{marker::PhantomData, sync::Arc};

/// Says that an application provides `T`, under the number `K`.
///
/// `K` is what keeps the compiler's overlap check cheap; it is inferred where the application
/// is asked.
#[diagnostic::on_unimplemented(
    message = "nothing in `{Self}` provides `{T}`",
    label = "`{Self}` does not provide this",
    note = "list the module that provides it in `#[app(modules = […])]`, or ask for the type or interface that is provided",
    note = "what is one per request or tenant is looked up by its handle, `get::<PerRequest<T>>()`, and what is made from arguments by `get::<Factory<T>>()`",
    note = "`get::<T>()` returns `&Arc<T>`: `T` is written without `Arc`"
)]
pub trait Has<T: ?Sized, K> {
    /// The services of the application.
    type Slots;

    /// Where `T` is.
    fn slot(slots: &Self::Slots) -> &Option<Arc<T>>;
}

/// The number of an offer: an index type.
pub struct Key<K>(PhantomData<K>);

/// Chooses between a type and nothing, by a constant.
pub struct Select<const FIRST: bool>;

/// See [`Select`].
pub trait Pick<T: ?Sized, K> {
    /// `T`, or a type that nobody can ask for.
    type Type: ?Sized;

    /// The slot, seen as one of the chosen type.
    fn view(slot: &Option<Arc<T>>) -> &Option<Arc<Self::Type>>;
}

impl<T: ?Sized, K> Pick<T, K> for Select<true> {
    type Type = T;

    fn view(slot: &Option<Arc<T>>) -> &Option<Arc<T>> {
        slot
    }
}

/// A type that nobody can name: the second provider of one type has no slot of its own.
pub struct Shadowed<K>(PhantomData<K>);

impl<T: ?Sized, K> Pick<T, K> for Select<false> {
    type Type = Shadowed<K>;

    fn view(_slot: &Option<Arc<T>>) -> &Option<Arc<Shadowed<K>>> {
        &None
    }
}
