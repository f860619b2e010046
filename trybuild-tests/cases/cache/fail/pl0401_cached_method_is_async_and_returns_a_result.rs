//! Cached method is async and returns a result.
//! errors: 6
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "all")]
    fn not_async(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn mutable(&mut self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn without_self() -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn no_result(&self) -> u32 {
        1
    }

    #[cached(key = "all")]
    async fn generic<T>(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all")]
    async fn nameless(&self, (_shelf, _isbn): (u8, u8)) -> Result<u32, CacheError> {
        Ok(1)
    }
}

fn main() {
    let _ = Prices::not_async;
    let _ = |prices: Prices| prices.cache;
    let _ = (Prices::mutable, Prices::without_self, Prices::no_result, Prices::nameless);
    let _ = Prices::generic::<u32>;
}
