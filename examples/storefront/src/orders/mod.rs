//! Orders: placed, paid, listed, and expired when nobody pays.

mod api;
mod config;
mod email;
mod entity;
mod error;
mod expiry;
mod ids;
mod module;
mod order;
mod page;
mod problem;
mod repo;
mod schema;
mod service;
mod validation;

pub use api::OrdersApi;
pub use config::OrdersConfig;
pub use error::OrderError;
pub use expiry::OrderExpiry;
pub use ids::OrderIds;
pub use module::OrdersModule;
pub use order::{Line, NewLine, NewOrder, Order, OrderStatus};
pub use page::{Page, PageRequest};
pub use problem::{FieldProblem, Problem};
pub use repo::OrderRepo;
pub use schema::OrdersSchema;
pub use service::OrderService;
