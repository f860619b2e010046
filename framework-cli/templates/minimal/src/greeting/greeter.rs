use purlin::prelude::*;

use super::GreetingConfig;

/// Makes greetings.
#[provides]
pub struct Greeter {
    /// Follows a reload of the configuration.
    config: Live<GreetingConfig>,
}

impl Greeter {
    /// The greeting of now.
    #[must_use]
    pub fn greeting(&self) -> String {
        format!("Hello, {}!\n", self.config.now().name)
    }
}
