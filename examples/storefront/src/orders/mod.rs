//! Orders: placed, paid, listed, and expired when nobody pays.

mod api;
mod config;
mod discount;
mod email;
mod entity;
mod error;
mod expiry;
mod filter;
mod ids;
mod journal;
mod module;
mod order;
mod receipt;
mod repo;
mod schema;
mod service;
mod validation;

pub use api::OrdersApi;
pub use config::{DiscountConfig, OrdersConfig};
pub use discount::{BulkDiscount, Discount, LargeOrderDiscount};
pub use error::OrderError;
pub use expiry::OrderExpiry;
pub use filter::OrderFilter;
pub use ids::OrderIds;
pub use journal::Journal;
pub use module::OrdersModule;
pub use order::{Line, NewLine, NewOrder, Order, OrderStatus};
use order::{MOST_LINES, MOST_PIECES};
pub use receipt::Receipt;
pub use repo::OrderRepo;
pub use schema::OrdersSchema;
pub use service::OrderService;
