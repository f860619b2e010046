//! Routes stands on an impl block.
use purlin::http_server::routes;

#[routes]
struct Orders;

fn main() {}
