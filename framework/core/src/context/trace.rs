use std::{fmt, str::FromStr};

use super::Randomness;

/// Which trace a piece of work belongs to, as the W3C recommendation
/// [Trace Context](https://www.w3.org/TR/trace-context/) has it in `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    flags: u8,
}

/// A text that is no `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a traceparent is `00-`, 32 and 16 hexadecimal digits and two for flags, none of them all zero"
)]
pub struct NotATrace;

impl TraceContext {
    const SAMPLED: u8 = 1;

    /// A trace of its own.
    pub(super) fn begin(randomness: &Randomness) -> Self {
        Self {
            trace: randomness.wide().max(1),
            span: randomness.number().max(1),
            flags: 0,
        }
    }

    /// The same trace, at a span of its own.
    pub(super) fn child(self, randomness: &Randomness) -> Self {
        Self {
            span: randomness.number().max(1),
            ..self
        }
    }

    /// The trace, as 32 hexadecimal digits when shown with `{:032x}`.
    #[must_use]
    pub const fn trace_id(&self) -> u128 {
        self.trace
    }

    /// The span, as 16 hexadecimal digits when shown with `{:016x}`.
    #[must_use]
    pub const fn span_id(&self) -> u64 {
        self.span
    }

    /// Whether somebody records the trace.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        self.flags & Self::SAMPLED != 0
    }

    /// The same with the decision whether the trace is recorded.
    #[must_use]
    pub const fn sampled(mut self, sampled: bool) -> Self {
        self.flags = if sampled {
            self.flags | Self::SAMPLED
        } else {
            self.flags & !Self::SAMPLED
        };
        self
    }
}

/// As in the header `traceparent`.
impl fmt::Display for TraceContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace, span, flags } = self;
        write!(formatter, "00-{trace:032x}-{span:016x}-{flags:02x}")
    }
}

impl FromStr for TraceContext {
    type Err = NotATrace;

    fn from_str(text: &str) -> Result<Self, NotATrace> {
        let bytes = text.as_bytes();
        if bytes.len() < 55 || !text.is_ascii() {
            return Err(NotATrace);
        }
        let dashes = [2, 35, 52].iter().all(|&at| bytes[at] == b'-');
        let version = &text[..2];
        // Later versions may go on after the flags; this one does not.
        let ends = match version {
            "00" => bytes.len() == 55,
            _ => bytes.len() == 55 || bytes[55] == b'-',
        };
        let is_hex = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
        };
        let parts = [version, &text[3..35], &text[36..52], &text[53..55]];
        if !dashes || !ends || version == "ff" || !parts.iter().all(|part| is_hex(part)) {
            return Err(NotATrace);
        }
        let trace = u128::from_str_radix(parts[1], 16).map_err(|_| NotATrace)?;
        let span = u64::from_str_radix(parts[2], 16).map_err(|_| NotATrace)?;
        let flags = u8::from_str_radix(parts[3], 16).map_err(|_| NotATrace)?;
        if trace == 0 || span == 0 {
            return Err(NotATrace);
        }
        // Only what this version defines is passed on.
        let flags = flags & Self::SAMPLED;
        Ok(Self { trace, span, flags })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_traceparent_is_read_and_written_as_it_is() {
        let trace: TraceContext = PARENT.parse().unwrap();
        assert_eq!(trace.to_string(), PARENT);
        assert!(trace.is_sampled() && !trace.sampled(false).is_sampled());
        assert_eq!(trace.span_id(), 0x00f0_67aa_0ba9_02b7);
        let later = PARENT.replacen("00", "cc", 1) + "-more";
        assert_eq!(later.parse::<TraceContext>().unwrap().to_string(), PARENT);
    }

    #[test]
    fn what_the_recommendation_forbids_is_refused() {
        let zeros = "0".repeat(32);
        for text in [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473é-00f067aa0ba902b7-0",
            &format!("00-{zeros}-00f067aa0ba902b7-01"),
        ] {
            assert_eq!(text.parse::<TraceContext>(), Err(NotATrace), "{text}");
        }
    }

    #[test]
    fn a_child_stays_in_its_trace() {
        let randomness = Randomness::seeded(3);
        let parent = TraceContext::begin(&randomness);
        let child = parent.child(&randomness);
        assert_eq!(parent.trace_id(), child.trace_id());
        assert_ne!(parent.span_id(), child.span_id());
    }
}
