//! Readers see all of a reload or nothing of it, across sections and under load.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
};

use purlin::{
    config::{ConfigValue, Source},
    prelude::*,
};

use crate::desk::{Desk, Log, Shop};

/// The number that both sections show; an odd one is a static change, so that it is refused.
fn values(number: u32) -> BTreeMap<String, ConfigValue> {
    let mut values = BTreeMap::from([
        (
            "orders.max_open".to_owned(),
            ConfigValue::from(number % 1000 + 1),
        ),
        (
            "catalog.page".to_owned(),
            ConfigValue::from(number % 1000 + 1),
        ),
    ]);
    match number % 4 {
        1 => values.insert("orders.store".to_owned(), ConfigValue::from("disk")),
        3 => values.insert("orders.nothing".to_owned(), ConfigValue::from(1)),
        _ => None,
    };
    values
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_readers_see_no_torn_value_in_a_thousand_reloads() {
    let number = Arc::new(AtomicU32::new(0));
    let source = Arc::clone(&number);
    let running = Shop::builder()
        .config_source(Source::custom("numbers", move || {
            Ok(values(source.load(Ordering::SeqCst)))
        }))
        .start()
        .await
        .unwrap();
    let desk = Arc::clone(running.get::<Desk>());
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..64)
        .map(|_| {
            let (desk, done) = (Arc::clone(&desk), Arc::clone(&done));
            thread::spawn(move || {
                let (mut last, mut reads) = (0, 0_u64);
                while !done.load(Ordering::Relaxed) {
                    let moment = desk.orders.moment();
                    let (orders, catalog) = (moment.get(&desk.orders), moment.get(&desk.catalog));
                    assert_eq!(orders.max_open, catalog.page, "torn");
                    let seen = desk.orders.read().max_open;
                    assert!(seen % 2 == 1, "only even numbers were applied: {seen}");
                    last = seen;
                    reads += 1;
                    thread::yield_now();
                }
                (last, reads)
            })
        })
        .collect();
    let (mut applied, mut refused) = (0, 0);
    for next in 1..=1000 {
        number.store(next, Ordering::SeqCst);
        match running.reload().await {
            Ok(_) => applied += 1,
            Err(_) => refused += 1,
        }
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        let (_, reads) = reader.join().unwrap();
        assert!(reads > 0, "every reader has read");
    }
    assert_eq!((applied, refused), (500, 500));
    // The last applied is 1000, which shows as 1.
    assert_eq!(desk.orders.read().max_open, 1);
    assert!(running.get::<Log>().take().len() >= 500);
    running.stop().await.unwrap();
}
