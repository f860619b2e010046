use std::time::Duration;

use purlin::prelude::*;

/// How the catalog is served.
#[config(prefix = "catalog")]
pub struct CatalogConfig {
    /// How long the list of all products is kept before the database is asked again; `0s` asks
    /// each time.
    #[config(default = "5s", range(..="1h"))]
    pub keep_list: Duration,
}
