//! What is contributed as `dyn Routes` has routes.
use purlin::{http_server::Routes, prelude::*};

#[contributes(dyn Routes)]
pub struct OrdersApi;

fn main() {}
