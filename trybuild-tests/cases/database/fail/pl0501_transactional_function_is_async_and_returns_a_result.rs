//! Transactional function is async and returns a result.
//! errors: 5
use purlin::database::{Database, DatabaseError, transactional};

struct Orders {
    database: Database,
}

impl Orders {
    #[transactional]
    fn not_async(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional]
    async fn no_result(&self) -> u32 {
        1
    }

    #[transactional]
    async fn nothing(&self) {}
}

#[transactional]
async fn which(number: u32) -> Result<u32, DatabaseError> {
    Ok(number)
}

#[transactional]
struct Nobody;

fn main() {
    let _ = (Orders::not_async, Orders::no_result, Orders::nothing, which, Nobody);
    let _ = |orders: Orders| orders.database;
}
