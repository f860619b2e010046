use std::fmt;

/// A rule, for those who read about a field: samples, schema, reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The value is between these ends.
    Range(Bounds),
    /// The length is between these ends.
    Length(Bounds),
    /// The whole text is what this regular expression describes.
    Pattern(&'static str),
    /// A function of the application decides.
    Custom,
}

/// The ends of a range, as a person writes them in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// The smallest value that is allowed.
    pub min: Option<&'static str>,
    /// The largest value that is allowed, or the first that is not: see `exclusive`.
    pub max: Option<&'static str>,
    /// Whether `max` itself is not allowed.
    pub exclusive: bool,
}

impl Bounds {
    /// A range with these ends.
    #[must_use]
    pub const fn new(
        min: Option<&'static str>,
        max: Option<&'static str>,
        exclusive: bool,
    ) -> Self {
        Self {
            min,
            max,
            exclusive,
        }
    }
}

/// `1 to 1000`, `at least 1`, `less than 10`.
impl fmt::Display for Bounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let under = if self.exclusive {
            "less than"
        } else {
            "at most"
        };
        match (self.min, self.max) {
            (Some(min), Some(max)) if !self.exclusive => write!(formatter, "{min} to {max}"),
            (Some(min), Some(max)) => write!(formatter, "at least {min} and {under} {max}"),
            (Some(min), None) => write!(formatter, "at least {min}"),
            (None, Some(max)) => write!(formatter, "{under} {max}"),
            (None, None) => formatter.write_str("anything"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(bounds) => write!(formatter, "{bounds}"),
            Self::Length(bounds) => write!(formatter, "length {bounds}"),
            Self::Pattern(pattern) => write!(formatter, "matches `{pattern}`"),
            Self::Custom => formatter.write_str("checked by the application"),
        }
    }
}
