use std::fmt;

use super::{Feeder, Place, node::Node};

/// Where a value comes from, and what it overrode.
#[derive(Clone, Debug)]
pub struct Provenance {
    place: Place,
    overrode: Vec<Place>,
}

impl Provenance {
    pub(super) fn of(node: Option<&Node>, has_default: bool) -> Option<Self> {
        let default = has_default.then_some(Place::DEFAULT);
        let Some(node) = node else {
            let overrode = Vec::new();
            return default.map(|place| Self { place, overrode });
        };
        let mut overrode = node.overrode.clone();
        overrode.extend(default);
        Some(Self {
            place: node.place.clone(),
            overrode,
        })
    }

    /// The feeder that won.
    #[must_use]
    pub fn feeder(&self) -> Feeder {
        self.place.feeder()
    }

    /// Where the value stands.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The places that also give a value and lost, highest priority first.
    #[must_use]
    pub fn overrode(&self) -> &[Place] {
        &self.overrode
    }

    /// Whether the two places are of different sources with the same priority, so that only
    /// their order decides.
    fn tied(winner: &Place, loser: &Place) -> bool {
        winner.priority() == loser.priority()
            && winner.file().is_some()
            && winner.file() != loser.file()
            && winner.feeder() != Feeder::Code
    }
}

/// `STOREFRONT__ORDERS__MAX_OPEN (environment), over purlin.toml:3:12, default`.
impl fmt::Display for Provenance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.feeder() {
            Feeder::Default => formatter.write_str("default")?,
            feeder => write!(formatter, "{} ({})", self.place, feeder.name())?,
        }
        let mut above = &self.place;
        for (index, place) in self.overrode.iter().enumerate() {
            let separator = if index == 0 { ", over " } else { ", " };
            write!(formatter, "{separator}{place}")?;
            if Self::tied(above, place) {
                formatter.write_str(" (same priority, the later source wins)")?;
            }
            above = place;
        }
        Ok(())
    }
}
