use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::Clock;

/// The application's only source of randomness.
///
/// Every application provides it: ask for `Arc<Randomness>` or `&Randomness`. Tests start an
/// application with [`Randomness::seeded`], and the same calls give the same numbers.
///
/// [`fill`](Self::fill) is fit for keys and tokens: it asks the operating system. Everything else
/// is fast and for what need not be secret, such as identities, samples and jitter.
#[derive(Clone)]
pub struct Randomness(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<fastrand::Rng>>),
}

impl Randomness {
    /// The randomness of the operating system, and a fast generator that it seeds.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// The same numbers every time, for tests. Nothing of it is secret.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let generator = fastrand::Rng::with_seed(seed);
        Self(Source::Seeded(Arc::new(Mutex::new(generator))))
    }

    /// Fills `bytes` with what nobody can foretell.
    ///
    /// # Errors
    /// If the operating system has no randomness to give, as may happen early in its start.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), std::io::Error> {
        match &self.0 {
            Source::System => getrandom::fill(bytes).map_err(std::io::Error::other),
            Source::Seeded(generator) => {
                lock(generator).fill(bytes);
                Ok(())
            }
        }
    }

    /// Any number.
    #[must_use]
    pub fn number(&self) -> u64 {
        match &self.0 {
            Source::System => fastrand::u64(..),
            Source::Seeded(generator) => lock(generator).u64(..),
        }
    }

    /// A number below `end`; 0 if that is 0.
    #[must_use]
    pub fn below(&self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        match &self.0 {
            Source::System => fastrand::u64(..end),
            Source::Seeded(generator) => lock(generator).u64(..end),
        }
    }

    /// A number from 0 on, below 1.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        match &self.0 {
            Source::System => fastrand::f64(),
            Source::Seeded(generator) => lock(generator).f64(),
        }
    }

    /// Puts the items into an order of its own; each is as likely as any other.
    pub fn shuffle<T>(&self, items: &mut [T]) {
        match &self.0 {
            Source::System => fastrand::shuffle(items),
            Source::Seeded(generator) => lock(generator).shuffle(items),
        }
    }

    /// The bytes of a random UUID, version 4 (RFC 9562).
    #[must_use]
    pub fn uuid_v4(&self) -> [u8; 16] {
        stamped(self.wide().to_be_bytes(), 4)
    }

    /// The bytes of a UUID that sorts by the time of `clock`, version 7 (RFC 9562).
    #[must_use]
    pub fn uuid_v7(&self, clock: &Clock) -> [u8; 16] {
        let mut bytes = self.wide().to_be_bytes();
        bytes[..6].copy_from_slice(&clock.unix_millis().to_be_bytes()[2..]);
        stamped(bytes, 7)
    }

    pub(super) fn wide(&self) -> u128 {
        match &self.0 {
            Source::System => fastrand::u128(..),
            Source::Seeded(generator) => lock(generator).u128(..),
        }
    }
}

/// Version and variant of a UUID, in their bits.
fn stamped(mut bytes: [u8; 16], version: u8) -> [u8; 16] {
    bytes[6] = (bytes[6] & 0x0f) | (version << 4);
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    bytes
}

fn lock(generator: &Mutex<fastrand::Rng>) -> MutexGuard<'_, fastrand::Rng> {
    generator.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Default for Randomness {
    fn default() -> Self {
        Self::system()
    }
}

/// Never shows what comes next.
impl fmt::Debug for Randomness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Source::System => "Randomness(system)",
            Source::Seeded(_) => "Randomness(seeded)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::ManualClock;

    #[test]
    fn a_seed_gives_the_same_every_time_and_clones_go_on_together() {
        let draw = |randomness: &Randomness| {
            let mut bytes = [0; 4];
            randomness.fill(&mut bytes).unwrap();
            let mut order = [1, 2, 3, 4, 5];
            randomness.shuffle(&mut order);
            (randomness.number(), randomness.below(6), bytes, order)
        };
        let (one, two) = (Randomness::seeded(7), Randomness::seeded(7));
        assert_eq!(draw(&one), draw(&two));
        assert_eq!(one.clone().number(), two.number());
        assert_eq!(one.number(), two.number());
        assert_ne!(
            Randomness::seeded(8).number(),
            Randomness::seeded(7).number()
        );
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let randomness = Randomness::system();
        assert_eq!(randomness.below(0), 0);
        for _ in 0..1_000 {
            assert!(randomness.below(3) < 3);
            assert!((0.0..1.0).contains(&randomness.fraction()));
        }
    }

    #[test]
    fn uuids_have_their_version_and_those_of_time_sort_by_it() {
        let hand = ManualClock::at_unix_millis(0x0123_4567_89ab);
        let (randomness, clock) = (Randomness::seeded(1), Clock::manual(&hand));
        let four = randomness.uuid_v4();
        assert_eq!((four[6] >> 4, four[8] >> 6), (4, 2));
        let seven = randomness.uuid_v7(&clock);
        assert_eq!(seven[..6], [0x01, 0x23, 0x45, 0x67, 0x89, 0xab]);
        assert_eq!((seven[6] >> 4, seven[8] >> 6), (7, 2));
        hand.advance(std::time::Duration::from_millis(1));
        assert!(randomness.uuid_v7(&clock) > seven);
    }
}
