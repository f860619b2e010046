//! What expansions name. Not an interface for people: it changes with the macros.

mod all;
mod index;
mod lazy;
mod probe;
mod provider;
mod service;
mod shown;
mod slot;
mod table;

pub use std::{
    boxed::Box, collections::BTreeMap, convert::Into, future::Future, marker::Send, option::Option,
    pin::Pin, process::ExitCode, result::Result, string::String, sync::Arc, vec::Vec,
};

pub use all::{All, AllNamed};
pub use index::*;
pub use lazy::Lazy;
pub use probe::{Differs, Probe, missing, put, unwired};
pub use provider::{
    AsyncProvider, Bind, Check, Component, Decorator, Dep, Hook, Import, Provider, ReloadHook,
    Section, Task, erased, read_section,
};
pub use purlin_macros::__collect;
pub use service::Service;
pub use shown::{Shown, Unshown};
pub use slot::{Has, Key, Pick, Select, Shadowed};
pub use table::{
    Application, Assembled, BoxFuture, CheckFn, ConfigEntry, Entrance, Making, NoEntrance,
    Settings, Step, StopFn, Store, Table, TaskFn,
};

pub use crate::{
    app::{AppBuilder, main},
    config::{BoundReload, Change, ConfigSection, Live, LiveValues, SectionInfo},
    error::BoxError,
    graph::{
        Analysis, AnalysisView, Candidate, Edge, EdgeKind, Module, NONE, Node, Offer, OfferKind,
        Place, Role, Wiring, analyse, check_edge, check_offer, check_sections, sound, wins,
    },
    health::{CheckPolicy, Health, found},
    kernel::{Kernel, KernelModule},
    lifecycle::{Outcome, Restart, Stop, TaskPolicy, outcome, provided},
};
