//! Arguments of cached are known.
//! errors: 5
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "all", tll = "30s")]
    async fn misspelt(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all", ttl = "soon")]
    async fn no_time(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(ttl = "30s")]
    async fn no_key(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "all", tags = "prices")]
    async fn no_list(&self) -> Result<u32, CacheError> {
        Ok(1)
    }

    #[cached(key = "{isbn}", skip = [pages])]
    async fn skips_nothing(&self, isbn: u32) -> Result<u32, CacheError> {
        Ok(isbn)
    }
}

fn main() {
    let _ = |prices: Prices| prices.cache;
    let _ = (Prices::misspelt, Prices::no_time, Prices::no_key, Prices::no_list);
    let _ = Prices::skips_nothing;
}
