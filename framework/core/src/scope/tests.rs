//! What a store promises, whoever owns it.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;

use super::{Lifespan, Maker, Realm, ScopeStore, ScopedNode, Scopes};
use crate::error::{BoxError, Category, Error};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down when it is dropped.
struct Noted(&'static str, Log);

impl Drop for Noted {
    fn drop(&mut self) {
        self.1.lock().unwrap().push(format!("drop {}", self.0));
        assert_ne!(self.0, "bomb", "boom");
    }
}

fn noted(realm: &Realm, index: usize, name: &'static str, log: &Log) -> Maker<Noted> {
    let log = Arc::clone(log);
    ScopedNode::in_realm(
        realm.clone(),
        (Lifespan::Tenant, index, 3),
        name,
        move |_| {
            let log = Arc::clone(&log);
            Box::pin(async move {
                log.lock().unwrap().push(format!("make {name}"));
                Ok((Arc::new(Noted(name, log)),))
            })
        },
    )
    .ending(|made| {
        let service = Arc::clone(&made.0);
        Box::new(move || {
            Box::pin(async move {
                tokio::task::yield_now().await;
                service
                    .1
                    .lock()
                    .unwrap()
                    .push(format!("tell {}", service.0));
                match service.0 {
                    "fails" => Err("no".into()),
                    "panics" => panic!("hook"),
                    _ => Ok(()),
                }
            })
        })
    })
    .maker(|made: &(Arc<Noted>,)| &made.0)
}

fn tenant(store: &ScopeStore) -> Scopes {
    Scopes::none().with_tenant(store)
}

#[tokio::test]
async fn closing_tells_and_drops_in_reverse_order_of_creation() {
    let (realm, log, store) = (Realm::new(), Log::default(), ScopeStore::new());
    let scopes = tenant(&store);
    for (index, name) in [(2, "first"), (0, "second"), (1, "third")] {
        noted(&realm, index, name, &log).get(&scopes).await.unwrap();
    }
    assert_eq!(store.len(), 3);
    log.lock().unwrap().clear();
    assert!(store.close().await.is_empty());
    assert_eq!(
        *log.lock().unwrap(),
        [
            "tell third",
            "drop third",
            "tell second",
            "drop second",
            "tell first",
            "drop first"
        ]
    );
    assert!(store.is_closed() && store.is_empty());
    assert!(store.close().await.is_empty());
}

#[tokio::test]
async fn pl1406_and_pl1407_one_that_fails_to_end_does_not_keep_the_others_from_it() {
    let (realm, log, store) = (Realm::new(), Log::default(), ScopeStore::new());
    for (index, name) in ["bomb", "panics", "fails"].into_iter().enumerate() {
        noted(&realm, index, name, &log)
            .get(&tenant(&store))
            .await
            .unwrap();
    }
    let errors = store.close().await;
    let codes: Vec<_> = errors.iter().map(Error::code).collect();
    assert_eq!(codes, ["PL1406", "PL1406", "PL1407"]);
    assert_eq!(errors[0].message(), "the drop hook of `fails` failed");
    assert!(
        errors[1].render().contains("panicked: hook"),
        "{}",
        errors[1].render()
    );
    assert_eq!(errors[2].message(), "`bomb` panicked while it was dropped");
}

#[tokio::test]
async fn a_store_that_is_not_closed_drops_in_the_same_order_without_telling() {
    let (realm, log, store) = (Realm::new(), Log::default(), ScopeStore::new());
    for (index, name) in [(1, "first"), (0, "bomb")] {
        noted(&realm, index, name, &log)
            .get(&tenant(&store))
            .await
            .unwrap();
    }
    log.lock().unwrap().clear();
    drop(store);
    assert_eq!(*log.lock().unwrap(), ["drop bomb", "drop first"]);
}

/// Makes numbers; fails while there are failures left.
fn counting(realm: &Realm, made: &Arc<AtomicUsize>, failures: usize) -> Maker<usize> {
    let made = Arc::clone(made);
    ScopedNode::in_realm(
        realm.clone(),
        (Lifespan::Request, 0, 1),
        "count",
        move |_| {
            let made = Arc::clone(&made);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                let number = made.fetch_add(1, Ordering::SeqCst);
                assert_ne!((number, failures), (0, 2), "the first of two");
                if number < failures {
                    return Err(BoxError::from("not yet"));
                }
                Ok((Arc::new(number),))
            })
        },
    )
    .maker(|made: &(Arc<usize>,)| &made.0)
}

