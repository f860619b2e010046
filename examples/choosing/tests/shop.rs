//! A setting chooses between services, and a module that fails is left out.

use choosing::{Catalog, Shop};
use purlin::{prelude::*, testing::TestApp};

#[tokio::test]
async fn the_default_is_chosen_when_nothing_is_said() {
    let shop = TestApp::<Shop>::new().start().await.unwrap();
    assert_eq!(shop.get::<Catalog>().ways(), "memory, then 2 nodes");
    shop.stop().await;
}

#[tokio::test]
async fn a_setting_chooses_another() {
    let shop = TestApp::<Shop>::new().config("cache.backend", "shared");
    let shop = shop.start().await.unwrap();
    let ways = shop.get::<Catalog>().ways();
    assert_eq!(ways, "cache.internal:6379, then 2 nodes");
    shop.stop().await;
}

#[tokio::test]
async fn a_value_that_chooses_nothing_is_refused_before_anything_starts() {
    let refused = Shop::builder().config("cache.backend", "memroy").check();
    let report = refused.unwrap_err().render();
    let values = r#"set it to one of "memory", "shared""#;
    assert!(
        report.contains("PL1012") && report.contains(values),
        "{report}"
    );
}

#[tokio::test]
async fn an_optional_module_that_fails_is_left_out() {
    let shop = TestApp::<Shop>::new().config("search.nodes", Vec::<&str>::new());
    let shop = shop.start().await.unwrap();
    assert_eq!(shop.get::<Catalog>().ways(), "memory, then by hand");
    let left_out: Vec<String> = shop
        .left_out()
        .map(|(module, error)| format!("{module}: {}", error.render()))
        .collect();
    assert_eq!(left_out.len(), 1);
    assert!(
        left_out[0].starts_with("SearchModule: ") && left_out[0].contains("there are no nodes"),
        "{left_out:?}"
    );
    assert!(shop.health().refresh().await.ready, "but degraded");
    shop.stop().await;
}
