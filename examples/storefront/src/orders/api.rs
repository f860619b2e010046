use purlin::{
    api::{Fields, Filter, PageRequest, Paged, Sparse},
    http_server::{
        Created, Routes,
        axum::{
            Json,
            extract::{Path, Query},
            http::Uri,
        },
        routes,
    },
    prelude::*,
};
use uuid::Uuid;

use super::{Journal, NewOrder, Order, OrderError, OrderFilter, OrderService, Receipt};

/// Orders over HTTP.
#[contributes(dyn Routes)]
pub struct OrdersApi {
    orders: Arc<OrderService>,
    receipts: Factory<Receipt>,
    journal: PerRequest<Journal>,
}

#[routes]
impl OrdersApi {
    /// Places an order.
    ///
    /// The prices are those of the moment at which it is placed.
    ///
    /// ```json request
    /// {
    ///   "email": "ada@example.org",
    ///   "lines": [{ "product": "ridge-tile", "quantity": 40 }]
    /// }
    /// ```
    ///
    /// ```json answer
    /// {
    ///   "id": "0190a3c4-5b00-7000-8000-000000000001",
    ///   "email": "ada@example.org",
    ///   "status": "open",
    ///   "total_cents": 31600,
    ///   "created_at": "2027-01-15T08:00:00Z",
    ///   "lines": [
    ///     { "product": "ridge-tile", "name": "Ridge tile", "price_cents": 790, "quantity": 40 }
    ///   ]
    /// }
    /// ```
    ///
    /// ```json 409
    /// {
    ///   "type": "about:blank",
    ///   "title": "Conflict",
    ///   "status": 409,
    ///   "detail": "the order cannot be placed",
    ///   "errors": [{ "field": "lines[0].product", "message": "is not in the catalog" }]
    /// }
    /// ```
    #[post("/orders", errors = [409, 503])]
    async fn place(&self, Json(new): Json<NewOrder>) -> Result<Created<Order>, OrderError> {
        let order = self.orders.place(new).await?;
        self.note(format!("order {} placed", order.id)).await?;
        Ok(Created::at(format!("/orders/{}", order.id), order))
    }

    /// All orders, newest first.
    ///
    /// Who wants no `lines` gets the list faster.
    #[get("/orders", errors = [422, 503])]
    async fn list(
        &self,
        filter: Filter<OrderFilter>,
        fields: Fields<Order>,
        Query(page): Query<PageRequest>,
        asked: Uri,
    ) -> Result<Json<Paged<Sparse<Order>>>, OrderError> {
        let with_lines = fields.has("lines");
        let (orders, total) = self.orders.list(&filter, page, with_lines).await?;
        let orders = orders.into_iter().map(|order| fields.of(order)).collect();
        Ok(Json(Paged::of(&asked, page, orders, total)))
    }

    /// One order.
    #[get("/orders/{id}", etag, errors = [404, 503])]
    async fn read(&self, Path(id): Path<String>) -> Result<Json<Order>, OrderError> {
        Ok(Json(self.orders.read(known(&id)?).await?))
    }

    /// Takes the money for an open order.
    #[post("/orders/{id}/pay", errors = [404, 409, 503])]
    async fn pay(&self, Path(id): Path<String>) -> Result<Json<Order>, OrderError> {
        let order = self.orders.pay(known(&id)?).await?;
        self.note(format!("order {} paid", order.id)).await?;
        Ok(Json(order))
    }

    /// The receipt of an order, as plain text.
    #[get("/orders/{id}/receipt", errors = [404, 503])]
    async fn receipt(&self, Path(id): Path<String>) -> Result<String, OrderError> {
        let order = self.orders.read(known(&id)?).await?;
        let receipt = self
            .receipts
            .make(order)
            .await
            .map_err(OrderError::Request)?;
        Ok(receipt.text())
    }
}

impl OrdersApi {
    /// Notes what the request has changed.
    async fn note(&self, change: String) -> Result<(), OrderError> {
        let journal = self.journal.get().await.map_err(OrderError::Request)?;
        journal.note(change);
        Ok(())
    }
}

/// What is no id is the id of no order.
fn known(id: &str) -> Result<Uuid, OrderError> {
    id.parse().map_err(|_| OrderError::NotFound)
}
