use std::{fmt, sync::Arc};

use purlin_http_server::{
    Middleware, Problem,
    axum::{
        RequestExt as _, Router,
        body::{Body, Bytes, HttpBody as _, to_bytes},
        extract::{MatchedPath, Query, Request},
        http::{HeaderMap, StatusCode, header},
        middleware::{Next, from_fn},
        response::{IntoResponse, Response},
    },
    expectation_failed,
};
use purlin_json_schema::{JsonSchemaError, Schema};

use super::{
    ApiValidationConfig,
    operations::{Operation, Operations},
};
use crate::Contract;

/// Larger answers are not read into memory to be looked at.
const LARGEST_ANSWER: u64 = 16 * 1024 * 1024;

/// Middleware that holds requests, and if wanted answers, to a contract.
pub struct ContractGate {
    operations: Operations,
    requests: bool,
    responses: bool,
}

impl ContractGate {
    /// Compiles what the contract says.
    ///
    /// # Errors
    /// A schema that is none; those that `schemars` makes are some.
    pub fn new(contract: &Contract, config: &ApiValidationConfig) -> Result<Self, JsonSchemaError> {
        Ok(Self {
            operations: Operations::of(contract)?,
            requests: config.requests,
            responses: config.responses,
        })
    }

    async fn pass(&self, request: Request, next: Next) -> Response {
        let matched = request.extensions().get::<MatchedPath>();
        let operation = matched.and_then(|path| {
            self.operations
                .get(request.method().as_str(), path.as_str())
        });
        let Some(operation) = operation else {
            return next.run(request).await;
        };
        let request = if self.requests {
            match checked(operation, request).await {
                Ok(request) => request,
                Err(refusal) => return *refusal,
            }
        } else {
            request
        };
        let answer = next.run(request).await;
        match operation.answers.get(&answer.status().as_u16()) {
            Some(schema) if self.responses => kept(schema, answer).await,
            _ => answer,
        }
    }
}

impl Middleware for ContractGate {
    fn around(self: Arc<Self>, router: Router) -> Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let this = Arc::clone(&self);
            async move { this.pass(request, next).await }
        }))
    }
}

impl fmt::Debug for ContractGate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ContractGate")
            .field("requests", &self.requests)
            .field("responses", &self.responses)
            .finish_non_exhaustive()
    }
}

/// The request, if it keeps to the contract. What is no JSON or no query at all is left to the
/// handler's extractors, which say so.
async fn checked(operation: &Operation, request: Request) -> Result<Request, Box<Response>> {
    if let Some((schema, types)) = &operation.query
        && let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri())
    {
        let query = Operation::read_query(types, pairs);
        schema
            .check(&query)
            .map_err(|error| boxed(refusal(&error)))?;
    }
    let Some(schema) = &operation.body else {
        return Ok(request);
    };
    if !is_json(request.headers()) {
        return Ok(request);
    }
    if let Some(refusal) = expectation_failed(&request) {
        return Err(Box::new(refusal));
    }
    let (head, body) = request.with_limited_body().into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|_| {
        boxed(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is too large, or broke off",
        ))
    })?;
    match schema.check_bytes(&body) {
        Err(error) if !error.violations().is_empty() => Err(boxed(refusal(&error))),
        _ => Ok(Request::from_parts(head, Body::from(body))),
    }
}

fn boxed(problem: Problem) -> Box<Response> {
    Box::new(problem.into_response())
}

fn refusal(error: &JsonSchemaError) -> Problem {
    let violations = error.violations();
    let problem = Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "the request does not keep to the contract",
    );
    violations.iter().fold(problem, |problem, violation| {
        problem.with_field(violation.field(), violation.message.clone())
    })
}

/// The answer, if it keeps to the contract, or a 500.
async fn kept(schema: &Schema, answer: Response) -> Response {
    let size = answer.body().size_hint().exact();
    if !is_json(answer.headers()) || size.is_none_or(|size| size > LARGEST_ANSWER) {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let body: Bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    match schema.check_bytes(&body) {
        Ok(_) => Response::from_parts(head, Body::from(body)),
        Err(error) => {
            tracing::error!(operation = schema.name(), %error, "an answer breaks the contract");
            let text = format!("the answer does not keep to the contract: {error}");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
