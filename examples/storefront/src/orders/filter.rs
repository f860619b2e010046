use chrono::{DateTime, Utc};
use purlin::{
    api::{Between, Condition, Exactly},
    database::sea_orm::{
        ColumnTrait, QueryFilter, Select, Value,
        prelude::{ChronoUnixTimestampMillis, Expr},
    },
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    OrderStatus,
    entity::order::{Column, Entity},
};

/// What orders can be asked for by.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
pub struct OrderFilter {
    /// Where it stands.
    pub status: Exactly<OrderStatus>,
    /// Who ordered.
    pub email: Exactly<String>,
    /// The sum of its lines, in cents.
    pub total_cents: Between<i64>,
    /// When it was placed.
    pub created_at: Between<DateTime<Utc>>,
}

impl OrderFilter {
    /// The orders of a query that are asked for.
    pub(super) fn narrow(&self, query: Select<Entity>) -> Select<Entity> {
        let mut query = exactly(query, Column::Status, &self.status);
        query = exactly(query, Column::Email, &self.email);
        for condition in self.total_cents.conditions() {
            query = query.filter(between(Column::TotalCents, &condition, |&cents| {
                cents.into()
            }));
        }
        for condition in self.created_at.conditions() {
            let millis = |&at: &DateTime<Utc>| ChronoUnixTimestampMillis(at).into();
            query = query.filter(between(Column::CreatedAt, &condition, millis));
        }
        query
    }
}

fn exactly<T: Clone + Into<Value>>(
    mut query: Select<Entity>,
    column: Column,
    asked: &Exactly<T>,
) -> Select<Entity> {
    if !asked.one_of.is_empty() {
        query = query.filter(column.is_in(asked.one_of.iter().cloned()));
    }
    if !asked.none_of.is_empty() {
        query = query.filter(column.is_not_in(asked.none_of.iter().cloned()));
    }
    query
}

fn between<T>(column: Column, condition: &Condition<'_, T>, value: impl Fn(&T) -> Value) -> Expr {
    match condition {
        Condition::Is(is) => column.eq(value(is)),
        Condition::Above(from) => column.gt(value(from)),
        Condition::AtLeast(from) => column.gte(value(from)),
        Condition::Below(to) => column.lt(value(to)),
        Condition::AtMost(to) => column.lte(value(to)),
        // A number and a time have neither beginning nor parts.
        _ => Expr::val(false),
    }
}
