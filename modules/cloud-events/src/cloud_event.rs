use std::fmt::Write as _;

use purlin::{
    events::{Event, EventKind},
    logging::Masks,
};
use serde::Serialize;
use serde_json::Value;

/// The media type of an event in structured mode.
pub(crate) const STRUCTURED: &str = "application/cloudevents+json; charset=utf-8";

/// What the types of the framework's own events begin with.
const OWN: &str = "rs.purlin.";

/// An event as `CloudEvents` 1.0 has it.
///
/// `sequence`, `instance`, `module`, `tenant`, `correlationid`, `requestid` and `traceparent` are
/// extensions: the number of the event, so that gaps are seen, and where it comes from, the same as
/// on records of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: &'static str,
    /// Which one of all events of the source.
    pub id: String,
    /// Who it comes from.
    pub source: String,
    /// What happened: `orders.placed`, `rs.purlin.module-started`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When, in UTC.
    pub time: String,
    /// Its number in the life of the application.
    pub sequence: String,
    /// The chain of requests in whose context it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlationid: Option<String>,
    /// The request in whose context it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requestid: Option<String>,
    /// The trace that it belongs to, as in the header of that name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// Which one of several processes of the application it happened in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The module that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// The tenant in whose context it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// `application/json` if there is any data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub datacontenttype: Option<&'static str>,
    /// What there is to say about it.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub data: Value,
}

impl CloudEvent {
    /// The event of one life of the application `source`, which `life` tells from others; without
    /// what `masks` finds in its data.
    #[must_use]
    pub fn of(event: &Event, source: &str, life: &str, masks: &Masks) -> Self {
        let mut json = event.to_json();
        let mut data = json["data"].take();
        masks.mask_json(&mut data);
        let text = |name: &str| json[name].as_str().map(str::to_owned);
        Self {
            specversion: "1.0",
            id: format!("{life}-{}", event.sequence),
            source: source.to_owned(),
            kind: type_of(&event.kind),
            time: text("time").unwrap_or_default(),
            sequence: event.sequence.to_string(),
            correlationid: text("correlation"),
            requestid: text("request"),
            traceparent: event.trace.map(|trace| trace.to_string()),
            instance: text("instance"),
            module: text("module"),
            tenant: text("tenant"),
            datacontenttype: (!data.is_null()).then_some("application/json"),
            data,
        }
    }

    /// All of it as one JSON document, which is its structured mode.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing in it is a map whose keys are no text.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Its attributes as headers, which is its binary mode; the data is the body.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let always = [
            ("ce-specversion", Some(self.specversion)),
            ("ce-id", Some(&self.id)),
            ("ce-source", Some(&self.source)),
            ("ce-type", Some(&self.kind)),
            ("ce-time", Some(&self.time)),
            ("ce-sequence", Some(&self.sequence)),
            ("ce-correlationid", self.correlationid.as_deref()),
            ("ce-requestid", self.requestid.as_deref()),
            ("ce-traceparent", self.traceparent.as_deref()),
            ("ce-instance", self.instance.as_deref()),
            ("ce-module", self.module.as_deref()),
            ("ce-tenant", self.tenant.as_deref()),
        ];
        let there = always.into_iter();
        there
            .filter_map(|(name, value)| Some((name, encoded(value?))))
            .collect()
    }

    /// Its data, which is the body in binary mode; empty if there is none.
    #[must_use]
    pub fn body(&self) -> String {
        if self.data.is_null() {
            String::new()
        } else {
            self.data.to_string()
        }
    }
}

/// The type of what happened.
pub(crate) fn type_of(kind: &EventKind) -> String {
    match kind {
        EventKind::Emitted(emitted) => emitted.name().to_owned(),
        own => format!("{OWN}{}", own.name()),
    }
}

/// A value of a header: what is no printable ASCII, `"` and `%` are percent-encoded.
fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'"' | b'%' | ..=b' ' | 0x7f.. => {
                // Writing to a string does not fail.
                let _ = write!(text, "%{byte:02X}");
            }
            byte => text.push(char::from(byte)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_header_has_printable_ascii_only() {
        assert_eq!(encoded("/shop-1"), "/shop-1");
        assert_eq!(encoded("a \"b\" 100%"), "a%20%22b%22%20100%25");
        assert_eq!(encoded("€\n"), "%E2%82%AC%0A");
    }
}
