//! The command `migrate`, as an operator uses it.

use std::process::Command;

use purlin::database::{Database, DatabaseConfig, sea_orm::ConnectionTrait};

use crate::engines::on_each;

/// Runs `storefront migrate …` on this database; its exit code, output and errors.
fn migrate(url: &str, words: &[&str]) -> (Option<i32>, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .args(["--set", &format!("database.url={url}")])
        .args(["--set", "database.migrate_on_start=false", "migrate"])
        .args(words)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code(), text(&done.stdout), text(&done.stderr))
}

/// What it prints, without the line that names the database.
fn told(url: &str, words: &[&str]) -> String {
    let (code, out, error) = migrate(url, words);
    assert_eq!(code, Some(0), "{error}");
    let (first, rest) = out.split_once('\n').unwrap();
    assert!(first.starts_with("database "), "{first}");
    rest.to_owned()
}

#[tokio::test]
async fn migrations_are_looked_at_applied_and_undone_from_the_command_line() {
    on_each(async |url| {
        let all = [
            "catalog/0001_products",
            "catalog/0002_first_products",
            "orders/0001_orders",
            "orders/0002_tenants",
        ];
        let lines = |word: &str, names: &[&str]| {
            let lines: Vec<_> = names
                .iter()
                .map(|name| format!("  {word:<8} {name}\n"))
                .collect();
            lines.concat()
        };
        assert_eq!(told(&url, &["status"]), lines("pending", &all));
        let plan = told(&url, &["plan"]);
        assert!(
            plan.contains("-- orders/0001_orders\nCREATE TABLE orders"),
            "{plan}"
        );
        assert_eq!(plan.contains("UUID"), url.starts_with("postgres"), "{plan}");
        // Nothing has been done yet.
        assert_eq!(told(&url, &["status"]), lines("pending", &all));

        assert_eq!(told(&url, &["up"]), lines("applied", &all));
        assert_eq!(told(&url, &["up"]), "");
        assert_eq!(told(&url, &["plan"]), "");
        assert_eq!(told(&url, &["down", "orders"]), lines("undone", &all[3..]));
        let status = lines("applied", &all[..3]) + &lines("pending", &all[3..]);
        assert_eq!(told(&url, &["status"]), status);
        let undone = lines("undone", &["orders/0001_orders"]);
        assert_eq!(told(&url, &["down", "orders", "9"]), undone);
        assert_eq!(told(&url, &["up"]), lines("applied", &all[2..]));

        let (code, _, error) = migrate(&url, &["down", "order"]);
        assert_eq!(code, Some(64), "{error}");
        assert!(
            error.contains("[PL1320] there is no schema `order`: there are `catalog`, `orders`"),
            "{error}"
        );
        let (code, _, error) = migrate(&url, &["upp"]);
        assert_eq!(code, Some(64), "{error}");
        assert!(error.contains("`migrate upp` is not understood"), "{error}");
    })
    .await;
}

/// A misspelt address must not lead to another database.
#[test]
fn nothing_is_migrated_with_a_configuration_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_storefront"))
        .args([
            "--set",
            "database.ulr=sqlite://other.sqlite",
            "migrate",
            "up",
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(78), "{error}");
    assert!(error.contains("database.ulr"), "{error}");
    assert!(!folder.path().join("data.sqlite").exists());
}

#[tokio::test]
async fn what_was_left_half_way_is_resolved_by_hand() {
    on_each(async |url| {
        told(&url, &["up"]);
        let config = DatabaseConfig {
            url: url.parse().unwrap(),
            ..DatabaseConfig::default()
        };
        let database = Database::connect(&config).await.unwrap();
        let sql = "UPDATE purlin_migrations SET state = 'begun' WHERE name = '0002_tenants'";
        database.execute_unprepared(sql).await.unwrap();
        database.close().await.unwrap();

        assert!(told(&url, &["status"]).contains("half-way orders/0002_tenants"));
        let (code, _, error) = migrate(&url, &["up"]);
        assert_eq!(code, Some(70), "{error}");
        assert!(error.contains("[PL1314]"), "{error}");
        let resolve = ["resolve", "orders", "0002_tenants", "applied"];
        assert_eq!(told(&url, &resolve), "  applied  orders/0002_tenants\n");
        assert!(told(&url, &["status"]).contains("applied  orders/0002_tenants"));
        let (code, _, error) = migrate(&url, &resolve);
        assert_eq!(code, Some(64), "{error}");
        assert!(error.contains("is not half-way"), "{error}");
    })
    .await;
}

#[test]
fn where_tenants_have_databases_each_is_migrated_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let migrate = |words: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_storefront"))
            .args([
                "--set",
                &format!("database.url=sqlite://{place}/shared.sqlite"),
            ])
            .args(["--set", "database.tenancy=database"])
            .args([
                "--set",
                &format!("database.tenant_url=sqlite://{place}/{{tenant}}.sqlite"),
            ])
            .arg("migrate")
            .args(words)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&done.stdout), text(&done.stderr))
    };
    let (out, error) = migrate(&["up", "@acme", "@globex"]);
    assert_eq!(error, "");
    for tenant in ["tenant acme", "tenant globex"] {
        let (_, after) = out.split_once(tenant).unwrap();
        assert!(
            after.starts_with("\n  applied  catalog/0001_products\n"),
            "{out}"
        );
    }
    let (out, _) = migrate(&["status", "@initech", "@acme"]);
    assert!(out.contains("tenant initech\n  pending"), "{out}");
    assert!(out.contains("tenant acme\n  applied"), "{out}");
    for (words, told) in [
        (&["up"][..], "write which, such as `migrate status @acme`"),
        (&["up", "@Acme Inc"], "names no tenant"),
    ] {
        let (_, error) = migrate(words);
        assert!(error.contains("PL1320") && error.contains(told), "{error}");
    }
}
