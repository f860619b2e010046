//! The page of `cargo purlin graph --format html` in a real browser, without a window and without
//! the network. Without a browser the tests say so; `PURLIN_REQUIRE_BROWSER=1` makes that a failure.
use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::purlin;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn browser() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|path| path.exists());
    if found.is_none() {
        assert!(
            std::env::var_os("PURLIN_REQUIRE_BROWSER").is_none(),
            "no browser: one of {NAMES:?} has to be on the path"
        );
        eprintln!("not tried: there is no browser ({NAMES:?})");
    }
    found
}

/// The page after its scripts have run, as the browser writes it out.
fn shown(browser: &Path, profile: &Path, address: &str) -> String {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1400,900",
            "--virtual-time-budget=3000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(address)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The page of the template of a small service; its graph is read in the other tests too.
fn page(folder: &Path) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/minimal");
    let file = folder.join("graph.html");
    let arguments = [
        "graph",
        "--format",
        "html",
        "--output",
        file.to_str().unwrap(),
    ];
    purlin(&package, &arguments).succeeded();
    file
}

#[test]
fn the_page_shows_searches_and_explains_the_graph() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = page(folder.path());
    let profile = folder.path().join("profile");
    let address = format!("file://{}", file.display());
    let node = |name: &str| format!("aria-label=\"{name}\"");

    let whole = shown(&browser, &profile, &address);
    assert!(
        whole.contains("<title>TemplateMinimal · graph</title>"),
        "{whole}"
    );
    for name in [
        "Greeter",
        "GreetingApi",
        "GreetingConfig",
        "HttpServerConfig",
    ] {
        assert!(whole.contains(&node(name)), "{name} is not shown");
    }
    assert!(whole.contains("GreetingModule") && whole.contains("HttpServerModule"));
    assert!(whole.contains("class=\"one\"") && whole.contains("class=\"all\""));
    assert!(!whole.contains("node faded"));

    // The dialect of the address is what the search field and a click do.
    let searched = shown(&browser, &profile, &format!("{address}#search=greeter"));
    assert!(searched.contains("node faded"), "nothing is faded");
    let count = searched
        .split("role=\"status\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert!(count.starts_with("1 of "), "{count}");

    let id = whole
        .split(&node("Greeter"))
        .nth(1)
        .and_then(|rest| rest.split("data-id=\"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let chosen = shown(&browser, &profile, &format!("{address}#node={id}"));
    let details = chosen.split("<aside").nth(1).unwrap();
    assert!(details.contains("Makes greetings."), "{details}");
    assert!(details.contains("singleton"), "{details}");
    assert!(details.contains("greeter.rs:"), "{details}");
    assert!(details.contains("config: GreetingConfig"), "{details}");
    assert!(details.contains("Needed by"), "{details}");
}
