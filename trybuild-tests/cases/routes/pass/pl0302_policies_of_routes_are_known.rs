//! Policies of routes are known.
use purlin::http_server::routes;

struct Orders;

#[routes]
impl Orders {
    #[get("/a", timeout = "2s")]
    fn comma(&self) {}

    #[get("/b", timeout = "2s")]
    fn name(&self) {}

    #[get("/c", timeout = "2s")]
    fn duration(&self) {}

    #[get("/d", body_limit = "1MiB")]
    fn size(&self) {}

    #[get("/e", rate_limit = "100/s")]
    fn rate(&self) {}

    #[get("/f", retry = 2)]
    fn times(&self) {}

    #[get("/g", auth = "clerk")]
    fn roles(&self) {}

    #[get("/h", public)]
    fn everybody(&self) {}
}

fn main() {}
