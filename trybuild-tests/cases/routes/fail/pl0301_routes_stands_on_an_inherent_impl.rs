//! Routes stands on an inherent impl.
use purlin::http_server::routes;

trait Listing {
    fn list(&self) -> String;
}

struct Orders;

#[routes]
impl Listing for Orders {
    #[get("/orders")]
    fn list(&self) -> String {
        String::new()
    }
}

fn main() {}
