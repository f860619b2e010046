//! The guestbook over four stores: it is always the same.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::{fs, io, path::Path};

use purlin::prelude::*;
use replacing::{Demonstration, Guestbook, Inn, Rehearsal, Store};

fn two_guests(book: &Guestbook) -> [String; 2] {
    ["ada", "bob"].map(|guest| book.sign(guest).unwrap())
}

fn file(folder: &Path) -> String {
    folder.join("guests.txt").to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_application_keeps_guests_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path());
    let inn = Inn::builder().config("store.file", file.as_str());
    let inn = inn.start().await.unwrap();
    let answers = two_guests(inn.get::<Guestbook>());
    assert_eq!(answers, ["ada, the first", "bob, after ada"]);
    inn.stop().await.unwrap();
    assert_eq!(fs::read_to_string(file).unwrap(), "ada\nbob\n");
}

#[tokio::test]
async fn another_module_provides_the_same_interface() {
    let rehearsal = Rehearsal::builder().start().await.unwrap();
    let answers = two_guests(rehearsal.get::<Guestbook>());
    assert_eq!(answers, ["ada, the first", "bob, after ada"]);
    rehearsal.stop().await.unwrap();

    let setting = Rehearsal::builder().config("store.file", "guests.txt");
    let unknown = setting.check().unwrap_err().render();
    assert!(unknown.contains("PL1003"), "{unknown}");
}

#[tokio::test]
async fn an_application_replaces_one_service() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path());
    let demonstration = Demonstration::builder().config("store.file", file.as_str());
    let demonstration = demonstration.start().await.unwrap();
    let answers = two_guests(demonstration.get::<Guestbook>());
    assert_eq!(answers, ["ada, the first", "bob, the first"]);
    demonstration.stop().await.unwrap();
    assert!(!Path::new(&file).exists());
}

#[tokio::test]
async fn a_test_replaces_one_service_by_a_value() {
    struct Full;

    impl Store for Full {
        fn append(&self, _line: &str) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn lines(&self) -> io::Result<Vec<String>> {
            Ok(Vec::new())
        }
    }

    let inn = Inn::builder().replace::<dyn Store>(Arc::new(Full));
    let inn = inn.start().await.unwrap();
    let refused = inn.get::<Guestbook>().sign("ada").unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::StorageFull);
    inn.stop().await.unwrap();
}
