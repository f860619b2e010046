//! Routes stands on an inherent impl.
use purlin::http_server::routes;

trait Listing {
    fn list(&self) -> String;
}

struct Orders;

impl Listing for Orders {
    fn list(&self) -> String {
        String::new()
    }
}

#[routes]
impl Orders {
    #[get("/orders")]
    fn orders(&self) -> String {
        self.list()
    }
}

fn main() {}
