//! Sessions of browsers: what is known of a visitor from one request to the next.

mod authenticator;
mod config;
mod cookie;
mod error;
mod flash;
mod gate;
mod keeper;
mod memory;
mod module;
mod record;
mod session;
mod sign;
mod store;

pub use authenticator::SessionAuthenticator;
pub use config::{SameSite, SessionConfig, SessionPlace};
pub use error::SessionError;
pub use flash::{Flash, FlashLevel};
pub use gate::SessionGate;
pub use keeper::Sessions;
pub use memory::MemorySessions;
pub use module::{SessionAuthModule, SessionModule};
pub use record::SessionRecord;
pub use session::Session;
pub use store::SessionStore;
