/// The candidate that `given` was most likely meant to be, if one is near enough to suggest.
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

/// Edits (insert, delete, replace, swap of neighbours) between two names, ignoring case.
fn distance(left: &str, right: &str) -> usize {
    strsim::osa_distance(&left.to_lowercase(), &right.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_of_the_finger_is_found_and_a_stranger_is_not() {
        let names = ["components", "imports", "config"];
        assert_eq!(closest("component", names), Some("components"));
        assert_eq!(closest("improts", names), Some("imports"));
        assert_eq!(closest("providers", names), None);
        assert_eq!(closest("as", ["is", "priority"]), Some("is"));
    }
}
