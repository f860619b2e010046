use purlin::error::{Category, Error};

/// The codes of this module.
pub mod codes {
    /// Events cannot be posted to this address.
    pub const URL: &str = "PL1531";
    /// The file for events cannot be opened.
    pub const FILE: &str = "PL1532";
}

/// Why events cannot be sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloudEventsError {
    /// The address is not one that this module posts to.
    #[error("events cannot be posted to `{url}`: it is no `http` address")]
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
}

impl From<CloudEventsError> for Error {
    fn from(error: CloudEventsError) -> Self {
        let text = error.to_string();
        match error {
            CloudEventsError::Url { .. } => Self::new(Category::Config, codes::URL, text)
                .action("set `cloud_events.url` to an address that begins with `http://`"),
            CloudEventsError::File { source, .. } => {
                Self::new(Category::Dependency, codes::FILE, text)
                    .action("let `cloud_events.file` be a file that the application may write")
                    .caused_by(source)
            }
        }
    }
}
