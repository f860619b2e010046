use purlin::prelude::*;

use crate::{Quotas, QuotasConfig};

/// Counts what everybody uses.
pub struct QuotasModule;

#[module(config = QuotasConfig, components = [Quotas])]
impl QuotasModule {
    /// Degraded while new keys are refused.
    #[health]
    fn room(quotas: &Quotas) -> Health {
        if quotas.is_full() {
            Health::degraded("no room for new keys: see `quotas.keys`")
        } else {
            Health::healthy()
        }
    }
}
