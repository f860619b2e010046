use purlin::prelude::*;

/// Where to search.
#[config(prefix = "search")]
pub struct SearchConfig {
    /// The nodes.
    #[config(default = vec!["north".to_owned(), "south".to_owned()])]
    pub nodes: Vec<String>,
}

/// Knows where everything is.
pub struct Index(usize);

impl Index {
    /// How many nodes it has.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.0
    }
}

/// Searches, if there is anything to search with.
pub struct SearchModule;

#[module(config = SearchConfig)]
impl SearchModule {
    #[provides]
    async fn index(config: &SearchConfig) -> Result<Index, String> {
        match config.nodes.len() {
            0 => Err("there are no nodes".to_owned()),
            nodes => Ok(Index(nodes)),
        }
    }
}
