/// The candidate that `given` was most likely meant to be, if one is near enough to suggest.
pub(super) fn closest<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
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
    let folded = |text: &str| -> Vec<char> {
        let lower = text.chars().flat_map(char::to_lowercase);
        lower
            .map(|letter| if letter == '-' { '_' } else { letter })
            .collect()
    };
    let (left, right) = (folded(left), folded(right));
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
        let names = ["max_open", "payment_key"];
        assert_eq!(closest("max_opne", names), Some("max_open"));
        assert_eq!(closest("max-open", names), Some("max_open"));
        assert_eq!(closest("colour", names), None);
    }
}
