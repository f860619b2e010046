use axum::http::{HeaderMap, HeaderValue, header};

use super::{SessionConfig, SessionError};

/// The cookie of sessions: its name, and what stands after its value.
#[derive(Debug)]
pub(super) struct Cookie {
    name: String,
    attributes: String,
}

impl Cookie {
    /// As the settings say.
    pub(super) fn new(config: &SessionConfig) -> Result<Self, SessionError> {
        let refuse = |setting, reason| Err(SessionError::Settings { setting, reason });
        let promises = ["__host-", "__secure-"]
            .iter()
            .any(|prefix| config.cookie.to_ascii_lowercase().starts_with(prefix));
        if promises && !config.secure {
            let reason =
                "browsers take a cookie of this name over TLS only, with `sessions.secure`";
            return refuse("cookie", reason);
        }
        if config.same_site == super::SameSite::None && !config.secure {
            let reason = "browsers take `none` over TLS only, with `sessions.secure`";
            return refuse("same_site", reason);
        }
        let secure = if config.secure { "; Secure" } else { "" };
        let same_site = config.same_site.attribute();
        Ok(Self {
            name: config.cookie.clone(),
            attributes: format!("; Path=/; HttpOnly; SameSite={same_site}{secure}"),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The values that a browser sends under the name.
    pub(super) fn values<'h>(&'h self, headers: &'h HeaderMap) -> impl Iterator<Item = &'h str> {
        let lines = headers.get_all(header::COOKIE).into_iter();
        lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.split_once('='))
            .filter(|(name, _)| name.trim() == self.name)
            .map(|(_, value)| value.trim())
    }

    /// What somebody without the cookie is told to bring.
    pub(super) fn challenge(&self) -> HeaderValue {
        let named = HeaderValue::from_str(&format!("Cookie cookie-name=\"{}\"", self.name));
        named.unwrap_or(HeaderValue::from_static("Cookie"))
    }

    /// The header that lets a browser keep a value for so many seconds, or forget it with 0.
    pub(super) fn header(&self, value: &str, seconds: u64) -> Option<HeaderValue> {
        let Self { name, attributes } = self;
        HeaderValue::from_str(&format!("{name}={value}{attributes}; Max-Age={seconds}")).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_among_all_cookies() {
        let config = SessionConfig {
            cookie: "sid".to_owned(),
            ..SessionConfig::default()
        };
        let cookie = Cookie::new(&config).map_err(|error| error.to_string());
        let mut headers = HeaderMap::new();
        for line in ["a=1; sid=x; b=2", "sid=y=z", "asid=w"] {
            headers.append(header::COOKIE, HeaderValue::from_static(line));
        }
        let found = cookie.map(|cookie| {
            let values: Vec<String> = cookie.values(&headers).map(str::to_owned).collect();
            values
        });
        assert_eq!(found, Ok(vec!["x".to_owned(), "y=z".to_owned()]));
    }
}
