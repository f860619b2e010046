use std::sync::Arc;

use purlin::{
    All,
    context::Contexts,
    error::Error,
    health::{Health, HealthMonitor},
    lifecycle::Listening,
    module,
    tenant::Tenants,
};

use crate::{Authenticator, HttpServer, HttpServerConfig, Middleware, Routes};

/// Serves everything that is contributed as `dyn Routes`, and the health of the application.
///
/// It is constructed and started after all contributors and stopped before them: a request never
/// meets a service that is not there yet or not there any more.
pub struct HttpServerModule;

#[module(config = HttpServerConfig)]
impl HttpServerModule {
    #[provides]
    #[expect(
        clippy::too_many_arguments,
        reason = "a server ties together what the whole application contributes"
    )]
    fn server(
        routes: All<dyn Routes>,
        middleware: All<dyn Middleware>,
        authenticators: All<dyn Authenticator>,
        config: &HttpServerConfig,
        monitor: Arc<HealthMonitor>,
        contexts: Arc<Contexts>,
        tenants: Arc<Tenants>,
        listening: Arc<Listening>,
    ) -> HttpServer {
        let server = HttpServer::new(config.clone())
            .report_health(monitor)
            .in_contexts(contexts, tenants)
            .announce(listening);
        let server = authenticators
            .iter()
            .cloned()
            .fold(server, HttpServer::authenticate);
        let server = middleware.iter().cloned().fold(server, HttpServer::wrap);
        routes.iter().cloned().fold(server, HttpServer::serve)
    }

    #[on_start]
    async fn listen(server: &HttpServer) -> Result<(), Error> {
        server.start().await?;
        Ok(())
    }

    // Everything that handlers use still runs.
    #[on_drain]
    async fn drain(server: &HttpServer) {
        server.stop().await;
    }

    // For a start that is given up: then there is no drain.
    #[on_stop]
    async fn stop(server: &HttpServer) {
        server.stop().await;
    }

    // It looks at counters only: nothing to save.
    #[health(cache = "0s")]
    fn accepts(server: &HttpServer) -> Health {
        server.health()
    }
}
