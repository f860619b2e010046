use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::extract::Path;
use purlin_http_server::{HttpServer, Routes, routes};

use crate::anywhere;

/// A contributor with ten routes for each name.
macro_rules! contributors {
    ($($name:ident $prefix:tt,)*) => {
        $(
            struct $name;

            #[routes(prefix = $prefix, crate = purlin_http_server)]
            impl $name {
                #[get("/")]
                fn list(&self) {}
                #[post("/")]
                fn add(&self) {}
                #[get("/count")]
                fn count(&self) {}
                #[get("/{id}")]
                fn read(&self, Path(_): Path<u64>) {}
                #[put("/{id}")]
                fn replace(&self, Path(_): Path<u64>) {}
                #[delete("/{id}")]
                fn delete(&self, Path(_): Path<u64>) {}
                #[get("/{id}/lines")]
                fn lines(&self, Path(_): Path<u64>) {}
                #[post("/{id}/lines")]
                fn add_line(&self, Path(_): Path<u64>) {}
                #[get("/{id}/lines/{line}")]
                fn line(&self, Path(_): Path<(u64, u64)>) {}
                #[get("/files/{*path}")]
                fn file(&self, Path(_): Path<String>) {}
            }
        )*

        fn all() -> Vec<Arc<dyn Routes>> {
            vec![$(Arc::new($name)),*]
        }
    };
}

contributors! {
    C00 "/c00", C01 "/c01", C02 "/c02", C03 "/c03", C04 "/c04",
    C05 "/c05", C06 "/c06", C07 "/c07", C08 "/c08", C09 "/c09",
    C10 "/c10", C11 "/c11", C12 "/c12", C13 "/c13", C14 "/c14",
    C15 "/c15", C16 "/c16", C17 "/c17", C18 "/c18", C19 "/c19",
    C20 "/c20", C21 "/c21", C22 "/c22", C23 "/c23", C24 "/c24",
    C25 "/c25", C26 "/c26", C27 "/c27", C28 "/c28", C29 "/c29",
    C30 "/c30", C31 "/c31", C32 "/c32", C33 "/c33", C34 "/c34",
    C35 "/c35", C36 "/c36", C37 "/c37", C38 "/c38", C39 "/c39",
    C40 "/c40", C41 "/c41", C42 "/c42", C43 "/c43", C44 "/c44",
    C45 "/c45", C46 "/c46", C47 "/c47", C48 "/c48", C49 "/c49",
    C50 "/c50", C51 "/c51", C52 "/c52", C53 "/c53", C54 "/c54",
    C55 "/c55", C56 "/c56", C57 "/c57", C58 "/c58", C59 "/c59",
    C60 "/c60", C61 "/c61", C62 "/c62", C63 "/c63", C64 "/c64",
    C65 "/c65", C66 "/c66", C67 "/c67", C68 "/c68", C69 "/c69",
    C70 "/c70", C71 "/c71", C72 "/c72", C73 "/c73", C74 "/c74",
    C75 "/c75", C76 "/c76", C77 "/c77", C78 "/c78", C79 "/c79",
    C80 "/c80", C81 "/c81", C82 "/c82", C83 "/c83", C84 "/c84",
    C85 "/c85", C86 "/c86", C87 "/c87", C88 "/c88", C89 "/c89",
    C90 "/c90", C91 "/c91", C92 "/c92", C93 "/c93", C94 "/c94",
    C95 "/c95", C96 "/c96", C97 "/c97", C98 "/c98", C99 "/c99",
}

/// Times the start of a server with all of them.
pub(crate) async fn start() -> Result<(), Box<dyn Error>> {
    let mut taken: Vec<Duration> = Vec::new();
    for _ in 0..9 {
        let server = HttpServer::new(anywhere());
        let server = all().into_iter().fold(server, HttpServer::serve);
        let started = Instant::now();
        server.start().await?;
        taken.push(started.elapsed());
        server.stop().await;
    }
    taken.sort_unstable();
    let routes: usize = all().iter().map(|routes| routes.table().len()).sum();
    println!(
        "start with {routes} routes of {} contributors: {:?}",
        all().len(),
        taken[4]
    );
    Ok(())
}
