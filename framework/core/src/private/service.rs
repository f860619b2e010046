/// What can be provided: anything that threads can share. Implemented for every such type.
pub trait Service: Send + Sync + 'static {}

impl<T: ?Sized + Send + Sync + 'static> Service for T {}
