use purlin::{context::Randomness, events::Events, prelude::*};

use super::{Outbox, OutboxConfig, OutboxRelay, OutboxSchema};
use crate::{Database, DatabaseError, DatabaseModule, Migrated};

/// Provides [`Outbox`], and hands its messages to the `dyn OutboxRelay` of the application. While
/// there is none, they wait.
pub struct OutboxModule;

#[module(config = OutboxConfig, imports = [DatabaseModule])]
impl OutboxModule {
    #[provides]
    async fn schema(database: &Database) -> Result<Migrated<OutboxSchema>, Error> {
        if database.tenants().is_some() {
            let what = "the outbox is one for all: leave its database without `tenancy`, or keep \
                        tenants apart by `row`"
                .to_owned();
            return Err(DatabaseError::Tenancy { what }.into());
        }
        Ok(database.migrate().await?)
    }

    #[provides]
    fn outbox(
        database: &Migrated<OutboxSchema>,
        config: &OutboxConfig,
        randomness: &Randomness,
        events: &Events,
    ) -> Outbox {
        Outbox::open(database, config, randomness, Some(events))
    }

    #[task(restart = "on-failure")]
    async fn hand_on(outbox: Arc<Outbox>, to: Option<Arc<dyn OutboxRelay>>, stop: Stop) {
        match to {
            Some(to) => outbox.relay(&*to, &stop).await,
            None => stop.requested().await,
        }
    }

    #[health]
    fn leaves(outbox: &Outbox) -> Health {
        outbox.health()
    }
}
