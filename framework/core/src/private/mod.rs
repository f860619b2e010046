//! What expansions name. Not an interface for people: it changes with the macros.

mod all;
mod cells;
mod facts;
mod index;
mod lazy;
mod probe;
mod provider;
mod service;
mod shared;
mod shown;
mod slot;
mod table;
#[expect(unexpected_cfgs, reason = "an editor sets it, cargo does not know it")]
mod typed;

pub use std::{
    boxed::Box, collections::BTreeMap, convert::Into, future::Future, marker::Send, option::Option,
    pin::Pin, process::ExitCode, result::Result, string::String, sync::Arc, vec::Vec,
};

pub use all::{All, AllNamed};
pub use cells::{Cells, Row, Slots, Taken, clear, make, replace_cell};
pub use facts::{FactsFn, NoFacts, Told};
pub use index::*;
pub use inventory;
pub use lazy::Lazy;
pub use probe::{Differs, Lacks, Probe, missing, put, replace, replace_lazy, take, unwired};
pub use provider::{
    Asked, AssistedProvider, AsyncProvider, Bind, Check, Component, Decorator, Dep, Ending, Hook,
    Import, Provider, ReloadHook, Section, Task, erased, read_section,
};
pub use purlin_macros::__collect;
pub use service::Service;
pub use shared::{Shared, Unshared};
pub use shown::{Shown, Unshown, empty_list, empty_table};
pub use slot::{Has, Key, Pick, Select, Shadowed};
pub use table::{
    Application, Assembled, BoxFuture, CheckFn, ConfigEntry, Entrance, Make, Making, NoEntrance,
    Settings, StartFuture, Step, StopFn, Store, Table, TaskFn,
};

pub use crate::{
    __typed,
    app::{AppBuilder, main},
    config::{
        BoundReload, Change, ConfigSection, FieldInfo, Live, LiveValues, SectionInfo,
        instance_length, instance_path, instance_text,
    },
    error::BoxError,
    graph::{
        Analysis, AnalysisView, Candidate, Condition, Edge, EdgeKind, Hint, Module, NONE, Node,
        Offer, OfferKind, Place, Role, Scope, Wiring, Words, analyse, candidates, check_condition,
        check_edge, check_instances, check_offer, check_replaced, check_sections, check_shared,
        check_shared_as, edges, nodes, offers, wins,
    },
    health::{CheckPolicy, Health, found},
    kernel::{Kernel, KernelModule},
    lifecycle::{Outcome, Restart, Stop, TaskPolicy, decorated, outcome, provided, told},
    registry::Index,
    scope::{
        Assisted, DropHook, Factory, Lifespan, Maker, PerRequest, PerTenant, ScopedNode, Scopes,
        Source, optional,
    },
};
