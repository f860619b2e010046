use chrono::{DateTime, TimeDelta, Utc};
use purlin::{api::PageRequest, http_server::Problem, prelude::*};
use storefront_catalog::Catalog;
use uuid::Uuid;

use super::{
    Discount, NewOrder, Order, OrderError, OrderFilter, OrderIds, OrderRepo, OrderStatus,
    OrdersConfig, discount::discounted, repo, validation,
};
use crate::notification::{Notice, Notifier};

/// The rules of orders.
#[provides]
pub struct OrderService {
    orders: Arc<OrderRepo>,
    ids: Arc<OrderIds>,
    catalog: Arc<dyn Catalog>,
    discounts: All<dyn Discount>,
    notifier: Arc<dyn Notifier>,
    /// For many at once, in the background: its queue cannot be full.
    #[named("direct")]
    direct: Arc<dyn Notifier>,
    clock: Arc<Clock>,
    config: Arc<OrdersConfig>,
}

impl OrderService {
    /// Places an order at the prices of now.
    ///
    /// # Errors
    /// [`OrderError::Invalid`] or [`OrderError::Refused`] with everything that is wrong with it, or a failure behind it.
    pub async fn place(&self, new: NewOrder) -> Result<Order, OrderError> {
        let wanted = new.lines.iter().take(self.config.max_lines);
        let ids: Vec<_> = wanted.map(|line| line.product.as_str()).collect();
        let products = self.catalog.find(&ids).await?;
        let lines = validation::lines(&new, &products, &self.config)?;
        let order = Order {
            id: self.ids.next(),
            email: new.email,
            status: OrderStatus::Open,
            total_cents: discounted(&self.discounts, &lines, validation::total(&lines)?),
            created_at: self.now(),
            lines,
        };
        self.orders.insert(&order).await?;
        self.notifier.notify(Notice::Placed {
            order: order.id,
            email: order.email.clone(),
        });
        Ok(order)
    }

    /// The order with this id.
    ///
    /// # Errors
    /// [`OrderError::NotFound`], or a failure behind it.
    pub async fn read(&self, id: Uuid) -> Result<Order, OrderError> {
        self.orders.find(id).await?.ok_or(OrderError::NotFound)
    }

    /// A page of the orders that are asked for, newest first, and how many there are; without their
    /// lines if nobody wants them.
    ///
    /// # Errors
    /// [`OrderError::Invalid`] if the page is out of range, or a failure behind it.
    pub async fn list(
        &self,
        filter: &OrderFilter,
        page: PageRequest,
        with_lines: bool,
    ) -> Result<(Vec<Order>, u64), OrderError> {
        let wrong = |problem: Problem| OrderError::Invalid(problem.errors().to_vec());
        let offset = page.offset().map_err(wrong)?;
        let (rows, total) = self.orders.list(filter, offset, page.per_page).await?;
        let orders = if with_lines {
            self.orders.with_lines(rows).await?
        } else {
            rows.into_iter().map(repo::without_lines).collect()
        };
        Ok((orders, total))
    }

    /// Takes the money for an open order.
    ///
    /// # Errors
    /// [`OrderError::NotFound`], [`OrderError::NotOpen`], or a failure behind it.
    pub async fn pay(&self, id: Uuid) -> Result<Order, OrderError> {
        let paid = self.orders.pay(id).await?;
        let order = self.read(id).await?;
        if !paid {
            return Err(OrderError::NotOpen(order.status));
        }
        self.notifier.notify(Notice::Paid {
            order: id,
            email: order.email.clone(),
        });
        Ok(order)
    }

    /// Expires the orders that have waited for their money for too long; gives how many.
    ///
    /// # Errors
    /// [`OrderError::Database`].
    pub async fn expire(&self) -> Result<usize, OrderError> {
        let patience = TimeDelta::from_std(self.config.expire_after).unwrap_or(TimeDelta::MAX);
        let limit = self
            .now()
            .checked_sub_signed(patience)
            .unwrap_or(DateTime::<Utc>::MIN_UTC);
        let expired = self.orders.expire(limit).await?;
        let count = expired.len();
        for (order, email) in expired {
            self.direct.notify(Notice::Expired { order, email });
        }
        Ok(count)
    }

    /// The time of the application's clock, in whole milliseconds, as it is kept.
    fn now(&self) -> DateTime<Utc> {
        let millis = i64::try_from(self.clock.unix_millis()).unwrap_or(i64::MAX);
        DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}
