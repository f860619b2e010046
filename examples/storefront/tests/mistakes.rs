//! Three mistakes in the shop are three errors of one build, each at its own token.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A copy of the shop in a folder of its own, outside the workspace.
fn copy() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.ancestors().nth(2).unwrap();
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    let _ = fs::remove_dir_all(&copy);
    for folder in ["src", "migrations"] {
        copy_folder(&manifest.join(folder), &copy.join(folder));
    }
    fs::copy(root.join("Cargo.lock"), copy.join("Cargo.lock")).unwrap();
    fs::write(copy.join("Cargo.toml"), detached(manifest, root)).unwrap();
    copy
}

/// The shop's own manifest, with what it inherits from the workspace written out.
fn detached(manifest: &Path, root: &Path) -> String {
    let read = |path: PathBuf| {
        fs::read_to_string(path)
            .unwrap()
            .parse::<toml::Table>()
            .unwrap()
    };
    let workspace = read(root.join("Cargo.toml"));
    let mut own = read(manifest.join("Cargo.toml"));
    let shared = workspace["workspace"]["dependencies"].as_table().unwrap();
    let dependencies = own["dependencies"].as_table_mut().unwrap();
    for (name, dependency) in dependencies.iter_mut() {
        let mut written = match &shared[name] {
            toml::Value::String(version) => toml::Table::from_iter([(
                "version".to_owned(),
                toml::Value::String(version.clone()),
            )]),
            table => table.as_table().unwrap().clone(),
        };
        if let Some(path) = written.get("path").and_then(toml::Value::as_str) {
            let path = root.join(path).display().to_string();
            written.insert("path".to_owned(), toml::Value::String(path));
        }
        let more = dependency
            .get("features")
            .and_then(toml::Value::as_array)
            .cloned();
        let mut features = written
            .get("features")
            .and_then(toml::Value::as_array)
            .cloned()
            .unwrap_or_default();
        features.extend(more.unwrap_or_default());
        written.insert("features".to_owned(), toml::Value::Array(features));
        *dependency = toml::Value::Table(written);
    }
    let parts = toml::Table::from_iter([
        ("dependencies".to_owned(), own["dependencies"].clone()),
        // The same profile, or every dependency would be built again.
        ("profile".to_owned(), workspace["profile"].clone()),
    ]);
    format!(
        "[package]\nname = \"storefront-with-mistakes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [lib]\nname = \"storefront\"\n[workspace]\nresolver = \"3\"\n{parts}"
    )
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Replaces `before`, which must be there exactly once.
fn edit(file: &Path, before: &str, after: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert_eq!(
        text.matches(before).count(),
        1,
        "`{before}` in {}",
        file.display()
    );
    fs::write(file, text.replace(before, after)).unwrap();
}

#[test]
fn three_mistakes_are_three_errors_at_their_own_tokens() {
    let shop = copy();
    let src = shop.join("src");
    // A module is taken out of the list.
    edit(&src.join("lib.rs"), "    NotificationModule,\n", "");
    edit(
        &src.join("lib.rs"),
        "use notification::NotificationModule;\n",
        "",
    );
    // A dependency closes a loop.
    edit(
        &src.join("orders/repo.rs"),
        "pub struct OrderRepo {\n",
        "pub struct OrderRepo {\n    _rules: Arc<super::OrderService>,\n",
    );
    // A type is provided twice.
    edit(
        &src.join("orders/module.rs"),
        "    #[task]\n",
        "    #[provides]\n    fn more_ids() -> OrderExpiry {\n        std::process::abort()\n    }\n\n    #[task]\n",
    );
    let output = Command::new(env!("CARGO"))
        .args(["build", "--lib", "--offline", "--message-format=short"])
        .current_dir(&shop)
        .env("CARGO_TARGET_DIR", target_folder())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(": error") && line.starts_with("src"))
        .collect();
    assert_eq!(errors.len(), 3, "{text}");
    let expected = [
        ("PL0001", "src/orders/service.rs", "`dyn Notifier`"),
        ("PL0002", "src/orders/expiry.rs", "`OrderExpiry`"),
        ("PL0003", "src/orders/", "`OrderRepo`"),
    ];
    for (code, file, name) in expected {
        let found = errors
            .iter()
            .find(|line| line.contains(code))
            .unwrap_or_else(|| panic!("no {code} in\n{text}"));
        assert!(found.starts_with(file) && found.contains(name), "{found}");
    }
}

/// The folder that this very test was built in, so that no dependency is built again.
fn target_folder() -> PathBuf {
    let binary = std::env::current_exe().unwrap();
    // target/debug/deps/mistakes-…
    binary.ancestors().nth(3).unwrap().to_path_buf()
}
