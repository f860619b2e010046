//! Posts events.

use std::time::Duration;

use http_body_util::Full;
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    header::{AUTHORIZATION, CONTENT_TYPE},
    http::Error as HttpError,
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use purlin::config::{Secret, Url};
use tokio::time::{sleep, timeout};

use crate::{CloudEvent, CloudEventsConfig, CloudEventsError, ContentMode};

/// How long the first attempt after one that failed waits.
const WAIT: Duration = Duration::from_millis(100);

/// Posts events to one address.
pub(crate) struct Post {
    client: Client<HttpConnector, Full<Bytes>>,
    url: Url,
    mode: ContentMode,
    token: Option<Secret<String>>,
    timeout: Duration,
    retries: u32,
}

/// Why an attempt failed.
struct Failed {
    reason: String,
    /// Whether another attempt may succeed.
    again: bool,
}

impl Post {
    pub(crate) fn new(url: &Url, config: &CloudEventsConfig) -> Result<Self, CloudEventsError> {
        if url.scheme() != "http" {
            let url = url.to_string();
            return Err(CloudEventsError::Url { url });
        }
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            url: url.clone(),
            mode: config.mode,
            token: config.token.clone(),
            timeout: config.timeout,
            retries: config.retries,
        })
    }

    /// Posts an event until somebody takes it or there are no attempts left.
    pub(crate) async fn send(&self, event: &CloudEvent) -> Result<(), String> {
        let mut attempt = 0;
        loop {
            match self.attempt(event).await {
                Ok(()) => return Ok(()),
                Err(Failed { reason, again }) if !again || attempt >= self.retries => {
                    return Err(reason);
                }
                Err(_) => {}
            }
            sleep(WAIT.saturating_mul(1 << attempt)).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, event: &CloudEvent) -> Result<(), Failed> {
        let request = self.request(event).map_err(|error| Failed {
            reason: error.to_string(),
            again: false,
        })?;
        let passing = |reason| Failed {
            reason,
            again: true,
        };
        let status = match timeout(self.timeout, self.client.request(request)).await {
            Ok(Ok(response)) => response.status(),
            Ok(Err(error)) => return Err(passing(chain(&error))),
            Err(_) => return Err(passing(format!("no answer within {:?}", self.timeout))),
        };
        if status.is_success() {
            return Ok(());
        }
        Err(Failed {
            reason: format!("the answer is {status}"),
            again: status.is_server_error()
                || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status),
        })
    }

    fn request(&self, event: &CloudEvent) -> Result<Request<Full<Bytes>>, HttpError> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.url.as_str());
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.expose()));
        }
        match self.mode {
            ContentMode::Structured => request
                .header(CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
                .body(Full::from(event.to_json())),
            ContentMode::Binary => {
                for (name, value) in event.headers() {
                    request = request.header(name, value);
                }
                if event.data.is_null() {
                    return request.body(Full::default());
                }
                request
                    .header(CONTENT_TYPE, "application/json")
                    .body(Full::from(event.data.to_string()))
            }
        }
    }
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |&error| error.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}
