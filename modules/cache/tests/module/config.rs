//! What the settings do, and what is told of those that cannot be.

use purlin::{
    config::{ConfigLoader, Problems, SectionInfo},
    error::{Category, Error},
};
use purlin_cache::{Backend, Cache, CacheConfig};

#[test]
fn what_is_not_configured_is_what_default_gives() {
    let mut problems = Problems::new();
    let sections = [SectionInfo::of::<CacheConfig>()];
    let tree = ConfigLoader::new("Test").load(&sections, &mut problems);
    let read: CacheConfig = tree.section(&mut problems).unwrap();
    problems.into_result().unwrap();
    assert_eq!(format!("{read:?}"), format!("{:?}", CacheConfig::default()));
    assert_eq!((read.max_items, read.ttl.as_secs()), (10_000, 300));
}

#[tokio::test]
async fn an_address_that_cannot_be_is_told_without_its_password() {
    for (url, told) in [
        ("http://u:canary@host", "does not begin with `redis://`"),
        (
            "redis://u:canary@host:port",
            "is none that Redis can be found at",
        ),
    ] {
        let config = CacheConfig {
            backend: Backend::Redis,
            url: url.into(),
            ..CacheConfig::default()
        };
        let error = Error::from(Cache::connect(&config).await.unwrap_err());
        assert_eq!(
            (error.code(), error.category()),
            ("PL1602", Category::Config)
        );
        let text = format!("{} {error:?} {config:?}", error.render());
        assert!(text.contains(told), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn tls_is_asked_for_by_the_address_and_never_left_out() {
    let config = CacheConfig {
        backend: Backend::Redis,
        url: "redis://u:canary@host".into(),
        tls_ca: Some("ca.pem".into()),
        ..CacheConfig::default()
    };
    let error = Cache::connect(&config).await.unwrap_err();
    assert_eq!(error.code(), "PL1602");
    let told = "does not begin with `rediss://`, and `cache.tls_ca` is set";
    assert!(error.to_string().contains(told), "{error}");
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn a_build_without_tls_says_so() {
    let config = CacheConfig {
        backend: Backend::Redis,
        url: "rediss://u:canary@host".into(),
        ..CacheConfig::default()
    };
    let error = Error::from(Cache::connect(&config).await.unwrap_err());
    assert_eq!(error.code(), "PL1602");
    let told = error.render();
    assert!(
        told.contains("lacks the feature `cache-redis-tls`"),
        "{told}"
    );
    assert!(!told.contains("canary"), "{told}");
}
