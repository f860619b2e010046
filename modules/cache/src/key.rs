use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    hash::{Hash, Hasher},
    ops::Deref,
    sync::Arc,
};

use equivalent::Equivalent;
use purlin::tenant::TenantId;

/// What an entry is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Whose it is; none is for what is nobody's, or everybody's.
    pub(crate) tenant: Option<TenantId>,
    pub(crate) region: RegionName,
    pub(crate) text: Box<str>,
}

/// The same, of somebody else: nothing is allocated to look something up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) tenant: Option<&'a TenantId>,
    pub(crate) region: &'a RegionName,
    pub(crate) key: &'a str,
}

impl Key {
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            tenant: self.tenant.as_ref(),
            region: &self.region,
            key: &self.text,
        }
    }
}

impl Place<'_> {
    pub(crate) fn to_key(self) -> Key {
        Key {
            tenant: self.tenant.cloned(),
            region: self.region.clone(),
            text: self.key.into(),
        }
    }
}

impl Hash for Place<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Keys that only this does not tell apart are told apart when they are compared.
        if let Some(tenant) = self.tenant {
            tenant.as_str().hash(state);
        }
        state.write_u64(self.region.number);
        self.key.hash(state);
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.place().hash(state);
    }
}

impl Equivalent<Key> for Place<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        *self.key == *key.text && *self.region == key.region && self.tenant == key.tenant.as_ref()
    }
}

/// A part of a key, written so that it cannot be taken for two: everything but letters, digits,
/// `-`, `_` and `.` is written as `%` and two digits for each byte.
///
/// ```
/// use purlin_cache::KeyPart;
///
/// let (shelf, name) = ("a:b", "ö");
/// let key = format!("{}:{}", KeyPart(&shelf), KeyPart(&name));
/// assert_eq!(key, "a%3ab:%c3%b6");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KeyPart<'a, T: ?Sized>(pub &'a T);

impl<T: fmt::Display + ?Sized> fmt::Display for KeyPart<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
                self.0.write_char(char::from(byte))?;
            } else {
                write!(self.0, "%{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// The name of a region as it is a part of keys: nothing in it can be taken for the end of it.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct RegionName {
    /// Of the name: what is looked up in memory is found by it, and no name is hashed for that.
    number: u64,
    text: Arc<str>,
}

impl RegionName {
    /// As somebody calls it.
    pub(crate) fn of(name: &str) -> Self {
        let plain = !name.contains(['/', '%', ':']);
        let name = if plain {
            Cow::Borrowed(name)
        } else {
            let escaped = name.replace('%', "%25").replace('/', "%2f");
            Cow::Owned(escaped.replace(':', "%3a"))
        };
        Self::written(&name)
    }

    /// As it is a part of keys already.
    pub(crate) fn written(text: &str) -> Self {
        Self {
            number: stable_hash(&[text]),
            text: text.into(),
        }
    }
}

/// Most have it from the same region: the text is looked at only where there are several of a name.
impl PartialEq for RegionName {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text)
            || (self.number == other.number && self.text == other.text)
    }
}

impl Eq for RegionName {}

impl Deref for RegionName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// A number for a text that is the same in every process (FNV-1a).
pub(crate) fn stable_hash(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    };
    for part in parts {
        part.bytes().for_each(&mut add);
        // No byte of a text is this one.
        add(0xff);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_keys_and_names_of_regions_cannot_be_taken_for_two() {
        assert_eq!(KeyPart("a-b_c.9").to_string(), "a-b_c.9");
        assert_eq!(KeyPart(&7).to_string(), "7");
        assert_eq!(KeyPart("a b/%").to_string(), "a%20b%2f%25");
        assert_eq!(&*RegionName::of("shop::Products"), "shop%3a%3aProducts");
        assert_ne!(RegionName::of("a/b"), RegionName::of("a%2fb"));
        assert_eq!(RegionName::of("a/b"), RegionName::written("a%2fb"));
    }

    #[test]
    fn a_number_of_texts_tells_them_apart_where_they_end() {
        assert_ne!(stable_hash(&["ab", "c"]), stable_hash(&["a", "bc"]));
        // The same for ever: it is in Redis.
        assert_eq!(stable_hash(&["products"]), stable_hash(&["products"]));
        assert_eq!(stable_hash(&[]), 0xcbf2_9ce4_8422_2325);
    }
}
