//! Run it: `cargo run -p hello`, then `curl localhost:8080/`.

use purlin::{
    http_server::{HttpServerModule, Routes, routes},
    prelude::*,
};

#[contributes(dyn Routes)]
struct Greeting;

#[routes]
impl Greeting {
    #[get("/")]
    fn greet(&self) -> &'static str {
        "Hello, world!\n"
    }
}

#[module(components = [Greeting])]
struct GreetingModule;

#[app(modules = [HttpServerModule, GreetingModule])]
struct Hello;

fn main() -> std::process::ExitCode {
    Hello::main()
}
