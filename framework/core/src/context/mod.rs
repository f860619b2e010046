//! Who is asking, for which tenant, until when, by which clock and with which randomness:
//! [`ExecutionContext`], carried everywhere without being passed by hand.

mod baggage;
mod carry;
mod clock;
pub(crate) mod codes;
mod contexts;
mod execution;
mod extensions;
mod id;
mod principal;
mod propagation;
mod randomness;
mod timestamp;
mod trace;

pub use baggage::Baggage;
pub use carry::{Envelope, InContext};
pub use clock::{Clock, ManualClock};
pub use contexts::Contexts;
pub use execution::ExecutionContext;
pub use id::{Id, NotAnId};
pub use principal::Principal;
pub use propagation::{
    BAGGAGE, CORRELATION_ID, Carrier, CarrierMut, LOCALE, REQUEST_ID, TRACEPARENT, TRACESTATE,
};
pub use randomness::Randomness;
pub(crate) use timestamp::timestamp;
pub use trace::{NotATrace, TraceContext};
