//! What `#[config]` expands to compiles where everything it could name is something else.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]

/// The names that an expansion may not rely on.
pub mod shop {
    /// Not the one of the prelude.
    #[derive(Debug)]
    pub struct Result;
    /// Not the one of the prelude.
    #[derive(Debug)]
    pub struct Some;
    /// Not the crate.
    pub mod std {}
    /// Not the crate.
    pub mod core {}
    /// Not the trait.
    pub trait Into {}
    /// Not the variable of the expansion.
    pub const FIELD_0: u8 = 0;

    /// Where orders are kept.
    #[purlin::config::config(prefix = "shop.orders")]
    #[derive(Debug)]
    pub struct OrdersConfig {
        /// Open orders that one customer may have.
        #[config(default = 10)]
        pub max_open: u32,
        /// The name that customers see.
        #[config(default = "shop")]
        pub section: ::std::string::String,
        /// How long an order stays open.
        #[config(default = "1m30s")]
        pub open_for: ::core::time::Duration,
        /// Where the shop listens.
        #[config(default = "[::1]:8080")]
        pub address: ::core::net::SocketAddr,
        /// Key of the payment provider.
        pub payment_key: purlin::config::Secret<::std::string::String>,
        /// Where invoices go.
        pub archive: ::std::option::Option<::std::path::PathBuf>,
        /// The kind of shop.
        pub r#type: ::std::option::Option<::std::string::String>,
        /// Only where the feature is on.
        #[cfg(any())]
        pub extra: NoSuchType,
        /// Computed from what is in scope.
        #[config(default = FIELD_0)]
        pub field_0: u8,
    }

    /// A part of other sections.
    #[purlin::config::config]
    #[derive(Debug)]
    pub struct PoolConfig {
        /// The most there are.
        #[config(default = 10, range(1..=1000), dynamic, unit = "connections")]
        pub max: u32,
        /// How long to wait for one.
        #[config(default = "5s", range("1s"..="1m"))]
        pub wait: ::core::time::Duration,
    }

    /// Everything that a field can say.
    #[purlin::config::config(prefix = "shop.store", validate = consistent)]
    #[derive(Debug)]
    pub struct StoreConfig {
        /// The connections.
        #[config(nested)]
        pub pool: PoolConfig,
        /// Other connections.
        #[config(nested)]
        pub other: ::std::option::Option<PoolConfig>,
        /// Where the store is.
        #[config(default = "https://example.org", deprecated("address"))]
        pub url: purlin::config::Url,
        /// How much is kept in memory.
        #[config(default = "64MiB", range("1MiB".."1GiB"))]
        pub buffer: purlin::config::ByteSize,
        /// Its name.
        #[config(default = "shop", length(1..=8), pattern = "[a-z]+")]
        pub name: ::std::string::String,
        /// Its labels.
        #[config(default = ::std::vec::Vec::new(), append)]
        pub labels: ::std::vec::Vec<::std::string::String>,
        /// Its key.
        #[config(env = "STORE_KEY", length(8..), validate = long)]
        pub key: purlin::config::Secret<::std::string::String>,
    }

    fn consistent(_store: &StoreConfig, _findings: &mut purlin::config::Findings) {}

    fn long(
        _key: &purlin::config::Secret<::std::string::String>,
    ) -> ::std::result::Result<(), &'static str> {
        Ok(())
    }

    /// Nothing to set yet.
    #[purlin::config::config(prefix = "shop.empty")]
    #[derive(Debug)]
    pub struct EmptyConfig {}
}

fn main() {
    /// A section inside a function.
    #[purlin::config::config(prefix = "local")]
    struct LocalConfig {
        #[config(default = 3)]
        limit: u8,
    }

    let loader = purlin::config::ConfigLoader::new("Shop").set("local.limit", 5);
    let local = loader.section::<LocalConfig>();
    assert!(local.is_ok_and(|local| local.limit == 5));
    let orders = loader.section::<shop::OrdersConfig>();
    assert!(orders.is_err());
    let names: Vec<&str> = <shop::OrdersConfig as purlin::config::ConfigSection>::FIELDS
        .iter()
        .map(|field| field.name)
        .collect();
    assert_eq!(
        names,
        ["max_open", "section", "open_for", "address", "payment_key", "archive", "type", "field_0"]
    );
}
