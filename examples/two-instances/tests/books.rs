//! Both journals are written, each with its own settings.

use std::fs;

use purlin::app::Lookup;
use two_instances::{Books, Ledger};

#[tokio::test]
async fn each_instance_writes_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::builder()
        .config_file(concat!(env!("CARGO_MANIFEST_DIR"), "/purlin.toml"))
        .config("journal.folder", folder.path().to_str().unwrap())
        .start()
        .await
        .unwrap();
    books.get::<Ledger>().take("40 ridge tiles", "ada").unwrap();
    books.stop().await.unwrap();

    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("orders.log"), "begin\n40 ridge tiles\nend\n");
    assert_eq!(
        read("audit.log"),
        "begin\nada ordered 40 ridge tiles\nend\n"
    );
}
