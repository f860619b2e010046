//! Policies of routes are known.
//! errors: 8
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/a" timeout = "2s")]
    fn comma(&self) {}

    #[get("/b", timeuot = "2s")]
    fn name(&self) {}

    #[get("/c", timeout = "2 seconds")]
    fn duration(&self) {}

    #[get("/d", body_limit = "1MB")]
    fn size(&self) {}

    #[get("/e", rate_limit = "100")]
    fn rate(&self) {}

    #[get("/f", retry = 1000)]
    fn times(&self) {}

    #[get("/g", auth = 7)]
    fn roles(&self) {}

    #[get("/h", auth, public)]
    fn everybody(&self) {}
}

fn main() {}
