//! Publishes events to NATS.

use async_nats::{Client, ConnectOptions, Event as ClientEvent, HeaderMap, Request, ServerAddr};
use purlin::config::Url;
use serde_json::Value;
use tokio::sync::watch;

use crate::{
    CloudEvent, CloudEventsConfig, CloudEventsError, ContentMode,
    attempts::{Attempts, Failed, chain},
    cloud_event::STRUCTURED,
    trust,
};

/// What `JetStream` tells repetitions of one message by.
const MESSAGE_ID: &str = "Nats-Msg-Id";

/// Publishes events to one NATS server, or to the cluster that it belongs to.
pub(crate) struct Nats {
    client: Client,
    up: watch::Receiver<bool>,
    subject: String,
    mode: ContentMode,
    stored: bool,
    attempts: Attempts,
}

impl Nats {
    /// Begins to connect, and goes on with that for as long as it lives.
    ///
    /// # Errors
    /// PL1531 if NATS has no such addresses; PL1534 if the authorities cannot be read.
    pub(crate) async fn connect(
        url: &Url,
        config: &CloudEventsConfig,
        name: &str,
    ) -> Result<Self, CloudEventsError> {
        let wrong = || CloudEventsError::Url {
            url: url.to_string(),
        };
        let address: ServerAddr = match url.scheme() {
            "nats" | "tls" => url.as_str().parse().map_err(|_| wrong())?,
            _ => return Err(wrong()),
        };
        let (tell, up) = watch::channel(false);
        let mut options = ConnectOptions::new()
            .name(name)
            .retry_on_initial_connect()
            .connection_timeout(config.timeout)
            .request_timeout(Some(config.timeout))
            // For a server that wants TLS.
            .tls_client_config(trust::config(config.ca.as_deref())?)
            .event_callback(move |event| {
                match event {
                    ClientEvent::Connected => tell.send_replace(true),
                    ClientEvent::Disconnected | ClientEvent::Closed => tell.send_replace(false),
                    _ => false,
                };
                std::future::ready(())
            });
        if let Some(token) = &config.token {
            options = options.token(token.expose().clone());
        }
        // It goes on by itself: it fails only for what it is told.
        let client = options.connect(address).await.map_err(|_| wrong())?;
        Ok(Self {
            client,
            up,
            subject: config.subject.clone(),
            mode: config.mode,
            stored: config.stored,
            attempts: Attempts::new(config),
        })
    }

    /// Publishes an event until the server, or a stream, has it or there are no attempts left.
    pub(crate) async fn send(&self, event: &CloudEvent) -> Result<(), String> {
        self.attempts.make(async || self.attempt(event).await).await
    }

    async fn attempt(&self, event: &CloudEvent) -> Result<(), Failed> {
        // What is published without a connection waits in the client, and another attempt would
        // publish it once more.
        let mut up = self.up.clone();
        if up.wait_for(|up| *up).await.is_err() {
            return Err(Failed::for_good("the connection is closed"));
        }
        let subject = format!("{}.{}", self.subject, event.kind);
        let (headers, payload) = self.message(event);
        if self.stored {
            let request = Request::new().headers(headers).payload(payload.into());
            let answer = self.client.send_request(subject, request).await;
            let answer = answer.map_err(|error| Failed::passing(chain(&error)))?;
            return stored(&answer.payload);
        }
        let passing = |error: &dyn std::error::Error| Failed::passing(chain(error));
        let published = self
            .client
            .publish_with_headers(subject, headers, payload.into());
        published.await.map_err(|error| passing(&error))?;
        self.client.flush().await.map_err(|error| passing(&error))
    }

    fn message(&self, event: &CloudEvent) -> (HeaderMap, String) {
        let mut headers = HeaderMap::new();
        if self.stored {
            headers.insert(MESSAGE_ID, event.id.as_str());
        }
        match self.mode {
            ContentMode::Structured => {
                headers.insert("content-type", STRUCTURED);
                (headers, event.to_json())
            }
            ContentMode::Binary => {
                for (name, value) in event.headers() {
                    headers.insert(name, value);
                }
                if let Some(kind) = event.datacontenttype {
                    headers.insert("content-type", kind);
                }
                (headers, event.body())
            }
        }
    }
}

/// What a stream says of a message that it was to store.
fn stored(answer: &[u8]) -> Result<(), Failed> {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    match &answer["error"]["description"] {
        Value::Null if answer["stream"].is_string() => Ok(()),
        Value::String(refused) => Err(Failed::passing(format!("the stream says: {refused}"))),
        _ => Err(Failed::for_good("who answers at the subject is no stream")),
    }
}

#[cfg(test)]
mod tests {
    use super::stored;

    #[test]
    fn a_stream_says_whether_it_has_stored_a_message() {
        assert!(stored(br#"{"stream":"EVENTS","seq":7}"#).is_ok());
        let full = br#"{"error":{"code":503,"description":"maximum messages exceeded"}}"#;
        let failed = stored(full).err().unwrap();
        assert_eq!(failed.reason, "the stream says: maximum messages exceeded");
        assert!(failed.again);
        assert!(!stored(b"hello").err().unwrap().again);
    }
}
