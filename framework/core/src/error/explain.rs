//! What the pages of the codes say, in short.

/// Written by a test of the book from its pages: code, title, what to do.
const TABLE: &str = include_str!("explained.tsv");

/// What a code means, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The code, `PL1102`.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// What to do.
    pub advice: &'static str,
}

/// What a code of the framework or of a bundled module means; `PL1102`, `pl1102` and `1102` are the
/// same. `None` if there is no such code.
///
/// ```
/// # extern crate purlin_core as purlin;
/// let explained = purlin::error::explain("pl1102").ok_or("no such code")?;
/// assert_eq!(explained.title, "a start hook failed");
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn explain(code: &str) -> Option<Explained> {
    let digits = code.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    TABLE.lines().find_map(|line| {
        let mut parts = line.splitn(3, '\t');
        let (code, title, advice) = (parts.next()?, parts.next()?, parts.next()?);
        (code.strip_prefix("PL") == Some(digits)).then_some(Explained {
            code,
            title,
            advice,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::explain;

    #[test]
    fn a_code_is_found_however_it_is_written() {
        let found = explain("PL1000");
        assert!(found.is_some_and(|found| !found.advice.is_empty()));
        assert_eq!(explain("1000"), found);
        assert_eq!(explain("pl1000"), found);
        assert_eq!(explain("PL999999"), None);
        assert_eq!(explain(""), None);
    }
}
