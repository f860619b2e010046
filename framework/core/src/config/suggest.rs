/// The candidate that `given` was most likely meant to be, if one is near enough to suggest.
///
/// ```
/// use purlin_core::config::closest;
///
/// let names = ["status", "total_cents"];
/// assert_eq!(closest("statos", names), Some("status"));
/// assert_eq!(closest("colour", names), None);
/// ```
#[must_use]
pub fn closest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = given.len().max(3) / 3;
    candidates
        .into_iter()
        .map(|candidate| (distance(given, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbours) between two names. Case does not count,
/// and `-` is `_`.
fn distance(left: &str, right: &str) -> usize {
    let folded = |text: &str| text.to_lowercase().replace('-', "_");
    strsim::osa_distance(&folded(left), &folded(right))
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_of_the_finger_is_found_and_a_stranger_is_not() {
        let names = ["max_open", "payment_key"];
        assert_eq!(closest("max_opne", names), Some("max_open"));
        assert_eq!(closest("max-open", names), Some("max_open"));
        assert_eq!(closest("colour", names), None);
    }
}
