//! What `explain` of every application prints is what the pages say. Run it with `PURLIN_WRITE=1`
//! after a page has changed.
#![expect(clippy::expect_used, reason = "a test says what is wrong by panicking")]

use std::{fs, path::Path};

/// The table of the pages: code, title, and the first paragraph of what to do.
fn of_the_pages() -> String {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/errors");
    let mut rows: Vec<String> = fs::read_dir(pages)
        .expect("the pages")
        .map(|entry| entry.expect("a page").path())
        .filter(|path| path.file_stem().is_some_and(|name| name != "index"))
        .map(|path| row(&fs::read_to_string(path).expect("a page")))
        .collect();
    rows.sort();
    rows.concat()
}

fn row(page: &str) -> String {
    let title = page.lines().next().unwrap_or_default();
    let title = title.strip_prefix("# ").unwrap_or(title);
    let (code, title) = title.split_once(": ").expect("a code and a title");
    let (_, advice) = page.split_once("**What to do.** ").expect("what to do");
    let advice = advice.split("\n\n").next().unwrap_or_default();
    let advice = without_links(&advice.replace('\n', " "));
    format!("{code}\t{title}\t{}\n", advice.trim())
}

/// The text with the words of its links only.
fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](").and_then(|(words, target)| {
            let (_, after) = target.split_once(')')?;
            Some((words, after))
        });
        plain.push_str(before);
        match parts {
            Some((words, after)) => {
                plain.push_str(words);
                rest = after;
            }
            None => {
                plain.push('[');
                rest = link;
            }
        }
    }
    plain + rest
}

#[test]
fn the_table_of_the_program_is_what_the_pages_say() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = table.join("../framework/core/src/error/explained.tsv");
    let expected = of_the_pages();
    if std::env::var_os("PURLIN_WRITE").is_some() {
        fs::write(&table, &expected).expect("the table can be written");
    }
    let found = fs::read_to_string(&table).unwrap_or_default();
    assert_eq!(found, expected, "run it with PURLIN_WRITE=1");
}

#[test]
fn links_are_their_words() {
    assert_eq!(
        without_links("see [PL1000](PL1000.md), `a[0]`"),
        "see PL1000, `a[0]`"
    );
}
