//! Codes of the admin door.

/// The command line asks a running application, and nothing says where its door is.
pub(super) const NO_SOCKET: &str = "PL1521";
/// Nobody answers at the admin socket.
pub(super) const NO_ANSWER: &str = "PL1522";
/// The door at an address has no token that guards it.
pub(super) const NO_TOKEN: &str = "PL1526";
/// Who asks does not know the token.
pub(super) const WRONG_TOKEN: &str = "PL1527";
/// The admin socket could not be opened.
pub(super) const NOT_OPENED: &str = "PL1523";
/// The running application could not do what it was asked for.
pub(super) const REFUSED: &str = "PL1524";
