//! Cached method is async and returns a result.
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "all")]
    async fn not_async(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn mutable(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn without_self(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn no_result(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn generic(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "{book}")]
    async fn nameless(&self, book: u16) -> Result<u32, CacheError> {
        Ok(book.into())
    }
}

fn main() {
    let _ = (Prices::not_async, Prices::mutable, Prices::without_self);
    let _ = (Prices::no_result, Prices::generic, Prices::nameless);
}
