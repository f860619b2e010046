use std::any::Any;

/// What a type says of itself without being made: the routes that it serves, the command that it is.
///
/// Facts of a type that is provided or contributed are in the registry,
/// [`Entry::facts`](super::Entry::facts), whether or not the application runs. An attribute of a
/// module implements it, as `#[routes]` does; so can a person.
pub trait Facts {
    /// The facts; those who look for them know their type.
    fn facts() -> &'static (dyn Any + Send + Sync);
}
