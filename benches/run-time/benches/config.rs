//! Reading 1,000 and 10,000 fields from TOML and variables, with the origin of every value, against
//! figment and config, which keep less or none of it; reloads; and reading a value that follows
//! reloads against the primitives.
//!
//! Run it with `cargo bench -p purlin-bench-run-time --bench config`.

#![expect(
    dead_code,
    clippy::expect_used,
    clippy::too_many_arguments,
    reason = "what is read is what is measured, and a benchmark that fails has no result"
)]

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    hint::black_box,
    sync::{Arc, RwLock},
    time::Duration,
};

use arc_swap::ArcSwap;
use criterion::{Criterion, criterion_group, criterion_main};
use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    util::nest,
    value::{Dict, Map},
};
use purlin::{
    config::{ConfigLoader, ConfigSection, Live, Problems, SectionInfo, config},
    prelude::*,
};
use serde::Deserialize;

/// Ten fields of the usual types.
#[config]
#[derive(Debug, Deserialize)]
struct Group {
    #[config(default = "localhost", dynamic)]
    host: String,
    #[config(default = 8080, dynamic)]
    port: u16,
    #[config(default = true, dynamic)]
    enabled: bool,
    #[config(default = 0.5, dynamic)]
    share: f64,
    #[config(default = 100, dynamic)]
    limit: u64,
    #[config(default = "a name that is longer", dynamic)]
    name: String,
    #[config(default = Vec::new(), dynamic)]
    tags: Vec<String>,
    #[config(default = -1, dynamic)]
    offset: i32,
    #[config(default = "info", dynamic)]
    level: String,
    #[config(dynamic)]
    note: Option<String>,
}

macro_rules! sections {
    ($($name:ident $prefix:tt),* $(,)?) => {
        $(
            #[config(prefix = $prefix)]
            #[derive(Debug)]
            struct $name {
                #[config(nested)]
                g0: Group,
                #[config(nested)]
                g1: Group,
                #[config(nested)]
                g2: Group,
                #[config(nested)]
                g3: Group,
                #[config(nested)]
                g4: Group,
                #[config(nested)]
                g5: Group,
                #[config(nested)]
                g6: Group,
                #[config(nested)]
                g7: Group,
                #[config(nested)]
                g8: Group,
                #[config(nested)]
                g9: Group,
            }
        )*

        /// Every section with how it is read.
        const SECTIONS: &[(SectionInfo, fn(&purlin::config::ConfigTree, &mut Problems) -> bool)] =
            &[$((SectionInfo::of::<$name>(), |tree, problems| read::<$name>(tree, problems))),*];
    };
}

sections! {
    S00 "s00", S01 "s01", S02 "s02", S03 "s03", S04 "s04", S05 "s05", S06 "s06",
    S07 "s07", S08 "s08", S09 "s09", S10 "s10", S11 "s11", S12 "s12", S13 "s13",
    S14 "s14", S15 "s15", S16 "s16", S17 "s17", S18 "s18", S19 "s19", S20 "s20",
    S21 "s21", S22 "s22", S23 "s23", S24 "s24", S25 "s25", S26 "s26", S27 "s27",
    S28 "s28", S29 "s29", S30 "s30", S31 "s31", S32 "s32", S33 "s33", S34 "s34",
    S35 "s35", S36 "s36", S37 "s37", S38 "s38", S39 "s39", S40 "s40", S41 "s41",
    S42 "s42", S43 "s43", S44 "s44", S45 "s45", S46 "s46", S47 "s47", S48 "s48",
    S49 "s49", S50 "s50", S51 "s51", S52 "s52", S53 "s53", S54 "s54", S55 "s55",
    S56 "s56", S57 "s57", S58 "s58", S59 "s59", S60 "s60", S61 "s61", S62 "s62",
    S63 "s63", S64 "s64", S65 "s65", S66 "s66", S67 "s67", S68 "s68", S69 "s69",
    S70 "s70", S71 "s71", S72 "s72", S73 "s73", S74 "s74", S75 "s75", S76 "s76",
    S77 "s77", S78 "s78", S79 "s79", S80 "s80", S81 "s81", S82 "s82", S83 "s83",
    S84 "s84", S85 "s85", S86 "s86", S87 "s87", S88 "s88", S89 "s89", S90 "s90",
    S91 "s91", S92 "s92", S93 "s93", S94 "s94", S95 "s95", S96 "s96", S97 "s97",
    S98 "s98", S99 "s99",
}

fn read<C: ConfigSection>(tree: &purlin::config::ConfigTree, problems: &mut Problems) -> bool {
    tree.section::<C>(problems).map(black_box).is_some()
}

/// The same for the peers.
type PeerSection = BTreeMap<String, Group>;

/// A file that sets every field of `sections` sections, and variables that override a tenth.
fn input(sections: usize) -> (String, Vec<(String, String)>) {
    let (mut text, mut variables) = (String::new(), Vec::new());
    for section in 0..sections {
        for group in 0..10 {
            let _ = write!(
                text,
                "[s{section:02}.g{group}]\nhost = \"host-{section}.example.org\"\nport = {}\n\
                 enabled = false\nshare = 0.25\nlimit = {}\nname = \"the name of {group}\"\n\
                 tags = [\"a\", \"b\"]\noffset = -{group}\nlevel = \"debug\"\nnote = \"x\"\n\n",
                8000 + section,
                section * 10,
            );
            variables.push((
                format!("BENCH__S{section:02}__G{group}__PORT"),
                format!("{}", 9000 + section),
            ));
        }
    }
    (text, variables)
}

/// What figment's own provider of variables does, from a list instead of the process.
struct Variables<'v>(&'v [(String, String)]);

