//! What expansions name. Not an interface for people: it changes with the macros.

mod all;
mod provider;
mod probe;
mod slot;
mod table;

pub use std::{
    boxed::Box,
    convert::Into,
    future::Future,
    marker::Send,
    option::Option,
    pin::Pin,
    process::ExitCode,
    result::Result,
    string::String,
    sync::Arc,
    vec::Vec,
};

pub use all::All;
pub use probe::{Differs, Probe, unwired};
pub use provider::{
    AsyncProvider, Bind, Check, Component, Dep, Hook, Import, Provider, Section, Task, Provided,
    erased, found, outcome,
};
pub use purlin_macros::__collect;
pub use slot::{Has, Key, Pick, Select};
pub use table::{Application, BoxFuture, CheckFn, ConfigEntry, Step, StopFn, Store, Table};

pub use crate::{
    app::{AppBuilder, main},
    config::{ConfigSection, SectionInfo, load_section},
    error::BoxError,
    graph::{
        Analysis, AnalysisView, Candidate, Edge, EdgeKind, Module, NONE, Node, Offer, OfferKind,
        Place, Role, Wiring, analyse, check_edge, check_offer, check_sections, wins,
    },
    health::Health,
    kernel::{Kernel, KernelModule},
    lifecycle::Stop,
};
