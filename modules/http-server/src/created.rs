use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A 201: something was made, it is there, and this is it.
///
/// ```
/// use purlin_http_server::{Created, axum::response::IntoResponse};
///
/// let answer = Created::at("/orders/7", 7).into_response();
/// assert_eq!(answer.status(), 201);
/// assert_eq!(answer.headers()["location"], "/orders/7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created<T> {
    location: String,
    made: T,
}

impl<T> Created<T> {
    /// Where it is, and what it is.
    pub fn at(location: impl Into<String>, made: T) -> Self {
        Self {
            location: location.into(),
            made,
        }
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = (StatusCode::CREATED, Json(self.made)).into_response();
        // A place that is none is left out; what was made is told all the same.
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}
