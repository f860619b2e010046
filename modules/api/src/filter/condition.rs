/// One thing that a field must be, for whatever looks for it: a query of a database, an index, a loop.
///
/// Those of one field, as of all fields, hold together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition<'a, T: ?Sized> {
    /// It is this.
    Is(&'a T),
    /// It is greater.
    Above(&'a T),
    /// It is this or greater.
    AtLeast(&'a T),
    /// It is smaller.
    Below(&'a T),
    /// It is this or smaller.
    AtMost(&'a T),
    /// It is a text with this somewhere.
    Contains(&'a T),
    /// It is a text that begins with this.
    StartsWith(&'a T),
}
