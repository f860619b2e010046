//! Routes stands on an impl block.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {}

fn main() {}
