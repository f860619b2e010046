use super::Health;

/// What a health check may return.
#[diagnostic::on_unimplemented(
    message = "[PL0112] `{Self}` is no finding: health checks return `Health` or `Result<(), E>`",
    label = "return `Health`, or `Result<(), E>` with an error that can be displayed",
    note = "docs: https://purlin.rs/errors/PL0112.html"
)]
pub trait Finding {
    /// What was found.
    fn finding(self) -> Health;
}

#[diagnostic::do_not_recommend]
impl Finding for Health {
    fn finding(self) -> Health {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<E: std::fmt::Display> Finding for Result<(), E> {
    fn finding(self) -> Health {
        self.into()
    }
}

/// Nothing is unknown, and that counts as unhealthy.
#[diagnostic::do_not_recommend]
impl<F: Finding> Finding for Option<F> {
    fn finding(self) -> Health {
        self.map_or_else(|| Health::unknown("there is no answer yet"), F::finding)
    }
}

/// What a health check found, whatever it returns.
pub fn found(finding: impl Finding) -> Health {
    finding.finding()
}
