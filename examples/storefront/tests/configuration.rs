//! What an operator of the shop sees of its configuration.

use std::{fs, path::Path, process::Command};

use purlin::{app::Lookup, config::Source, http_server::HttpServer};
use storefront::Storefront;

/// Twelve faults in three files and the environment are one report with twelve findings. Run it
/// with `PURLIN_WRITE=1` to record the report, and read what it recorded.
#[test]
fn twelve_faults_are_twelve_exact_findings() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(
        at("purlin.toml"),
        "telemetry = true\n\n[http]\naddress = \"localhost\"\nbody_limit = \"large\"\n\n\
         [orders]\nmax_lines = 0\nexpire_after = \"2 weeks\"\n",
    )
    .unwrap();
    fs::write(
        at("purlin.prod.toml"),
        "[database]\nmax_conections = 20\nmigrate_on_start = \"later\"\n\n\
         [orders]\nexpiry_check = \"2h\"\n",
    )
    .unwrap();
    fs::write(
        at("shared.json"),
        "{\n  \"database\": { \"url\": \"${env:SHOP_DATABASE}\" },\n  \
         \"notification\": { \"capacity\": -1 }\n}\n",
    )
    .unwrap();
    let refused = Storefront::builder()
        .config_file(at("purlin.toml"))
        .profile("prod")
        .config_source(Source::file(at("shared.json")))
        .env([
            ("STOREFRONT__HTTP__HEALTH", "maybe"),
            ("STOREFRONT__ORDERS_MAX_QUANTITY", "5"),
        ])
        .check();
    let report = refused
        .unwrap_err()
        .render()
        .replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(report.matches("[PL10").count() - 1, 12, "{report}");
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/twelve_faults.txt");
    if std::env::var_os("PURLIN_WRITE").is_some() {
        fs::write(recorded, report).unwrap();
    } else {
        assert_eq!(report, fs::read_to_string(recorded).unwrap_or_default());
    }
}

/// What `config sample` prints starts the shop as it is, whatever its format.
#[tokio::test]
async fn a_sample_starts_the_shop() {
    for (format, file) in [
        ("toml", "shop.toml"),
        ("json", "shop.json"),
        ("yaml", "shop.yaml"),
        ("env", ".env"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let printed = Command::new(env!("CARGO_BIN_EXE_storefront"))
            .args(["config", "sample", "--format", format])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert!(printed.status.success(), "{format}");
        let path = folder.path().join(file);
        fs::write(&path, printed.stdout).unwrap();
        let builder = match format {
            "env" => Storefront::builder().config_source(Source::dotenv(&path)),
            _ => Storefront::builder().config_file(&path),
        };
        let shop = builder
            .config("http.address", "127.0.0.1:0")
            .config("database.url", "sqlite::memory:")
            .start()
            .await
            .unwrap();
        assert!(shop.get::<HttpServer>().local_addr().is_some(), "{format}");
        shop.stop().await.unwrap();
    }
}
