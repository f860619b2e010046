//! What the macros expand to, where everything that they could name is something else, under the
//! strictest lints. `cases/strict/pass/names_may_be_shadowed.rs` compiles this very file;
//! here it is under clippy.

use ::purlin::prelude::{All, Error, Factory, Health, PerRequest, PerTenant, Stop};
use ::std::sync::Arc;

/// Not the one of the prelude.
#[derive(Debug)]
pub struct Option;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Result;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Some;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Ok;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Err;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct String;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Vec;
/// Not the one of the prelude.
#[derive(Debug)]
pub struct Box;
/// Not the trait.
pub trait Send {}
/// Not the trait.
pub trait Sync {}
/// Not the trait.
pub trait Sized {}
/// Not the trait.
pub trait Clone {}
/// Not the trait.
pub trait Default {}
/// Not the trait.
pub trait Into {}
/// Not the crate.
pub mod std {}
/// Not the crate.
pub mod core {}

/// What sends letters.
pub trait Mailer: ::core::marker::Send + ::core::marker::Sync {
    /// Who sends.
    fn sender(&self) -> &'static str;
}

/// Says what an order must be.
pub trait Rule: ::core::marker::Send + ::core::marker::Sync {}

/// Where orders are kept and how many.
#[::purlin::config::config(prefix = "orders")]
#[derive(Debug)]
pub struct OrdersConfig {
    /// Open orders that one customer may have.
    #[config(default = 10)]
    pub max_open: u32,
}

/// Makes orders.
#[::purlin::provides]
pub struct OrderService {
    mailer: Arc<dyn Mailer>,
    rules: All<dyn Rule>,
    audit: ::core::option::Option<Arc<Audit>>,
    config: Arc<OrdersConfig>,
    #[value(3)]
    tries: u32,
}

impl OrderService {
    /// Everything that it was made of, counted.
    #[must_use]
    pub fn parts(&self) -> usize {
        let audit = usize::from(self.audit.is_some());
        let numbers = usize::from(self.config.max_open > 0) + usize::from(self.tries > 0);
        self.mailer.sender().len() + self.rules.len() + audit + numbers
    }
}

/// Nobody provides it.
#[derive(Debug)]
pub struct Audit;

/// Sends nothing.
#[::purlin::provides(as = dyn Mailer, name = "silent", priority = -1)]
#[derive(Debug)]
pub struct SilentMailer;

impl Mailer for SilentMailer {
    fn sender(&self) -> &'static str {
        "nobody"
    }
}

/// Refuses customers with debts.
#[::purlin::contributes(dyn Rule, priority = 2)]
#[derive(Debug)]
pub struct NoDebts;

impl Rule for NoDebts {}

/// What one customer buys.
#[::purlin::provides(scope = request, as = dyn Rule, on_drop = Self::leave)]
#[derive(Debug)]
pub struct Cart {
    stamp: Arc<Stamp>,
    special: ::core::option::Option<Arc<Special>>,
    specials: PerTenant<Special>,
    tickets: Factory<Ticket>,
}

impl Rule for Cart {}

impl Cart {
    /// Everything that it was made of, counted.
    #[must_use]
    pub fn parts(&self) -> u32 {
        let _ = (&self.specials, &self.tickets);
        self.stamp.0 + u32::from(self.special.is_some())
    }

    async fn leave(&self) {
        ::core::future::ready(()).await;
    }
}

/// Made anew for each asker.
#[::purlin::provides(scope = transient)]
#[derive(Debug)]
pub struct Stamp(#[value(7)] u32);

/// What one tenant has on offer.
#[derive(Debug)]
pub struct Special;

/// Made from a number.
#[::purlin::provides]
#[derive(Debug)]
pub struct Ticket {
    #[assisted]
    number: u32,
    stamp: Arc<Stamp>,
}

impl Ticket {
    /// The number on it.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number + self.stamp.0
    }
}

/// Knows the price of everything.
#[derive(Debug)]
pub struct Prices(u32);

/// Takes orders.
#[derive(Debug)]
pub struct OrdersModule;

#[::purlin::module(
    config = OrdersConfig,
    components = [OrderService, SilentMailer, NoDebts, Cart, Stamp, Ticket],
    imports = [PricesModule],
)]
impl OrdersModule {
    #[provides]
    async fn discounts(prices: &Prices) -> ::core::result::Result<Discounts, Error> {
        ::core::result::Result::Ok(Discounts(prices.0 / 2))
    }

    #[provides(scope = tenant, on_drop = OrdersModule::over)]
    fn special(prices: &Prices) -> ::core::result::Result<Arc<Special>, Error> {
        let _ = prices;
        ::core::result::Result::Ok(Arc::new(Special))
    }

    async fn over(_special: &Special) -> ::core::result::Result<(), ::core::fmt::Error> {
        ::core::future::ready(::core::result::Result::Ok(())).await
    }

    #[on_start]
    fn open(_carts: PerRequest<Cart>, rule: PerRequest<dyn Rule>, stamp: Arc<Stamp>) {
        let _ = (rule, stamp.0);
    }

    #[contributes(dyn Rule)]
    fn rule(_discounts: Arc<Discounts>) -> NotTooMany {
        NotTooMany
    }

    #[on_start]
    async fn warm(orders: &OrderService) {
        let _ = orders.parts();
    }

    #[on_stop]
    fn flush(
        orders: &OrderService,
        #[named("silent")] mailer: &dyn Mailer,
    ) -> ::core::result::Result<(), ::core::fmt::Error> {
        match orders.parts() + mailer.sender().len() {
            0 => ::core::result::Result::Err(::core::fmt::Error),
            _ => ::core::result::Result::Ok(()),
        }
    }

    #[health(timeout = "100ms")]
    async fn check(_orders: &OrderService) -> Health {
        Health::healthy()
    }

    #[task]
    async fn expire(orders: Arc<OrderService>, stop: Stop) {
        let _ = orders.parts();
        drop(stop);
    }

    /// A method that is not the framework's.
    #[must_use]
    pub fn help() -> &'static str {
        "ask"
    }
}

/// What customers save.
#[derive(Debug)]
pub struct Discounts(u32);

impl Discounts {
    /// In cents.
    #[must_use]
    pub fn cents(&self) -> u32 {
        self.0
    }
}

/// Refuses customers with many orders.
#[derive(Debug)]
pub struct NotTooMany;

impl Rule for NotTooMany {}

/// Provides [`Prices`].
#[derive(Debug)]
pub struct PricesModule;

#[::purlin::module]
impl PricesModule {
    #[provides]
    fn prices() -> Arc<Prices> {
        Arc::new(Prices(4))
    }
}

/// The shop.
#[::purlin::app(modules = [OrdersModule])]
#[derive(Debug)]
pub struct Storefront;
