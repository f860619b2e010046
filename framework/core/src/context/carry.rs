use std::future::Future;

use super::ExecutionContext;

/// Takes a context along with a future, to a task or runtime of somebody else.
///
/// ```
/// # use purlin_core as purlin;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), tokio::task::JoinError> {
/// use purlin::context::{Clock, ExecutionContext, InContext, Principal, Randomness};
///
/// let context = ExecutionContext::new(&Clock::system(), &Randomness::system())
///     .with_principal(Principal::new("ada"));
/// let task = context.scope(async {
///     let work = async { ExecutionContext::current().is_some() };
///     tokio::spawn(work.in_current_context())
/// });
/// assert!(task.await.await?);
/// # Ok(())
/// # }
/// ```
pub trait InContext: Future + Sized {
    /// The future, with `context` current while it runs.
    fn in_context(
        self,
        context: &ExecutionContext,
    ) -> impl Future<Output = Self::Output> + use<Self> {
        Carried::new(self, Some(context.clone())).run()
    }

    /// The future, with what is current now also current while it runs.
    fn in_current_context(self) -> impl Future<Output = Self::Output> + use<Self> {
        Carried::new(self, ExecutionContext::current()).run()
    }
}

impl<F: Future> InContext for F {}

struct Carried<F> {
    future: F,
    context: Option<ExecutionContext>,
}

impl<F: Future> Carried<F> {
    fn new(future: F, context: Option<ExecutionContext>) -> Self {
        Self { future, context }
    }

    async fn run(self) -> F::Output {
        match self.context {
            Some(context) => context.scope(self.future).await,
            None => self.future.await,
        }
    }
}

/// A message for a channel, with the context of its sender.
#[derive(Clone, Debug)]
pub struct Envelope<T> {
    message: T,
    context: Option<ExecutionContext>,
}

impl<T> Envelope<T> {
    /// Puts a message into an envelope, with what is current.
    #[must_use]
    pub fn seal(message: T) -> Self {
        Self {
            message,
            context: ExecutionContext::current(),
        }
    }

    /// The context of the sender; `None` if the sender had none.
    #[must_use]
    pub fn context(&self) -> Option<&ExecutionContext> {
        self.context.as_ref()
    }

    /// The message alone.
    #[must_use]
    pub fn into_message(self) -> T {
        self.message
    }

    /// Works on the message in the context of its sender.
    pub async fn open<F: Future>(self, work: impl FnOnce(T) -> F) -> F::Output {
        let Self { message, context } = self;
        match context {
            Some(context) => context.scope(async move { work(message).await }).await,
            None => work(message).await,
        }
    }
}
