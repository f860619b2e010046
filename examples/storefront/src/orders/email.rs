/// The same for the contract, but for the length.
pub(super) const PATTERN: &str =
    r"^[^@\s\x00-\x1f\x7f-\x9f]+@[^@.\s\x00-\x1f\x7f-\x9f]+(\.[^@.\s\x00-\x1f\x7f-\x9f]+)+$";

/// Whether `text` has the shape of an e-mail address: something, one `@`, a domain with a dot, no
/// blanks. Whether it is somebody's is found out by writing to it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    let whole = |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || is_odd(c));
    text.chars().count() <= 254
        && whole(name)
        && domain.split('.').all(whole)
        && domain.contains('.')
}

fn is_odd(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn an_address_has_a_name_and_a_domain_with_a_dot() {
        for good in [
            "ada@example.org",
            "a.b+c@mail.example.co.uk",
            "jürgen@exämple.de",
        ] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.org", "a".repeat(254));
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@org",
            "a@b@c.d",
            "a b@c.d",
            "a@b..c",
            "a@.b",
            &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
