//! Files: of a directory, or inside of the program.

mod embedded;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{HeaderValue, header},
    middleware::map_response,
    response::Response,
    routing::get_service,
};
use tower_http::services::ServeDir;

pub use self::embedded::ReadEmbedded;
use crate::Routes;

/// Files under a path, as something that can be contributed as `dyn Routes`.
///
/// They have an `ETag`, so that a client that has one gets a 304, and can be asked for in ranges
/// (RFC 9110, section 14). Unless told otherwise, clients ask each time whether they have changed.
///
/// ```
/// use purlin_http_server::Files;
/// use std::time::Duration;
///
/// let public = Files::in_directory("/public", "public").cached_for(Duration::from_hours(1));
/// let assets = Files::embedded("/assets", |path| match path {
///     "logo.svg" => Some(b"<svg/>".as_slice().into()),
///     _ => None,
/// });
/// ```
#[derive(Clone)]
pub struct Files {
    path: String,
    source: Source,
    cache_control: HeaderValue,
}

#[derive(Clone)]
enum Source {
    Directory(PathBuf),
    Embedded(ReadEmbedded),
}

impl Files {
    /// The files of a directory and those below it; `index.html` stands for its directory.
    #[must_use]
    pub fn in_directory(path: &str, directory: impl Into<PathBuf>) -> Self {
        Self::new(path, Source::Directory(directory.into()))
    }

    /// Files inside of the program: `read` gives the content of a path, as `rust-embed` does.
    #[must_use]
    pub fn embedded(path: &str, read: ReadEmbedded) -> Self {
        Self::new(path, Source::Embedded(read))
    }

    fn new(path: &str, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            source,
            cache_control: HeaderValue::from_static("no-cache"),
        }
    }

    /// Clients and caches may use a file for so long without asking.
    #[must_use]
    pub fn cached_for(mut self, time: Duration) -> Self {
        let text = format!("public, max-age={}", time.as_secs());
        if let Ok(value) = HeaderValue::from_str(&text) {
            self.cache_control = value;
        }
        self
    }
}

impl Routes for Files {
    fn router(self: Arc<Self>) -> Router {
        let files = match &self.source {
            Source::Directory(directory) => {
                Router::new().fallback_service(get_service(ServeDir::new(directory)))
            }
            Source::Embedded(read) => embedded::router(*read),
        };
        let cache_control = self.cache_control.clone();
        let cached = move |mut answer: Response| {
            let status = answer.status();
            if status.is_success() || status == 304 {
                let headers = answer.headers_mut();
                headers
                    .entry(header::CACHE_CONTROL)
                    .or_insert_with(|| cache_control.clone());
            }
            std::future::ready(answer)
        };
        let files = files.layer(map_response(cached));
        if self.path == "/" {
            return files;
        }
        Router::new().nest_service(&self.path, files)
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Files")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
