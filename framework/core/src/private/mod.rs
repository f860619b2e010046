//! What expansions name. Not an interface for people: it changes with the macros.

mod all;
mod index;
mod probe;
mod provider;
mod slot;
mod table;

pub use std::{
    boxed::Box, collections::BTreeMap, convert::Into, future::Future, marker::Send, option::Option,
    pin::Pin, process::ExitCode, result::Result, string::String, sync::Arc, vec::Vec,
};

pub use all::{All, AllNamed};
pub use index::*;
pub use probe::{Differs, Probe, put, unwired};
pub use provider::{
    AsyncProvider, Bind, Check, Component, Decorator, Dep, Finding, Hook, Import, Provided,
    Provider, Section, Task, erased, found, load_section, outcome,
};
pub use purlin_macros::__collect;
pub use slot::{Has, Key, Pick, Select, Shadowed};
pub use table::{
    Application, BoxFuture, CheckFn, ConfigEntry, Making, Settings, Step, StopFn, Store, Table,
    TaskFn,
};

pub use crate::{
    app::{AppBuilder, main},
    config::{ConfigSection, SectionInfo},
    error::BoxError,
    graph::{
        Analysis, AnalysisView, Candidate, Edge, EdgeKind, Module, NONE, Node, Offer, OfferKind,
        Place, Role, Wiring, analyse, check_edge, check_offer, check_sections, wins,
    },
    health::{CheckPolicy, Health},
    kernel::{Kernel, KernelModule},
    lifecycle::{Restart, Stop, TaskPolicy},
};
