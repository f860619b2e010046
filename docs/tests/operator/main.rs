//! What the operator's chapter shows is what really comes of each command: this program is both, the
//! application of the chapter (when it is called `shop`) and the test that types the commands. Run
//! it with `PURLIN_WRITE=1` to write what has changed.

#![expect(clippy::expect_used, reason = "a test says what is wrong by panicking")]

#[cfg(unix)]
mod page;
#[cfg(unix)]
mod shop;
#[cfg(unix)]
mod terminal;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    let program = std::env::args_os().next().map(std::path::PathBuf::from);
    if program.is_some_and(|program| program.ends_with("shop")) {
        return shop::Shop::main();
    }
    page::tells_apart();
    the_chapter_shows_what_comes_of_each_command();
    std::process::ExitCode::SUCCESS
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn the_chapter_shows_what_comes_of_each_command() {
    use std::{fmt::Write as _, fs, path::Path};

    use page::Block;

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide/operator.md");
    let text = fs::read_to_string(&path).expect("the chapter");
    let mut terminal = terminal::Terminal::open();
    let mut shown = Vec::new();
    for block in page::blocks(&text) {
        match block {
            Block::File(text) => terminal.write(&text),
            Block::Terminal(typed, place) => {
                let done: Vec<_> = typed
                    .into_iter()
                    .map(|typed| (terminal.type_in(&typed.command), typed))
                    .collect();
                shown.push((place, done));
            }
        }
    }
    terminal.close();
    let write = std::env::var_os("PURLIN_WRITE").is_some();
    let mut changed = text.clone();
    for (place, typed) in shown.into_iter().rev() {
        let mut block = String::new();
        for (output, typed) in typed {
            let output = terminal.read(output);
            let output = output.unwrap_or_else(|| typed.output.clone());
            if !write {
                let (found, expected) = (page::lasting(&output), page::lasting(&typed.output));
                assert_eq!(
                    found, expected,
                    "`{}` gives this:\n{output}\nrun it with PURLIN_WRITE=1",
                    typed.command
                );
            }
            // Writing to a string does not fail.
            let _ = write!(block, "$ {}\n{output}", typed.command);
        }
        changed.replace_range(place, &block);
    }
    if write {
        fs::write(&path, changed).expect("the chapter can be written");
    }
}
