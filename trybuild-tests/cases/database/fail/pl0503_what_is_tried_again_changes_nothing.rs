//! What is tried again changes nothing.
//! errors: 2
use purlin::database::{Database, DatabaseError, transactional};

struct Orders {
    database: Database,
    seen: u32,
}

impl Orders {
    #[transactional(attempts = 3)]
    async fn count(&mut self) -> Result<u32, DatabaseError> {
        self.seen += 1;
        Ok(self.seen)
    }

    #[transactional(attempts = 3)]
    async fn list(&self, into: &mut Vec<u32>) -> Result<(), DatabaseError> {
        into.push(self.seen);
        Ok(())
    }
}

fn main() {
    let _ = (Orders::count, Orders::list);
    let _ = |orders: Orders| orders.database;
}
