use std::{fmt, time::Duration};

/// What sqlx, sea-orm and Purlin took, round by round.
pub struct Rounds {
    what: &'static str,
    rounds: Vec<[f64; 3]>,
}

impl Rounds {
    /// None yet.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        Self {
            what,
            rounds: Vec::new(),
        }
    }

    /// One more: what each took.
    pub fn add(&mut self, took: &[Duration; 3]) {
        self.rounds.push(took.map(|took| took.as_secs_f64() * 1e6));
    }

    /// The median of something of each round, and between what the true one is, nineteen times of
    /// twenty.
    fn median(&self, of: impl Fn(&[f64; 3]) -> f64) -> [f64; 3] {
        let mut all: Vec<f64> = self.rounds.iter().map(of).collect();
        all.sort_unstable_by(f64::total_cmp);
        // As many on each side as a coin that is thrown as often shows too few.
        let off = all.len().isqrt();
        let middle = all.len() / 2;
        [middle, middle.saturating_sub(off), middle + off]
            .map(|at| all.get(at).or(all.last()).copied().unwrap_or_default())
    }
}

impl fmt::Display for Rounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [sqlx, bare, purlin] = [0, 1, 2].map(|side| self.median(|round| round[side])[0]);
        let [more, least, most] = self.median(|round| round[2] - round[1]);
        let [times, ..] = self.median(|round| round[2] / round[1]);
        write!(
            formatter,
            "| {:<24} | {sqlx:>6.1} µs | {bare:>6.1} µs | {purlin:>6.1} µs | {:>30} | {times:>13.3} |",
            self.what,
            format!("{more:+.2} µs ({least:+.2} to {most:+.2})"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_slows_a_round_slows_all_of_it() {
        let mut rounds = Rounds::new("read");
        for number in 0..100_u64 {
            // Others take more and more of the machine.
            let slow = number * 100;
            rounds.add(&[10, 20, 21].map(|took| Duration::from_micros(took + slow)));
        }
        let shown = rounds.to_string();
        assert!(shown.contains("+1.00 µs (+1.00 to +1.00)"), "{shown}");
    }
}