impl Provider for Variables<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named("variables")
    }

    fn data(&self) -> figment::Result<Map<Profile, Dict>> {
        let mut dict = Dict::new();
        for (name, value) in self.0 {
            let Some(key) = name.strip_prefix("BENCH__") else {
                continue;
            };
            let key = key.to_lowercase().replace("__", ".");
            let value = value.parse().unwrap_or_else(|_| value.as_str().into());
            let nested = nest(&key, value).into_dict().unwrap_or_default();
            dict = merge(dict, nested);
        }
        Ok(Profile::Default.collect(dict))
    }
}

fn merge(mut below: Dict, above: Dict) -> Dict {
    for (key, value) in above {
        let both = match (below.remove(&key), value) {
            (
                Some(figment::value::Value::Dict(tag, below)),
                figment::value::Value::Dict(_, above),
            ) => figment::value::Value::Dict(tag, merge(below, above)),
            (_, value) => value,
        };
        below.insert(key, both);
    }
    below
}

fn with_purlin(sections: usize, text: &str, variables: &[(String, String)]) {
    let (infos, reads): (Vec<SectionInfo>, Vec<_>) =
        SECTIONS.iter().take(sections).copied().unzip();
    let loader = ConfigLoader::new("Bench")
        .file_text("bench.toml", text)
        .env(variables.iter().map(|(name, value)| (name, value)));
    let mut problems = Problems::new();
    let tree = loader.load(&infos, &mut problems);
    let all = reads.iter().all(|read| read(&tree, &mut problems));
    assert!(all && problems.is_empty());
}

fn with_figment(text: &str, variables: &[(String, String)]) -> BTreeMap<String, PeerSection> {
    Figment::new()
        .merge(Toml::string(text))
        .merge(Variables(variables))
        .extract()
        .expect("it is right")
}

fn with_config(text: &str, variables: &[(String, String)]) -> BTreeMap<String, PeerSection> {
    let source: HashMap<String, String> = variables.iter().cloned().collect();
    config::Config::builder()
        .add_source(config::File::from_str(text, config::FileFormat::Toml))
        .add_source(
            config::Environment::with_prefix("BENCH")
                .prefix_separator("__")
                .separator("__")
                .try_parsing(true)
                .source(Some(source)),
        )
        .build()
        .and_then(config::Config::try_deserialize)
        .expect("it is right")
}

fn cold(criterion: &mut Criterion) {
    for (sections, fields) in [(10, "1000"), (100, "10000")] {
        let (text, variables) = input(sections);
        let mut group = criterion.benchmark_group(format!("cold_load_{fields}_fields"));
        group.sample_size(20);
        group.bench_function("purlin", |bencher| {
            bencher.iter(|| with_purlin(sections, &text, &variables));
        });
        group.bench_function("figment", |bencher| {
            bencher.iter(|| with_figment(&text, &variables));
        });
        group.bench_function("config", |bencher| {
            bencher.iter(|| with_config(&text, &variables));
        });
        group.finish();
    }
}

/// Uses every section, so that all of them follow reloads.
#[provides]
struct Desk {
    first: Live<S00>,
}

struct DeskModule;

#[module(config = [S00, S01, S02, S03, S04, S05, S06, S07, S08, S09], components = [Desk])]
impl DeskModule {
    #[on_start]
    fn all(
        _s00: Live<S00>,
        _s01: Live<S01>,
        _s02: Live<S02>,
        _s03: Live<S03>,
        _s04: Live<S04>,
        _s05: Live<S05>,
        _s06: Live<S06>,
        _s07: Live<S07>,
        _s08: Live<S08>,
        _s09: Live<S09>,
    ) {
    }
}

#[app(modules = [DeskModule], expose = [Desk])]
struct Bench;

fn reload(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let (text, variables) = input(10);
    let folder = std::env::temp_dir().join(format!("purlin-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("bench.toml");
    let texts = [text.clone(), text.replace("limit = 0\n", "limit = 1\n")];
    std::fs::write(&file, &text).expect("a file");
    let running = runtime
        .block_on(
            Bench::builder()
                .config_file(&file)
                .env(variables.iter().map(|(name, value)| (name, value)))
                .start(),
        )
        .expect("it starts");
    let mut group = criterion.benchmark_group("reload_1000_fields");
    group.sample_size(20);
    group.bench_function("unchanged", |bencher| {
        bencher.iter(|| runtime.block_on(running.reload()).expect("it is right"));
    });
    let mut turn = 0_usize;
    group.bench_function("ten_fields_changed", |bencher| {
        bencher.iter(|| {
            turn += 1;
            std::fs::write(&file, &texts[turn % 2]).expect("a file");
            runtime.block_on(running.reload()).expect("it is right")
        });
    });
    group.finish();
    let live = &running.get::<Desk>().first;
    live_read(criterion, live);
    runtime.block_on(running.stop()).expect("it stops");
    let _ = std::fs::remove_dir_all(folder);
}

/// A value that follows reloads, as it is read for every request.
fn live_read(criterion: &mut Criterion, live: &Live<S00>) {
    let swap = ArcSwap::from_pointee(17_u16);
    let lock = RwLock::new(Arc::new(17_u16));
    let mut group = criterion.benchmark_group("live_read");
    group.measurement_time(Duration::from_secs(2));
    group.bench_function("purlin", |bencher| bencher.iter(|| live.read().g0.port));
    group.bench_function("arc_swap", |bencher| bencher.iter(|| **swap.load()));
    group.bench_function("rw_lock", |bencher| {
        bencher.iter(|| **lock.read().expect("no panic"));
    });
    group.finish();
}

criterion_group!(benches, cold, reload);
criterion_main!(benches);
