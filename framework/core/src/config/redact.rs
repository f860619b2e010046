//! Keeps passwords in addresses out of what is shown, whatever the type of the field.

use std::borrow::Cow;

use super::secret::MASK;

/// The text, with the password of a `scheme://user:password@host` masked.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    let Some(password) = password(text) else {
        return Cow::Borrowed(text);
    };
    let (before, after) = (&text[..password.start], &text[password.end..]);
    Cow::Owned(format!("{before}{MASK}{after}"))
}

/// Where the password is, if there is one.
pub(super) fn password(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find("://")? + 3;
    let rest = text.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let at = rest.get(..end)?.rfind('@').or_else(|| rest.rfind('@'))?;
    let colon = rest.get(..at)?.find(':')?;
    Some(start + colon + 1..start + at)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn a_password_in_an_address_is_masked_and_everything_else_stays() {
        assert_eq!(text("redis://:canary@h:1/0"), "redis://:‹secret›@h:1/0");
        assert_eq!(text("pg://u:can/ary@h"), "pg://u:‹secret›@h");
        for plain in ["http://a:80/b", "a@b:c", "pg://u@h"] {
            assert_eq!(text(plain), plain);
        }
    }
}
