use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::extract::Path;
use purlin::{app, module};
use purlin_http_server::{HttpServer, HttpServerModule, Routes, routes};

use crate::anywhere;

/// A contributor with ten routes for each name, and a module that contributes it.
macro_rules! contributors {
    ($($name:ident $module:ident $prefix:tt,)*) => {
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

            struct $module;

            #[module]
            impl $module {
                #[contributes(dyn Routes)]
                fn routes() -> $name {
                    $name
                }
            }
        )*

        /// An application of all of them.
        #[app(modules = [HttpServerModule, $($module),*])]
        struct Many;

        fn all() -> Vec<Arc<dyn Routes>> {
            vec![$(Arc::new($name)),*]
        }
    };
}

contributors! {
    C00 M00 "/c00", C01 M01 "/c01", C02 M02 "/c02", C03 M03 "/c03", C04 M04 "/c04",
    C05 M05 "/c05", C06 M06 "/c06", C07 M07 "/c07", C08 M08 "/c08", C09 M09 "/c09",
    C10 M10 "/c10", C11 M11 "/c11", C12 M12 "/c12", C13 M13 "/c13", C14 M14 "/c14",
    C15 M15 "/c15", C16 M16 "/c16", C17 M17 "/c17", C18 M18 "/c18", C19 M19 "/c19",
    C20 M20 "/c20", C21 M21 "/c21", C22 M22 "/c22", C23 M23 "/c23", C24 M24 "/c24",
    C25 M25 "/c25", C26 M26 "/c26", C27 M27 "/c27", C28 M28 "/c28", C29 M29 "/c29",
    C30 M30 "/c30", C31 M31 "/c31", C32 M32 "/c32", C33 M33 "/c33", C34 M34 "/c34",
    C35 M35 "/c35", C36 M36 "/c36", C37 M37 "/c37", C38 M38 "/c38", C39 M39 "/c39",
    C40 M40 "/c40", C41 M41 "/c41", C42 M42 "/c42", C43 M43 "/c43", C44 M44 "/c44",
    C45 M45 "/c45", C46 M46 "/c46", C47 M47 "/c47", C48 M48 "/c48", C49 M49 "/c49",
    C50 M50 "/c50", C51 M51 "/c51", C52 M52 "/c52", C53 M53 "/c53", C54 M54 "/c54",
    C55 M55 "/c55", C56 M56 "/c56", C57 M57 "/c57", C58 M58 "/c58", C59 M59 "/c59",
    C60 M60 "/c60", C61 M61 "/c61", C62 M62 "/c62", C63 M63 "/c63", C64 M64 "/c64",
    C65 M65 "/c65", C66 M66 "/c66", C67 M67 "/c67", C68 M68 "/c68", C69 M69 "/c69",
    C70 M70 "/c70", C71 M71 "/c71", C72 M72 "/c72", C73 M73 "/c73", C74 M74 "/c74",
    C75 M75 "/c75", C76 M76 "/c76", C77 M77 "/c77", C78 M78 "/c78", C79 M79 "/c79",
    C80 M80 "/c80", C81 M81 "/c81", C82 M82 "/c82", C83 M83 "/c83", C84 M84 "/c84",
    C85 M85 "/c85", C86 M86 "/c86", C87 M87 "/c87", C88 M88 "/c88", C89 M89 "/c89",
    C90 M90 "/c90", C91 M91 "/c91", C92 M92 "/c92", C93 M93 "/c93", C94 M94 "/c94",
    C95 M95 "/c95", C96 M96 "/c96", C97 M97 "/c97", C98 M98 "/c98", C99 M99 "/c99",
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
    let mut modules: Vec<Duration> = Vec::new();
    for _ in 0..9 {
        let many = Many::builder().config_text("http.address", "127.0.0.1:0");
        let started = Instant::now();
        let running = many.start().await?;
        modules.push(started.elapsed());
        running
            .stop()
            .await
            .map_err(|mut errors| errors.remove(0))?;
    }
    modules.sort_unstable();
    let routes: usize = all().iter().map(|routes| routes.table().len()).sum();
    println!(
        "start with {routes} routes of {} contributors: {:?}",
        all().len(),
        taken[4]
    );
    println!(
        "the same as an application of as many modules: {:?}",
        modules[4]
    );
    Ok(())
}
