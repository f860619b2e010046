use purlin::error::{Category, Error};

/// The codes of this module.
pub mod codes {
    /// Events cannot be posted to this address.
    pub const URL: &str = "PL1531";
    /// The file for events cannot be opened.
    pub const FILE: &str = "PL1532";
    /// The program was built without what the configuration asks for.
    pub const NOT_BUILT_IN: &str = "PL1533";
    /// The certificates of the authorities cannot be used.
    pub const TRUST: &str = "PL1534";
}

/// Why events cannot be sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloudEventsError {
    /// The address is not one that this module sends to.
    #[error("events cannot be sent to `{url}`: it is no address of that kind")]
    Url {
        /// The address, without a password.
        url: String,
    },
    /// The file cannot be opened.
    #[error("the file `{file}` for events cannot be opened")]
    File {
        /// The file.
        file: String,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The program was built without it.
    #[error(
        "this program cannot send events to {what}: it was built without the feature `{feature}`"
    )]
    NotBuiltIn {
        /// Where events were to go.
        what: &'static str,
        /// The feature of this crate.
        feature: &'static str,
    },
    /// The certificates of the authorities cannot be used.
    #[error("the certificates in `{file}` cannot be used")]
    Trust {
        /// The file.
        file: String,
        /// What is wrong with it.
        #[source]
        source: std::io::Error,
    },
}

impl From<CloudEventsError> for Error {
    fn from(error: CloudEventsError) -> Self {
        let text = error.to_string();
        match error {
            CloudEventsError::Url { .. } => Self::new(Category::Config, codes::URL, text)
                .action("let `cloud_events.url` begin with `http://` or `https://`, and `cloud_events.nats` with `nats://` or `tls://`"),
            CloudEventsError::File { source, .. } => {
                Self::new(Category::Dependency, codes::FILE, text)
                    .action("let `cloud_events.file` be a file that the application may write")
                    .caused_by(source)
            }
            CloudEventsError::NotBuiltIn { feature, .. } => {
                Self::new(Category::Config, codes::NOT_BUILT_IN, text).action(format!(
                    "add the feature `cloud-events-{feature}` of `purlin` to `Cargo.toml`, or take the setting away"
                ))
            }
            CloudEventsError::Trust { source, .. } => {
                Self::new(Category::Config, codes::TRUST, text)
                    .action("let `cloud_events.ca` be a file of certificates in PEM")
                    .caused_by(source)
            }
        }
    }
}
