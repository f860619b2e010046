//! rust-analyzer inside the attributes of applications: it resolves, completes and shows our
//! messages. Where there is no rust-analyzer that runs, the tests say so and do nothing.

use std::{
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use crate::support::{purlin, root};
use server::{Editor, is_there};

mod server;

/// One server at a time: each of them wants the whole machine.
static SERVER: Mutex<()> = Mutex::new(());

/// Asks an application in an editor, if there is one.
fn in_an_editor(folder: &Path, check: impl FnOnce(&mut Editor)) {
    if !is_there() {
        eprintln!("skipped: there is no rust-analyzer that runs");
        return;
    }
    let _alone = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    check(&mut Editor::open(folder));
}

/// Nothing is wrong with any file below a folder.
fn is_fine(editor: &mut Editor, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            is_fine(editor, &path);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let found = editor.diagnostics(&path, &text);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

/// With `typed` in the place of `list` the names in `expected` are offered behind `before`.
fn offers(editor: &mut Editor, path: &Path, [list, typed, before]: [&str; 3], expected: &[&str]) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(list), "no `{list}` in {}", path.display());
    let text = text.replacen(list, typed, 1);
    let offered = editor.completions(path, &text, before);
    for name in expected {
        assert!(
            offered.iter().any(|offer| offer == name),
            "no `{name}` at `{typed}`: {offered:?}"
        );
    }
}

#[test]
fn rust_analyzer_works_inside_the_attributes_of_a_new_application() {
    let here = tempfile::tempdir().unwrap();
    purlin(here.path(), &["new", "app", "editor-desk"]).succeeded();
    let app = here.path().join("editor-desk").canonicalize().unwrap();
    in_an_editor(&app, |editor| {
        let path = app.join("src/greeting/module.rs");
        let text = fs::read_to_string(&path).unwrap();
        let hover = editor.hover(&path, &text, "components = [Gree");
        assert!(hover.contains("pub struct Greeter"), "{hover}");
        let definition = editor.definition(&path, &text, "components = [Gree");
        assert!(definition.contains("greeter.rs"), "{definition}");

        let config = "config = GreetingConfig";
        let half = "config = Greeting";
        offers(editor, &path, [config, half, half], &["GreetingConfig"]);
        let list = "components = [Greeter, GreetingApi]";
        for (typed, before) in [
            ("components = []", "components = ["),
            ("components = [Greet]", "components = [Greet"),
            (
                "components = [GreetingApi, ]",
                "components = [GreetingApi, ",
            ),
            ("components = [Gree, GreetingApi]", "components = [Gree"),
            (
                "components = [GreetingApi Gree]",
                "components = [GreetingApi Gree",
            ),
            ("components = [super::]", "components = [super::"),
            ("components = [], imports = [Gree]", "imports = [Gree"),
        ] {
            offers(editor, &path, [list, typed, before], &["Greeter"]);
        }
        let lib = app.join("src/lib.rs");
        let list = "modules = [HttpServerModule, GreetingModule]";
        for (typed, before) in [
            ("modules = [Greet]", "modules = [Greet"),
            (
                "modules = [HttpServerModule, ]",
                "modules = [HttpServerModule, ",
            ),
            ("modules = [optional Gr as \"a\"]", "modules = [optional Gr"),
            ("modules = [greeting::]", "modules = [greeting::"),
            ("modules = [], replace(dyn Send = Gr)", "dyn Send = Gr"),
        ] {
            offers(editor, &lib, [list, typed, before], &["GreetingModule"]);
        }

        // What is half typed is told by our own message, at its place.
        let typed = text.replace("components = [", "component = [");
        let found = editor.diagnostics(&path, &typed);
        let [(place, message)] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(place, "component");
        assert!(message.starts_with("[PL0101]"), "{message}");
        is_fine(editor, &app.join("src"));
        is_fine(editor, &app.join("tests"));
    });
}

#[test]
fn rust_analyzer_works_inside_the_attributes_of_the_storefront() {
    let shop = root().join("examples/storefront").canonicalize().unwrap();
    in_an_editor(&shop, |editor| {
        let path = shop.join("src/orders/module.rs");
        let text = fs::read_to_string(&path).unwrap();
        let hover = editor.hover(&path, &text, "        OrderId");
        assert!(hover.contains("pub struct OrderIds"), "{hover}");
        let definition = editor.definition(&path, &text, "        OrderId");
        assert!(definition.contains("ids.rs"), "{definition}");
        let (list, typed) = ("        OrderIds,", "        OrderIds,\n        Ord");
        let expected = ["OrderRepo", "OrderService"];
        offers(editor, &path, [list, typed, typed], &expected);
        let lib = shop.join("src/lib.rs");
        let (list, typed) = ("    CatalogModule,", "    CatalogModule,\n    Notif");
        offers(editor, &lib, [list, typed, typed], &["NotificationModule"]);

        let typed = text.replace("components = [", "component = [");
        let found = editor.diagnostics(&path, &typed);
        let first = found.first().expect("a message");
        assert_eq!(first.0, "component");
        assert!(first.1.starts_with("[PL0101]"), "{found:?}");
        is_fine(editor, &shop.join("src"));
    });
}
