//! Arguments of transactional are known.
//! errors: 6
use purlin::database::{Database, DatabaseError, transactional};

struct Orders {
    database: Database,
}

impl Orders {
    #[transactional(isolaton = serializable)]
    async fn misspelt(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(isolation = snapshot)]
    async fn no_level(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(nesting = joined)]
    async fn no_nesting(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(attempts = 0)]
    async fn never(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(read_only = true)]
    async fn no_flag(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(database)]
    async fn no_database(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }
}

fn main() {
    let _ = (Orders::misspelt, Orders::no_level, Orders::no_nesting);
    let _ = (Orders::never, Orders::no_flag, Orders::no_database);
    let _ = |orders: Orders| orders.database;
}
