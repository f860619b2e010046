use std::collections::VecDeque;

use tokio::sync::watch;

/// Jobs that wait to be printed; never more than there is room for.
pub struct JobQueue {
    room: usize,
    state: watch::Sender<State>,
}

struct State {
    open: bool,
    waiting: VecDeque<String>,
}

/// Why a job was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// As many wait as there is room for: try again later.
    Full,
    /// The application is about to stop.
    Closed,
}

impl JobQueue {
    /// An empty queue.
    #[must_use]
    pub fn new(room: usize) -> Self {
        let state = State {
            open: true,
            waiting: VecDeque::new(),
        };
        Self {
            room,
            state: watch::Sender::new(state),
        }
    }

    /// Takes a job.
    ///
    /// # Errors
    /// [`Refused`], at once: nobody waits for room.
    pub fn push(&self, job: String) -> Result<(), Refused> {
        let mut result = Ok(());
        self.state.send_if_modified(|state| {
            if !state.open {
                result = Err(Refused::Closed);
            } else if state.waiting.len() >= self.room {
                result = Err(Refused::Full);
            } else {
                state.waiting.push_back(job);
            }
            result.is_ok()
        });
        result
    }

    /// Waits for a job and gives it, without taking it out: one that fails is still there when the
    /// task has been started again.
    pub async fn first(&self) -> Option<String> {
        let mut state = self.state.subscribe();
        let state = state.wait_for(|state| !state.waiting.is_empty()).await;
        state.ok()?.waiting.front().cloned()
    }

    /// Takes the first job out: it is done.
    pub fn done(&self) {
        self.state
            .send_modify(|state| drop(state.waiting.pop_front()));
    }

    /// Takes no more jobs, and waits until those that it has are done.
    pub async fn close(&self) {
        self.state.send_modify(|state| state.open = false);
        let mut state = self.state.subscribe();
        // It cannot fail: the sender is here.
        let _ = state.wait_for(|state| state.waiting.is_empty()).await;
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state.borrow().waiting.len()
    }

    /// Whether none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
