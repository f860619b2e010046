//! Key names parameters.
use purlin::cache::{Cache, CacheError, cached};

struct Prices {
    cache: Cache,
}

impl Prices {
    #[cached(key = "{isbn}")]
    async fn misspelt(&self, isbn: u32) -> Result<u32, CacheError> {
        Ok(isbn)
    }

    #[cached(key = "{isbn}")]
    async fn formatted(&self, isbn: u32) -> Result<u32, CacheError> {
        Ok(isbn)
    }

    #[cached(key = "{{ {isbn}")]
    async fn open(&self, isbn: u32) -> Result<u32, CacheError> {
        Ok(isbn)
    }

    #[cached(key = "{shelf}:{isbn}")]
    async fn one_text(&self, shelf: u32, isbn: u32) -> Result<u32, CacheError> {
        Ok(shelf + isbn)
    }
}

fn main() {
    let _ = (Prices::misspelt, Prices::formatted, Prices::open, Prices::one_text);
}
