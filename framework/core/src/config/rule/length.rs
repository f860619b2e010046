use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::PathBuf,
};

use zeroize::Zeroize;

use super::super::{Secret, Url};

/// What `length(…)` and `pattern = "…"` can be about.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no length that a rule of `#[config]` could be about",
    label = "remove the rule, or write `validate = path::to::function`"
)]
pub trait Length {
    /// What is counted.
    const COUNTS: &'static str;

    /// How many there are.
    fn length(&self) -> usize;

    /// The text, if it is one.
    fn text(&self) -> Option<Cow<'_, str>> {
        None
    }
}

impl Length for String {
    const COUNTS: &'static str = "characters";

    fn length(&self) -> usize {
        self.chars().count()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl Length for PathBuf {
    const COUNTS: &'static str = "characters";

    fn length(&self) -> usize {
        self.to_string_lossy().chars().count()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(self.to_string_lossy())
    }
}

impl Length for Url {
    const COUNTS: &'static str = "characters";

    fn length(&self) -> usize {
        self.as_str().chars().count()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.as_str()))
    }
}

impl<T: Length + Zeroize> Length for Secret<T> {
    const COUNTS: &'static str = T::COUNTS;

    fn length(&self) -> usize {
        self.expose().length()
    }

    fn text(&self) -> Option<Cow<'_, str>> {
        self.expose().text()
    }
}

macro_rules! counted {
    ($([$($generics:tt)*] $ty:ty, $what:literal;)*) => {$(
        impl<$($generics)*> Length for $ty {
            const COUNTS: &'static str = $what;

            fn length(&self) -> usize {
                self.len()
            }
        }
    )*};
}

counted! {
    [T] Vec<T>, "elements";
    [T] BTreeSet<T>, "elements";
    [T, S] HashSet<T, S>, "elements";
    [K, V] BTreeMap<K, V>, "entries";
    [K, V, S] HashMap<K, V, S>, "entries";
}
