//! What a context costs: to make, to clone, to find, and to find a service of a tenant in it.
//!
//! `cargo bench -p purlin-bench-run-time --bench context`

#![expect(
    missing_docs,
    clippy::expect_used,
    reason = "a benchmark may fail, and criterion's macros document nothing"
)]

use std::{hint::black_box, sync::Arc, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use purlin::{
    context::{Contexts, ExecutionContext},
    prelude::*,
    tenant::{TenantId, Tenants, TenantsModule},
};
use tokio::runtime::Builder;

pub struct Shelf(u64);

#[provides]
pub struct Desk {
    shelves: PerTenant<Shelf>,
    contexts: Arc<Contexts>,
    tenants: Arc<Tenants>,
}

pub struct DeskModule;

#[module(components = [Desk])]
impl DeskModule {
    #[provides(scope = tenant)]
    fn shelf() -> Shelf {
        Shelf(7)
    }
}

#[app(modules = [TenantsModule, DeskModule], expose = [Desk])]
struct Bench;

tokio::task_local! {
    /// What a program by hand has: an identity and a tenant.
    static PLAIN: Arc<(u128, String)>;
}

fn contexts(criterion: &mut Criterion) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let names: Vec<String> = (0..500).map(|number| format!("t{number}")).collect();
    let starting = Bench::builder().config("tenants.known", names).start();
    let running = runtime.block_on(starting).expect("it starts");
    let desk = Arc::clone(running.get::<Desk>());
    let ids: Vec<TenantId> = desk.tenants.list();
    let mut group = criterion.benchmark_group("context");
    group.measurement_time(Duration::from_secs(2));
    group.bench_function("create", |bencher| bencher.iter(|| desk.contexts.root()));
    let mut next = 0;
    group.bench_function("create_for_one_of_500_tenants", |bencher| {
        bencher.iter(|| {
            next = (next + 7) % ids.len();
            desk.tenants.context(&ids[next])
        });
    });
    let context = desk.tenants.context(&ids[0]).expect("a tenant");
    group.bench_function("clone", |bencher| bencher.iter(|| context.clone()));
    context.enter(|| {
        group.bench_function("look_at_current", |bencher| {
            bencher.iter(|| ExecutionContext::with_current(|context| context.tenant().is_some()));
        });
        group.bench_function("current", |bencher| bencher.iter(ExecutionContext::current));
    });
    PLAIN.sync_scope(Arc::new((7, "t0".to_owned())), || {
        group.bench_function("look_at_a_plain_task_local", |bencher| {
            bencher.iter(|| PLAIN.with(|plain| black_box(plain.0)));
        });
        group.bench_function("clone_a_plain_task_local", |bencher| {
            bencher.iter(|| PLAIN.with(Arc::clone));
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("tenant_service");
    group.measurement_time(Duration::from_secs(2));
    // 16 tasks over 500 tenants, 1,000 looks each in a context that is entered once: time per look.
    group.bench_function("warm_with_16_tasks", |bencher| {
        bencher.iter_custom(|rounds| {
            runtime.block_on(async {
                let began = tokio::time::Instant::now();
                for _ in 0..rounds {
                    let tasks = (0..16).map(|task| {
                        let desk = Arc::clone(&desk);
                        let id = ids[task * 31].clone();
                        tokio::spawn(async move {
                            let context = desk.tenants.context(&id).expect("a tenant");
                            let work = async {
                                let mut sum = 0;
                                for _ in 0..1_000 {
                                    sum += desk.shelves.get().await.expect("a shelf").0;
                                }
                                sum
                            };
                            black_box(context.scope(work).await)
                        })
                    });
                    for task in tasks.collect::<Vec<_>>() {
                        task.await.expect("it ends");
                    }
                }
                began.elapsed() / 16_000
            })
        });
    });
    group.finish();
    runtime.block_on(running.stop()).expect("it stops");
}

criterion_group!(benches, contexts);
criterion_main!(benches);
