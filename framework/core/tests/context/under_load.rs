//! Many tenants, many at once: nothing mixes, nothing is lost.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use purlin::{
    config::config,
    context::ExecutionContext,
    prelude::*,
    tenant::{TenantId, TenantSpec, Tenants, TenantsModule},
};

#[config(prefix = "vault")]
pub(crate) struct VaultConfig {
    #[config(default = 0)]
    one: u32,
    #[config(default = 0)]
    two: u32,
}

/// What belongs to one tenant.
pub(crate) struct Vault {
    owner: TenantId,
    kept: Mutex<Vec<TenantId>>,
}

#[provides]
pub(crate) struct Bank {
    vaults: PerTenant<Vault>,
    settings: PerTenant<VaultConfig>,
    tasks: Arc<Tasks>,
    tenants: Arc<Tenants>,
    made: Arc<Made>,
}

#[derive(Default)]
pub(crate) struct Made(AtomicUsize);

pub(crate) struct BankModule;

#[module(config = VaultConfig, components = [Bank])]
impl BankModule {
    #[provides]
    fn made() -> Made {
        Made::default()
    }

    #[provides(scope = tenant)]
    async fn vault(made: &Made) -> Vault {
        // Others run meanwhile.
        tokio::task::yield_now().await;
        made.0.fetch_add(1, Ordering::SeqCst);
        let current = ExecutionContext::current().unwrap();
        Vault {
            owner: current.tenant().unwrap().clone(),
            kept: Mutex::default(),
        }
    }
}

#[app(modules = [TenantsModule, BankModule], expose = [Bank])]
struct Banking;

fn ids(count: usize) -> Vec<TenantId> {
    (0..count)
        .map(|number| format!("t{number}").parse().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_tenants_ten_workers_a_hundred_operations_never_mix() {
    let ids = ids(4);
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let running = Banking::builder()
        .config("tenants.known", names)
        .start()
        .await
        .unwrap();
    let bank = Arc::clone(running.get::<Bank>());
    let mut workers = Vec::new();
    for id in &ids {
        for _ in 0..10 {
            let (bank, id) = (Arc::clone(&bank), id.clone());
            workers.push(tokio::spawn(async move {
                for _ in 0..100 {
                    let context = bank.tenants.context(&id).unwrap();
                    let work = async {
                        tokio::task::yield_now().await;
                        let vault = bank.vaults.get().await.unwrap();
                        let current = ExecutionContext::current().unwrap();
                        let mine = current.tenant().unwrap().clone();
                        assert_eq!((&vault.owner, &mine), (&id, &id));
                        vault.kept.lock().unwrap().push(mine);
                        // A task that is left behind is the tenant's too.
                        let tenant = bank.tasks.spawn("look", async {
                            let current = ExecutionContext::current().unwrap();
                            current.tenant().cloned()
                        });
                        assert_eq!(tenant.await.unwrap(), Some(id.clone()));
                    };
                    context.scope(work).await;
                }
            }));
        }
    }
    for worker in workers {
        worker.await.unwrap();
    }
    assert_eq!(bank.made.0.load(Ordering::SeqCst), 4);
    for id in &ids {
        let context = bank.tenants.context(id).unwrap();
        let vault = context.scope(bank.vaults.get()).await.unwrap();
        let kept = vault.kept.lock().unwrap();
        assert_eq!(kept.len(), 1_000);
        assert!(kept.iter().all(|owner| owner == id));
    }
    running.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_tenants_are_correct() {
    let ids = ids(500);
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let running = Banking::builder()
        .config("tenants.known", names)
        .start()
        .await
        .unwrap();
    let bank = Arc::clone(running.get::<Bank>());
    assert_eq!(bank.tenants.list().len(), 500);
    let mut owners = BTreeMap::new();
    for id in ids.iter().chain(&ids) {
        let context = bank.tenants.context(id).unwrap();
        let vault = context.scope(bank.vaults.get()).await.unwrap();
        *owners.entry(vault.owner.clone()).or_insert(0) += 1;
    }
    assert_eq!(owners.len(), 500);
    assert!(owners.values().all(|count| *count == 2));
    assert_eq!(bank.made.0.load(Ordering::SeqCst), 500);
    running.stop().await.unwrap();
}

/// EC-06: readers see one update or another, never parts of two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rapid_updates_under_load_are_never_torn() {
    let running = Banking::builder()
        .config("tenants.known", vec!["acme"])
        .start()
        .await
        .unwrap();
    let bank = Arc::clone(running.get::<Bank>());
    let acme: TenantId = "acme".parse().unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (bank, acme, over) = (Arc::clone(&bank), acme.clone(), Arc::clone(&over));
            tokio::spawn(async move {
                let (mut reads, mut last) = (0, 0);
                while !over.load(Ordering::Relaxed) {
                    let context = bank.tenants.context(&acme).unwrap();
                    let work = async {
                        let first = bank.settings.get().await.unwrap();
                        tokio::task::yield_now().await;
                        let second = bank.tenants.section::<VaultConfig>().unwrap();
                        assert_eq!((first.one, first.two), (first.two, second.one));
                        assert!(bank.vaults.get().await.is_ok());
                        first.one
                    };
                    let seen = context.scope(work).await;
                    assert!(seen >= last, "{seen} after {last}");
                    (reads, last) = (reads + 1, seen);
                }
                reads
            })
        })
        .collect();
    for number in 1..=200_u32 {
        let spec = TenantSpec::new(acme.clone())
            .set("vault.one", number)
            .set("vault.two", number);
        bank.tenants.update(spec).await.unwrap();
        if number % 20 == 0 {
            let wrong = TenantSpec::new(acme.clone()).set("vault.one", "many");
            assert!(bank.tenants.update(wrong).await.is_err());
        }
    }
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
    assert!(bank.tenants.list().contains(&acme));
    running.stop().await.unwrap();
}
