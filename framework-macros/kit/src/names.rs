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
    let left: Vec<char> = left.to_lowercase().chars().collect();
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let width = right.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut previous: Vec<usize> = (0..width).collect();
    for (row, from) in left.iter().enumerate() {
        let mut current = vec![row + 1; width];
        for (column, to) in right.iter().enumerate() {
            let mut best = (previous[column + 1] + 1)
                .min(current[column] + 1)
                .min(previous[column] + usize::from(from != to));
            if row > 0 && column > 0 && left[row - 1] == *to && right[column - 1] == *from {
                best = best.min(before[column - 1] + 1);
            }
            current[column + 1] = best;
        }
        before = previous;
        previous = current;
    }
    previous[right.len()]
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
