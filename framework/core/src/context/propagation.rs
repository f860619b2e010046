use std::collections::{BTreeMap, HashMap};

use super::{Baggage, Contexts, ExecutionContext, Id, TraceContext, execution::Received};

/// Reads fields that came with a request: headers of HTTP, properties of a message.
pub trait Carrier {
    /// The value of a field; `name` is in lower case.
    fn get(&self, name: &str) -> Option<&str>;
}

/// Writes fields that go out with a request.
pub trait CarrierMut {
    /// Sets a field; `name` is in lower case, `value` has no control characters.
    fn set(&mut self, name: &'static str, value: String);
}

/// The trace: <https://www.w3.org/TR/trace-context/>.
pub const TRACEPARENT: &str = "traceparent";
/// What vendors add to the trace.
pub const TRACESTATE: &str = "tracestate";
/// What travels along: <https://www.w3.org/TR/baggage/>.
pub const BAGGAGE: &str = "baggage";
/// The identity of the request.
pub const REQUEST_ID: &str = "x-request-id";
/// The identity of the chain of requests.
pub const CORRELATION_ID: &str = "x-correlation-id";
/// The language of the one who asks.
pub const LOCALE: &str = "accept-language";

impl Contexts {
    /// A context for what came in with these fields: in the trace of the sender, with its
    /// correlation and request ids, its baggage and its locale. What is malformed is as if it
    /// were not there, as the recommendations ask.
    ///
    /// Tenant and principal are not taken from fields: whoever brings the request in decides whom
    /// to believe.
    #[must_use]
    pub fn extract(&self, fields: &(impl Carrier + ?Sized)) -> ExecutionContext {
        let id = |name| {
            fields
                .get(name)
                .and_then(|text| text.trim().parse::<Id>().ok())
        };
        let trace = fields.get(TRACEPARENT).and_then(|text| text.parse().ok());
        let baggage = fields.get(BAGGAGE).map(Baggage::parse);
        // The first and most wanted of the list.
        let wanted = fields
            .get(LOCALE)
            .and_then(|list| list.split([',', ';']).next());
        self.root().received(Received {
            request: id(REQUEST_ID),
            correlation: id(CORRELATION_ID),
            // A state without its trace says nothing.
            state: trace.and_then(|_: TraceContext| fields.get(TRACESTATE)),
            trace,
            baggage: baggage.filter(|baggage| !baggage.is_empty()),
            locale: wanted.map(str::trim).filter(|tag| *tag != "*"),
        })
    }
}

impl ExecutionContext {
    /// Writes what another service should know into the fields of a request to it: trace,
    /// correlation id, baggage and locale. The request id stays here: the other service's request
    /// is another one.
    pub fn inject(&self, fields: &mut (impl CarrierMut + ?Sized)) {
        fields.set(TRACEPARENT, self.trace().to_string());
        if let Some(state) = self.trace_state() {
            fields.set(TRACESTATE, state.to_owned());
        }
        fields.set(CORRELATION_ID, self.correlation_id().to_string());
        let baggage = self.baggage();
        if !baggage.is_empty() {
            fields.set(BAGGAGE, baggage.to_header());
        }
        if let Some(locale) = self.locale() {
            fields.set(LOCALE, locale.to_owned());
        }
    }
}

impl ExecutionContext {
    /// Writes the tenant into a field of a request to a service that believes it; nothing without
    /// a tenant.
    pub fn inject_tenant(&self, fields: &mut (impl CarrierMut + ?Sized), name: &'static str) {
        if let Some(tenant) = self.tenant() {
            fields.set(name, tenant.to_string());
        }
    }
}

impl Carrier for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

impl CarrierMut for BTreeMap<String, String> {
    fn set(&mut self, name: &'static str, value: String) {
        self.insert(name.to_owned(), value);
    }
}

impl<S: std::hash::BuildHasher> Carrier for HashMap<String, String, S> {
    fn get(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

impl<S: std::hash::BuildHasher> CarrierMut for HashMap<String, String, S> {
    fn set(&mut self, name: &'static str, value: String) {
        self.insert(name.to_owned(), value);
    }
}
