use std::fmt;

use chrono::{DateTime, Utc};
use purlin::{
    api::whole,
    database::sea_orm::{self, DeriveActiveEnum, EnumIter, prelude::StringLen},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An order, with the prices of the moment at which it was placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Order {
    /// Newer orders have greater ids.
    pub id: Uuid,
    /// Who ordered.
    pub email: String,
    /// Where it stands.
    pub status: OrderStatus,
    /// The sum of its lines, in cents.
    pub total_cents: i64,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// What was ordered.
    pub lines: Vec<Line>,
}

/// Where an order stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    EnumIter,
    DeriveActiveEnum,
)]
#[serde(rename_all = "lowercase")]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(16))",
    rename_all = "lowercase"
)]
pub enum OrderStatus {
    /// Placed, not paid yet.
    Open,
    /// Paid.
    Paid,
    /// Not paid in time.
    Expired,
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Expired => "expired",
        })
    }
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// The product's id.
    pub product: String,
    /// The product's name when it was ordered.
    pub name: String,
    /// The price of one when it was ordered, in cents.
    pub price_cents: i64,
    /// How many.
    pub quantity: i64,
}

/// As many lines can be sent; the settings may allow fewer.
pub(super) const MOST_LINES: usize = 1_000;
/// As many pieces of one product can be sent; the settings may allow fewer.
pub(super) const MOST_PIECES: i64 = 1_000_000;

/// What a customer sends.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// Who orders: an e-mail address.
    #[schemars(
        length(max = 254),
        regex(pattern = super::email::PATTERN),
        example = "ada@example.org"
    )]
    pub email: String,
    /// What is ordered.
    #[schemars(length(min = 1, max = MOST_LINES))]
    pub lines: Vec<NewLine>,
}

/// One line of what a customer sends.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// The product's id.
    #[schemars(example = "ridge-tile")]
    pub product: String,
    /// How many.
    #[serde(deserialize_with = "whole")]
    #[schemars(range(min = 1, max = MOST_PIECES), example = 40)]
    pub quantity: i64,
}
