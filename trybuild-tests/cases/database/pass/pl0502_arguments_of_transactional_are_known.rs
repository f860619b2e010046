//! Arguments of transactional are known.
use purlin::database::{Database, DatabaseError, transactional};

struct Orders {
    database: Database,
    events: Database,
}

impl Orders {
    #[transactional(isolation = serializable)]
    async fn misspelt(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(isolation = repeatable_read)]
    async fn no_level(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(nesting = join)]
    async fn no_nesting(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(attempts = 3)]
    async fn never(&self, text: String) -> Result<String, DatabaseError> {
        Ok(text)
    }

    #[transactional(read_only)]
    async fn no_flag(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }

    #[transactional(database = self.events)]
    async fn no_database(&self) -> Result<u32, DatabaseError> {
        Ok(1)
    }
}

fn main() {
    let _ = (Orders::misspelt, Orders::no_level, Orders::no_nesting);
    let _ = (Orders::never, Orders::no_flag, Orders::no_database);
    let _ = |orders: Orders| (orders.database, orders.events);
}
