use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The name by which the configuration's deserializer knows a URL.
pub(super) const MARKER: &str = "$purlin::Url";

/// What a URL looks like, for messages.
pub(super) const EXPECTED: &str = "a URL such as \"https://example.org/path\"";

/// The address of something on a network, `scheme://host…`, checked when it is read: a scheme,
/// `://`, a host, a port that is one, and nothing that a URL cannot hold.
///
/// It is kept as it was written, and a password in it is not shown by `Debug` and `Display`;
/// [`Url::as_str`] is the whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Cow<'static, str>);

/// The text is no URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {EXPECTED}")]
pub struct NotAUrl;

impl Url {
    /// Whether the text is a URL. Constant, so that the default of a field is checked by the
    /// compiler.
    #[must_use]
    pub const fn is_url(text: &str) -> bool {
        is_url(text.as_bytes())
    }

    /// A URL that the compiler has checked; for expansions.
    #[doc(hidden)]
    #[must_use]
    pub const fn checked(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The whole text, with a password if there is one in it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before `://`, as written.
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.split("://").next().unwrap_or_default()
    }

    /// The host, without brackets, user and port.
    #[must_use]
    pub fn host(&self) -> &str {
        let (_, place) = self.authority();
        match place
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
        {
            Some((host, _)) => host,
            None => place.split(':').next().unwrap_or_default(),
        }
    }

    /// The port, if one is written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        let (_, place) = self.authority();
        let after = place.rsplit(']').next().unwrap_or_default();
        after.rsplit_once(':')?.1.parse().ok()
    }

    /// User and password, and then host and port.
    fn authority(&self) -> (Option<&str>, &str) {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        }
    }
}

const fn is_url(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        let letter = text[at];
        if letter <= b' '
            || letter == 0x7f
            || matches!(letter, b'<' | b'>' | b'"' | b'\\' | b'^' | b'`')
        {
            return false;
        }
        at += 1;
    }
    let Some(start) = authority_start(text) else {
        return false;
    };
    let (mut end, mut host) = (start, start);
    while end < text.len() && !matches!(text[end], b'/' | b'?' | b'#') {
        if text[end] == b'@' {
            host = end + 1;
        }
        end += 1;
    }
    is_host(text, host, end)
}

/// Where the part after `scheme://` starts.
const fn authority_start(text: &[u8]) -> Option<usize> {
    if text.is_empty() || !text[0].is_ascii_alphabetic() {
        return None;
    }
    let mut at = 0;
    while at + 2 < text.len() {
        if text[at] == b':' {
            return if text[at + 1] == b'/' && text[at + 2] == b'/' {
                Some(at + 3)
            } else {
                None
            };
        }
        if !text[at].is_ascii_alphanumeric() && !matches!(text[at], b'+' | b'-' | b'.') {
            return None;
        }
        at += 1;
    }
    None
}

/// Whether `host` or `host:port` stands there.
const fn is_host(text: &[u8], start: usize, end: usize) -> bool {
    let mut at = start;
    if at < end && text[at] == b'[' {
        while at < end && text[at] != b']' {
            at += 1;
        }
        if at == end || at < start + 3 {
            return false;
        }
        at += 1;
    } else {
        while at < end && text[at] != b':' {
            if matches!(text[at], b'[' | b']') {
                return false;
            }
            at += 1;
        }
        if at == start {
            return false;
        }
    }
    if at == end {
        return true;
    }
    if text[at] != b':' {
        return false;
    }
    let mut port: u32 = 0;
    at += 1;
    while at < end {
        if !text[at].is_ascii_digit() || port > 65_535 {
            return false;
        }
        port = port * 10 + (text[at] - b'0') as u32;
        at += 1;
    }
    port <= 65_535
}

impl FromStr for Url {
    type Err = NotAUrl;

    fn from_str(text: &str) -> Result<Self, NotAUrl> {
        if is_url(text.as_bytes()) {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(NotAUrl)
        }
    }
}

/// Without the password.
impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(user), _) = self.authority() else {
            return formatter.write_str(&self.0);
        };
        let Some((name, password)) = user.split_once(':') else {
            return formatter.write_str(&self.0);
        };
        let start = self.scheme().len() + "://".len() + name.len() + 1;
        let before = self.0.get(..start).unwrap_or_default();
        let after = self.0.get(start + password.len()..).unwrap_or_default();
        write!(formatter, "{before}{}{after}", super::secret::MASK)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Url({self})")
    }
}

impl AsRef<str> for Url {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<Url> for super::ConfigValue {
    fn from(url: Url) -> Self {
        Self::from(url.0.into_owned())
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(MARKER, Visitor)
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Url;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Url, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Url, E> {
        text.parse()
            .map_err(|_| E::invalid_value(de::Unexpected::Other("a text"), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn a_url_has_a_scheme_a_host_and_a_port_that_is_one() {
        for text in [
            "https://example.org",
            "postgres://shop:secret@[::1]:5432/orders?ssl=on#x",
            "redis+tls://cache:6379",
            "nats://a",
        ] {
            assert!(text.parse::<Url>().is_ok(), "{text}");
        }
        for text in [
            "",
            "example.org",
            "https:/example.org",
            "https://",
            "https:///path",
            "http://a:99999",
            "http://a:b",
            "http://a b",
            "1http://a",
            "http://[::1",
            "http://[]:80",
            "mailto:a@b",
        ] {
            assert!(text.parse::<Url>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_parts_are_found_and_the_password_is_not_shown() {
        let url: Url = "postgres://shop:canary@[::1]:5432/orders"
            .parse()
            .expect("a URL");
        assert_eq!(
            (url.scheme(), url.host(), url.port()),
            ("postgres", "::1", Some(5432))
        );
        assert_eq!(
            url.to_string(),
            "postgres://shop:‹secret›@[::1]:5432/orders"
        );
        assert!(!format!("{url:?}").contains("canary"));
        let plain: Url = "http://example.org/a@b:c".parse().expect("a URL");
        assert_eq!((plain.host(), plain.port()), ("example.org", None));
        assert_eq!(plain.to_string(), "http://example.org/a@b:c");
    }
}
