//! The core of Purlin: graph, lifecycle, configuration, context, health and errors.
//!
//! Applications depend on the facade `purlin`; module crates depend on this crate under the name
//! `purlin`, so that what the macros write (`::purlin::…`) means the same everywhere.

extern crate self as purlin;

#[cfg(unix)]
pub mod admin;
pub mod app;
pub mod config;
pub mod context;
pub mod error;
pub mod events;
pub mod graph;
pub mod health;
mod kernel;
pub mod lifecycle;
pub mod logging;
mod private;
pub mod registry;
pub mod scope;
pub mod tenant;
pub mod testing;

/// What expansions name; not an interface for people.
#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}

/// What most files of an application need.
pub mod prelude {
    pub use std::sync::Arc;

    pub use purlin_macros::{
        app, contributes, decorates, health, module, on_drain, on_reload, on_start, on_stop,
        provides, task,
    };

    pub use crate::{
        app::{Lookup, Replace},
        config::{Change, Live, Secret, config},
        context::Clock,
        error::Error,
        health::{Health, HealthMonitor},
        lifecycle::{Stop, Tasks},
        private::{All, AllNamed, Lazy},
        scope::{Factory, PerRequest, PerTenant},
    };
}

pub use private::{All, AllNamed, Lazy, Service};
pub use purlin_macros::{
    app, contributes, decorates, health, module, on_drain, on_reload, on_start, on_stop, provides,
    task,
};
pub use scope::{Factory, PerRequest, PerTenant};
