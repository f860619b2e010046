use purlin::{
    http_server::{
        Routes,
        axum::{
            Json,
            extract::{
                Path, Query,
                rejection::{JsonRejection, QueryRejection},
            },
            http::{HeaderName, StatusCode, header},
        },
        routes,
    },
    prelude::*,
};
use uuid::Uuid;

use super::{NewOrder, Order, OrderError, OrderService, Page, PageRequest, Problem};

/// Orders over HTTP.
#[contributes(dyn Routes)]
pub struct OrdersApi {
    orders: Arc<OrderService>,
}

type Created = (StatusCode, [(HeaderName, String); 1], Json<Order>);

#[routes]
impl OrdersApi {
    #[post("/orders")]
    async fn place(&self, new: Result<Json<NewOrder>, JsonRejection>) -> Result<Created, Problem> {
        let Json(new) = new.map_err(|error| Problem::new(error.status(), error.body_text()))?;
        let order = self.orders.place(new).await?;
        let location = [(header::LOCATION, format!("/orders/{}", order.id))];
        Ok((StatusCode::CREATED, location, Json(order)))
    }

    #[get("/orders")]
    async fn list(
        &self,
        page: Result<Query<PageRequest>, QueryRejection>,
    ) -> Result<Json<Page<Order>>, Problem> {
        let Query(page) = page.map_err(|error| Problem::new(error.status(), error.body_text()))?;
        let (orders, total) = self.orders.list(page).await?;
        Ok(Json(Page::new("/orders", page, orders, total)))
    }

    #[get("/orders/{id}")]
    async fn read(&self, Path(id): Path<String>) -> Result<Json<Order>, OrderError> {
        Ok(Json(self.orders.read(known(&id)?).await?))
    }

    #[post("/orders/{id}/pay")]
    async fn pay(&self, Path(id): Path<String>) -> Result<Json<Order>, OrderError> {
        Ok(Json(self.orders.pay(known(&id)?).await?))
    }
}

/// What is no id is the id of no order.
fn known(id: &str) -> Result<Uuid, OrderError> {
    id.parse().map_err(|_| OrderError::NotFound)
}