#[tokio::test(start_paused = true)]
async fn a_service_is_made_once_however_many_ask_at_the_same_time() {
    let (realm, made, store) = (Realm::new(), Arc::default(), ScopeStore::new());
    let (maker, scopes) = (
        counting(&realm, &made, 0),
        Scopes::none().with_request(&store),
    );
    let asked = join_all((0..20).map(|_| maker.get(&scopes))).await;
    assert!(asked.into_iter().all(|made| *made.unwrap() == 0));
    assert_eq!(made.load(Ordering::SeqCst), 1);
    let other = ScopeStore::new();
    assert_eq!(
        *maker
            .get(&Scopes::none().with_request(&other))
            .await
            .unwrap(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn pl1404_a_failure_or_panic_is_not_kept() {
    let (realm, made, store) = (Realm::new(), Arc::default(), ScopeStore::new());
    let (maker, scopes) = (
        counting(&realm, &made, 2),
        Scopes::none().with_request(&store),
    );
    for cause in ["panicked:", "not yet"] {
        let error = maker.get(&scopes).await.unwrap_err();
        assert_eq!(
            (error.code(), error.category()),
            ("PL1404", Category::Dependency)
        );
        assert!(error.render().contains(cause), "{}", error.render());
    }
    assert_eq!(*maker.get(&scopes).await.unwrap(), 2);
    assert_eq!(*maker.get(&scopes).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_leaves_the_making_to_the_next() {
    let (realm, made, store) = (Realm::new(), Arc::default(), ScopeStore::new());
    let (maker, scopes) = (
        counting(&realm, &made, 0),
        Scopes::none().with_request(&store),
    );
    let gave_up = tokio::time::timeout(Duration::from_millis(1), maker.get(&scopes)).await;
    assert!(gave_up.is_err());
    assert_eq!(*maker.get(&scopes).await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn pl1403_what_is_made_while_its_scope_ends_is_told_and_dropped() {
    let (realm, log, store) = (Realm::new(), Log::default(), ScopeStore::new());
    let slow = {
        let log = Arc::clone(&log);
        ScopedNode::in_realm(realm, (Lifespan::Tenant, 0, 1), "slow", move |_| {
            let log = Arc::clone(&log);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Ok((Arc::new(Noted("slow", log)),))
            })
        })
        .ending(|made| {
            let service = Arc::clone(&made.0);
            Box::new(move || {
                service.1.lock().unwrap().push("tell slow".to_owned());
                Box::pin(async { Ok(()) })
            })
        })
        .maker(|made: &(Arc<Noted>,)| &made.0)
    };
    let scopes = tenant(&store);
    let (asked, closed) = tokio::join!(slow.get(&scopes), async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        store.close().await
    });
    assert!(closed.is_empty());
    assert_eq!(asked.err().unwrap().code(), "PL1403");
    assert_eq!(*log.lock().unwrap(), ["tell slow", "drop slow"]);
    assert_eq!(slow.get(&scopes).await.err().unwrap().code(), "PL1403");
}

#[tokio::test]
async fn pl1405_a_store_of_one_application_holds_nothing_of_another() {
    let (log, store) = (Log::default(), ScopeStore::new());
    let ours = noted(&Realm::new(), 0, "ours", &log);
    let theirs = noted(&Realm::new(), 0, "theirs", &log);
    ours.get(&tenant(&store)).await.unwrap();
    let error = theirs.get(&tenant(&store)).await.err().unwrap();
    assert_eq!(
        (error.code(), error.category()),
        ("PL1405", Category::Lifecycle)
    );
}

#[tokio::test]
async fn pl1401_and_pl1402_without_a_request_or_tenant_there_is_nothing_to_find() {
    let (realm, log) = (Realm::new(), Log::default());
    let error = noted(&realm, 0, "Cart", &log)
        .get(&Scopes::none())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "PL1402");
    assert_eq!(
        error.message(),
        "`Cart` is one per tenant, and no tenant is current"
    );
    let error = counting(&realm, &Arc::default(), 0)
        .get(&Scopes::none())
        .await
        .err()
        .unwrap();
    assert_eq!(error.code(), "PL1401");
}

#[tokio::test]
async fn pl1408_a_service_that_waits_for_itself_is_told_so() {
    let (realm, store) = (Realm::new(), ScopeStore::new());
    let own: Arc<std::sync::OnceLock<Maker<u8>>> = Arc::default();
    let through = Arc::clone(&own);
    let maker = ScopedNode::in_realm(realm, (Lifespan::Tenant, 0, 1), "Own", move |scopes| {
        let own = Arc::clone(&through);
        Box::pin(async move {
            let own = own.get().unwrap().get(&scopes).await?;
            Ok((own,))
        })
    })
    .maker(|made: &(Arc<u8>,)| &made.0);
    own.set(maker.clone()).unwrap();
    let error = maker.get(&tenant(&store)).await.unwrap_err();
    assert_eq!(error.code(), "PL1404");
    assert!(error.render().contains("[PL1408]"), "{}", error.render());
}
