//! What is tried again changes nothing.
use purlin::database::{Database, DatabaseError, transactional};

struct Orders {
    database: Database,
    seen: u32,
}

impl Orders {
    #[transactional]
    async fn count(&mut self) -> Result<u32, DatabaseError> {
        self.seen += 1;
        Ok(self.seen)
    }

    #[transactional(attempts = 3)]
    async fn list(&self) -> Result<Vec<u32>, DatabaseError> {
        Ok(vec![self.seen])
    }
}

fn main() {
    let _ = (Orders::count, Orders::list);
    let _ = |orders: Orders| orders.database;
}
