use super::{Clock, ExecutionContext, Randomness};

/// Makes [`ExecutionContext`]s with the application's own clock and randomness.
///
/// Every application provides it: ask for `Arc<Contexts>` or `&Contexts`.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    clock: Clock,
    randomness: Randomness,
}

impl Contexts {
    /// Contexts with this clock and this randomness. Applications make it themselves; tests may.
    #[must_use]
    pub const fn new(clock: Clock, randomness: Randomness) -> Self {
        Self { clock, randomness }
    }

    /// A new request of nobody, without a tenant and without an end.
    #[must_use]
    pub fn root(&self) -> ExecutionContext {
        ExecutionContext::new(&self.clock, &self.randomness)
    }

    /// For work that is done for the current request, if there is one: a
    /// [child](ExecutionContext::child) of it, or a new one.
    #[must_use]
    pub fn next(&self) -> ExecutionContext {
        ExecutionContext::with_current(ExecutionContext::child).unwrap_or_else(|| self.root())
    }
}
