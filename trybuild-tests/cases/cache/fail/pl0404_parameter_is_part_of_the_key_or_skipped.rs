//! Parameter is part of the key or skipped.
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "{isbn}")]
    async fn price(&self, isbn: u32, reason: &str) -> Result<u32, CacheError> {
        drop(reason.len());
        Ok(isbn)
    }
}

fn main() {
    let _ = |prices: Prices| prices.cache;
    let _ = Prices::price;
}
