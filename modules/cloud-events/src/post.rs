//! Posts events.

use http_body_util::Full;
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    header::{AUTHORIZATION, CONTENT_TYPE},
    http::Error as HttpError,
};
use purlin::config::{Secret, Url};

use crate::{
    CloudEvent, CloudEventsConfig, CloudEventsError, ContentMode,
    attempts::{Attempts, Failed, chain},
    client::HttpClient,
    cloud_event::STRUCTURED,
};

/// Posts events to one address.
pub(crate) struct Post {
    client: HttpClient,
    url: Url,
    mode: ContentMode,
    token: Option<Secret<String>>,
    attempts: Attempts,
}

impl Post {
    pub(crate) fn new(url: &Url, config: &CloudEventsConfig) -> Result<Self, CloudEventsError> {
        Ok(Self {
            client: HttpClient::new(url, config.ca.as_deref())?,
            url: url.clone(),
            mode: config.mode,
            token: config.token.clone(),
            attempts: Attempts::new(config),
        })
    }

    /// Posts an event until somebody takes it or there are no attempts left.
    pub(crate) async fn send(&self, event: &CloudEvent) -> Result<(), String> {
        self.attempts.make(async || self.attempt(event).await).await
    }

    async fn attempt(&self, event: &CloudEvent) -> Result<(), Failed> {
        let request = self
            .request(event)
            .map_err(|error| Failed::for_good(error.to_string()))?;
        let response = self.client.request(request).await;
        let status = response
            .map_err(|error| Failed::passing(chain(&error)))?
            .status();
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
                .header(CONTENT_TYPE, STRUCTURED)
                .body(Full::from(event.to_json())),
            ContentMode::Binary => {
                for (name, value) in event.headers() {
                    request = request.header(name, value);
                }
                if let Some(kind) = event.datacontenttype {
                    request = request.header(CONTENT_TYPE, kind);
                }
                request.body(Full::from(event.body()))
            }
        }
    }
}
