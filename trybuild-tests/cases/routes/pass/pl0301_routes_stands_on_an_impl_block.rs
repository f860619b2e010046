use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {}

fn main() {}
