use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use zeroize::Zeroize;

use super::super::{ByteSize, Secret, duration};

/// What `range(…)` can be about.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order that a range of `#[config]` could be about",
    label = "remove the range, or write `validate = path::to::function`"
)]
pub trait Comparable {
    /// The type of the ends of the range.
    type Bare;

    /// The value that is compared.
    fn bare(&self) -> &Self::Bare;

    /// As a person writes it in a file.
    fn in_words(&self) -> String;
}

macro_rules! shown {
    ($($ty:ty),*) => {$(
        impl Comparable for $ty {
            type Bare = Self;

            fn bare(&self) -> &Self {
                self
            }

            fn in_words(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
shown!(
    i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, f32, f64, char, ByteSize,
    IpAddr, Ipv4Addr, Ipv6Addr
);

impl Comparable for Duration {
    type Bare = Self;

    fn bare(&self) -> &Self {
        self
    }

    fn in_words(&self) -> String {
        duration::format(*self)
    }
}

impl<T: Comparable + Zeroize> Comparable for Secret<T> {
    type Bare = T::Bare;

    fn bare(&self) -> &T::Bare {
        self.expose().bare()
    }

    fn in_words(&self) -> String {
        super::super::secret::MASK.to_owned()
    }
}

/// A value that the compiler can compare: the default of a field with the ends of its range.
#[derive(Clone, Copy, Debug)]
pub struct Measured<T>(pub T);

impl Measured<Duration> {
    /// Nanoseconds.
    #[must_use]
    pub const fn number(self) -> u128 {
        self.0.as_nanos()
    }
}

impl Measured<ByteSize> {
    /// Bytes.
    #[must_use]
    pub const fn number(self) -> u128 {
        self.0.bytes() as u128
    }
}
