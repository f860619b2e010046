use std::{fmt::Write as _, sync::Arc};

/// What travels with a request for others to read, as the W3C recommendation
/// [Baggage](https://www.w3.org/TR/baggage/) has it. Never for secrets: every service on the way
/// sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baggage(Arc<Vec<(String, String)>>);

impl Baggage {
    /// The most entries that are kept.
    pub const MAX_ENTRIES: usize = 64;
    /// The most bytes that are kept, in all.
    pub const MAX_BYTES: usize = 8192;

    /// Reads a header. What is malformed or too much is left out: it comes from outside.
    #[must_use]
    pub fn parse(header: &str) -> Self {
        let mut entries: Vec<(String, String)> = Vec::new();
        let mut bytes = 0;
        for member in header.split(',') {
            let pair = member.split(';').next().unwrap_or_default();
            let Some((key, value)) = pair.split_once('=') else {
                continue;
            };
            let (key, value) = (key.trim(), value.trim());
            bytes += member.len() + 1;
            let fits = entries.len() < Self::MAX_ENTRIES && bytes <= Self::MAX_BYTES + 1;
            if let Some(value) = decoded(value)
                && is_token(key)
                && fits
                && entries.iter().all(|(known, _)| known != key)
            {
                entries.push((key.to_owned(), value));
            }
        }
        Self(Arc::new(entries))
    }

    /// The same with an entry, in the place of one with the same key. It stays as it is if the
    /// key is no token of HTTP (RFC 9110), or if it would become too much.
    #[must_use]
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut entries: Vec<(String, String)> = self
            .0
            .iter()
            .filter(|(known, _)| known != key)
            .cloned()
            .collect();
        entries.push((key.to_owned(), value.to_owned()));
        let next = Self(Arc::new(entries));
        let fits = next.0.len() <= Self::MAX_ENTRIES && next.to_header().len() <= Self::MAX_BYTES;
        if is_token(key) && fits {
            next
        } else {
            self.clone()
        }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut entries = self.0.iter();
        entries
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.as_str())
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// As in the header `baggage`.
    #[must_use]
    pub fn to_header(&self) -> String {
        let mut header = String::new();
        for (key, value) in self.iter() {
            if !header.is_empty() {
                header.push(',');
            }
            header.push_str(key);
            header.push('=');
            for byte in value.bytes() {
                if matches!(byte, 0x21 | 0x23..=0x24 | 0x26..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e)
                {
                    header.push(char::from(byte));
                } else {
                    let _ = write!(header, "%{byte:02X}");
                }
            }
        }
        header
    }
}

fn is_token(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The text of a value whose bytes may be percent-encoded.
fn decoded(value: &str) -> Option<String> {
    if !value.contains('%') {
        return Some(value.to_owned());
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'%' && after.len() >= 2 {
            let digit = |place: usize| char::from(after[place]).to_digit(16);
            bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_and_written() {
        let baggage = Baggage::parse("user=ada , shop=a%20b;prop=1,broken,=x,k ey=1,user=eve");
        let read: Vec<(&str, &str)> = baggage.iter().collect();
        assert_eq!(read, [("user", "ada"), ("shop", "a b")]);
        assert_eq!(baggage.to_header(), "user=ada,shop=a%20b");
        let more = baggage.with("user", "grüß,;").with("no key", "x");
        assert_eq!(more.to_header(), "shop=a%20b,user=gr%C3%BC%C3%9F%2C%3B");
        assert_eq!(Baggage::parse(&more.to_header()), more);
        assert_eq!(Baggage::parse("a=%ff").get("a"), None);
        assert_eq!(Baggage::parse("a=%+f").get("a"), None);
    }

    #[test]
    fn it_never_grows_over_its_bounds() {
        let many: Vec<String> = (0..100).map(|number| format!("k{number}=v")).collect();
        assert_eq!(Baggage::parse(&many.join(",")).iter().count(), 64);
        let full = Baggage::default().with("k", &"v".repeat(8000));
        assert!(!full.is_empty());
        assert_eq!(full.with("l", &"v".repeat(200)), full);
        assert!(Baggage::parse(&format!("k={}", "v".repeat(9000))).is_empty());
    }
}
