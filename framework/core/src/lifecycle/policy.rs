use std::time::Duration;

/// When a task that has ended is started again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Never.
    Never,
    /// When it has failed: with an error or a panic.
    OnFailure,
    /// However it ended.
    Always,
}

/// What becomes of a task that ends before it was told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskPolicy {
    /// When it is started again.
    pub restart: Restart,
    /// How long the first restart in a row waits; each further one waits twice as long.
    pub backoff: Duration,
    /// How long a restart waits at most; a run that lasts as long ends the row.
    pub backoff_max: Duration,
    /// How many restarts in a row there are; `u32::MAX` for no limit.
    pub limit: u32,
}

impl TaskPolicy {
    /// How long the restart with this number in its row waits, from 1.
    pub(super) fn wait(&self, restart: u32) -> Duration {
        let doublings = restart.saturating_sub(1).min(31);
        self.backoff
            .saturating_mul(1 << doublings)
            .min(self.backoff_max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_longest() {
        let policy = TaskPolicy {
            restart: Restart::OnFailure,
            backoff: Duration::from_millis(100),
            backoff_max: Duration::from_millis(350),
            limit: u32::MAX,
        };
        let waits = [1, 2, 3, 1_000].map(|restart| policy.wait(restart).as_millis());
        assert_eq!(waits, [100, 200, 350, 350]);
    }
}
