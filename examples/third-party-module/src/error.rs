/// Why something may not be used now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuotaError {
    /// The key has had its uses of this minute.
    #[error("there are {per_minute} uses a minute, and they are used up")]
    UsedUp {
        /// How many there are.
        per_minute: u32,
    },
    /// More keys are counted than there is room for.
    #[error("there is no room to count for one more")]
    Full,
}
