//! Parameter is part of the key.
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "{isbn}")]
    async fn price(&self, isbn: u32, currency: &str) -> Result<u32, CacheError> {
        Ok(if currency == "EUR" { isbn } else { isbn + 1 })
    }
}

fn main() {
    let _ = |prices: Prices| prices.cache;
    let _ = Prices::price;
}
