use purlin::{
    context::Randomness, error::Error, events::Events, health::Health, logging::Logging, module,
    registry::Registry,
};

use crate::{CloudEventsConfig, Delivery};

/// Sends every event of the application outside, as the configuration says.
///
/// List it first: it sees the start from its beginning wherever it stands, but what fails before it
/// starts is not sent.
pub struct CloudEventsModule;

#[module(config = CloudEventsConfig)]
impl CloudEventsModule {
    #[provides]
    fn delivery(config: &CloudEventsConfig) -> Delivery {
        Delivery::new(config.clone())
    }

    #[on_start]
    async fn begin(
        delivery: &Delivery,
        events: &Events,
        logging: &Logging,
        randomness: &Randomness,
        registry: &Registry,
    ) -> Result<(), Error> {
        delivery
            .begin(events, logging, randomness, registry.app())
            .await
    }

    // It looks at counters only: nothing to save.
    #[health(cache = "0s", optional)]
    fn delivers(delivery: &Delivery) -> Health {
        delivery.health()
    }
}
