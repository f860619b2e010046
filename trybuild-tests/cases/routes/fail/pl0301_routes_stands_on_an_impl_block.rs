use purlin::http_server::routes;

#[routes]
struct Orders;

fn main() {}
