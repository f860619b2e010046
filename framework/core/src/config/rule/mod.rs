//! What values must be beyond their type. Expansions of `#[config]` call these, and so can a
//! section that is written by hand.

mod describe;
mod length;
mod measured;

use std::{
    fmt::{self, Display},
    ops::{Bound, RangeBounds},
};

use regex::Regex;

pub use self::{
    describe::{Bounds, Rule},
    length::Length,
    measured::{Comparable, Measured},
};

/// What is wrong with a value, in words that continue "it …" or stand alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    reason: String,
    /// Whether the words are the application's own, and may quote the value.
    foreign: bool,
}

impl Refusal {
    fn ours(reason: String) -> Self {
        Self {
            reason,
            foreign: false,
        }
    }

    /// The words, unless they may quote a value that is hidden.
    pub(super) fn shown(&self, hidden: bool) -> Option<String> {
        (!hidden || !self.foreign).then(|| self.reason.clone())
    }
}

impl<T: Into<String>> From<T> for Refusal {
    fn from(reason: T) -> Self {
        Self {
            reason: reason.into(),
            foreign: true,
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.reason)
    }
}

/// The value is inside of the range.
pub fn range<T, V>(bounds: (Bound<T>, Bound<T>)) -> impl FnOnce(&V) -> Result<(), Refusal>
where
    T: PartialOrd + Comparable,
    V: Comparable<Bare = T>,
{
    move |value| {
        let value = value.bare();
        if bounds.contains(value) {
            return Ok(());
        }
        Err(Refusal::ours(format!("it must be {}", in_words(&bounds))))
    }
}

/// The text, list or table is as long as this: characters, elements, entries.
pub fn length<V: Length>(
    bounds: (Bound<usize>, Bound<usize>),
) -> impl FnOnce(&V) -> Result<(), Refusal> {
    move |value| {
        let length = value.length();
        if bounds.contains(&length) {
            return Ok(());
        }
        let words = in_words(&bounds);
        Err(Refusal::ours(format!("it must have {words} {}", V::COUNTS)))
    }
}

/// The whole text is what the regular expression describes.
pub fn pattern<V: Length>(pattern: &'static str) -> impl FnOnce(&V) -> Result<(), Refusal> {
    move |value| {
        let whole = Regex::new(&format!("^(?:{pattern})$"))
            .map_err(|_| format!("its pattern `{pattern}` is no regular expression"))
            .map_err(Refusal::ours)?;
        match value.text() {
            Some(text) if whole.is_match(&text) => Ok(()),
            Some(_) => Err(Refusal::ours(format!("it must match `{pattern}`"))),
            None => Err(Refusal::ours("it is no text, and has a pattern".to_owned())),
        }
    }
}

/// The function accepts the value.
pub fn custom<V: ?Sized, E: Display>(
    check: impl FnOnce(&V) -> Result<(), E>,
) -> impl FnOnce(&V) -> Result<(), Refusal> {
    move |value| check(value).map_err(|refusal| Refusal::from(refusal.to_string()))
}

fn in_words<T: Comparable>(bounds: &(Bound<T>, Bound<T>)) -> String {
    let shown = |value: &T| value.in_words();
    match bounds {
        (Bound::Included(low), Bound::Included(high)) => {
            format!("{} to {}", shown(low), shown(high))
        }
        (Bound::Included(low), Bound::Excluded(high)) => {
            format!("at least {} and less than {}", shown(low), shown(high))
        }
        (Bound::Included(low), Bound::Unbounded) => format!("at least {}", shown(low)),
        (Bound::Unbounded, Bound::Included(high)) => format!("at most {}", shown(high)),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("less than {}", shown(high)),
        _ => "in its range".to_owned(),
    }
}

/// What a section finds wrong with its fields taken together; see `validate` of `#[config]`.
#[derive(Debug, Default)]
pub struct Findings(Vec<(Option<&'static str>, Refusal)>);

impl Findings {
    /// Says what is wrong with the field called `name`, in words that continue "it …" or stand
    /// alone. The report shows where its value comes from, and never quotes the reason's values
    /// for you: leave secrets out of it.
    pub fn field(&mut self, name: &'static str, reason: impl Into<Refusal>) {
        self.0.push((Some(name), reason.into()));
    }

    /// Says what is wrong with the section as a whole.
    pub fn section(&mut self, reason: impl Into<Refusal>) {
        self.0.push((None, reason.into()));
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_vec(self) -> Vec<(Option<&'static str>, Refusal)> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::{
        ops::Bound::{Excluded, Included, Unbounded},
        time::Duration,
    };

    use super::{length, pattern, range};
    use crate::config::Secret;

    #[test]
    fn a_range_says_in_words_what_it_lets_in() {
        let between = |value: u32| range((Included(1), Included(1000)))(&value);
        assert_eq!(between(1), Ok(()));
        let refused = between(0).expect_err("too small").to_string();
        assert_eq!(refused, "it must be 1 to 1000");
        let short = range((Unbounded, Excluded(Duration::from_secs(90))));
        let refused = short(&Duration::from_secs(90)).expect_err("too long");
        assert_eq!(refused.to_string(), "it must be less than 1m30s");
    }

    #[test]
    fn a_length_counts_characters_of_text_and_elements_of_lists() {
        let short = || (Included(1), Included(2));
        assert_eq!(length(short())(&"éé".to_owned()), Ok(()));
        let refused = length(short())(&"abc".to_owned()).expect_err("too long");
        assert_eq!(refused.to_string(), "it must have 1 to 2 characters");
        let refused = length(short())(&Vec::<u8>::new()).expect_err("empty");
        assert_eq!(refused.to_string(), "it must have 1 to 2 elements");
    }

    #[test]
    fn a_pattern_is_about_the_whole_text_and_reaches_into_secrets() {
        assert_eq!(pattern("[a-z]+|x")(&"abc".to_owned()), Ok(()));
        assert!(pattern("[a-z]+")(&"abc1".to_owned()).is_err());
        let secret: Secret<String> = Secret::from("canary1");
        let refused = pattern("[a-z]+")(&secret).expect_err("a digit");
        assert_eq!(refused.to_string(), "it must match `[a-z]+`");
    }
}
