//! Names that are listed and not declared. The compiler looks a listed name up before any macro of
//! Purlin runs, so what it says is its own; here is what it means.

use std::{fmt::Write as _, fs, path::Path};

use crate::diagnostic::Diagnostic;

/// Says what to do where a listed name has no declaration, and leaves out what follows from it: a
/// module with such a name in its lists has no macro either, and the application that lists the
/// module is told so.
pub(crate) fn explain(found: &mut Vec<Diagnostic>, folder: &Path) {
    let missing: Vec<(String, String)> = found
        .iter()
        .filter_map(|diagnostic| Some((name(diagnostic)?.to_owned(), text(diagnostic, folder)?)))
        .collect();
    found.retain(|diagnostic| {
        name(diagnostic).is_none_or(|module| {
            !missing
                .iter()
                .any(|(other, text)| other != module && is_module_with(text, module, other))
        })
    });
    for diagnostic in found {
        let Some(name) = name(diagnostic) else {
            continue;
        };
        let help = format!(
            "`{name}` is listed and not declared: put `#[provides]`, `#[contributes]` or `#[module]` on it, import it, or correct its name"
        );
        let _ = writeln!(diagnostic.rendered, "help: {help}");
        diagnostic.help = Some(help);
    }
}

/// The name that the compiler took for a macro, where an attribute of Purlin lists it.
fn name(diagnostic: &Diagnostic) -> Option<&str> {
    let (name, _) = diagnostic
        .message
        .strip_prefix("cannot find macro `")?
        .split_once('`')?;
    let listed = ["#[module", "#[app", "components", "modules", "imports"];
    let named = name.starts_with(char::is_uppercase);
    let shown = &diagnostic.rendered;
    (named && listed.iter().any(|word| shown.contains(word))).then_some(name)
}

fn text(diagnostic: &Diagnostic, folder: &Path) -> Option<String> {
    fs::read_to_string(folder.join(&diagnostic.place.as_ref()?.file)).ok()
}

/// Whether `text` declares the module, and lists `name` in its attribute.
fn is_module_with(text: &str, module: &str, name: &str) -> bool {
    text.split("#[module").skip(1).any(|rest| {
        let Some((attribute, item)) = rest.split_once(")]") else {
            return false;
        };
        let declared = item.trim_start().strip_prefix("impl ");
        let declared = declared.and_then(|item| item.split_whitespace().next());
        declared == Some(module) && attribute.contains(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    fn missing(name: &str, file: &str, shown: &str) -> Diagnostic {
        Diagnostic {
            level: "error".to_owned(),
            code: None,
            message: format!("cannot find macro `{name}` in this scope"),
            chain: Vec::new(),
            help: None,
            docs: None,
            place: Some(Place {
                file: file.to_owned(),
                line: 1,
                column: 1,
            }),
            rendered: format!("error: cannot find macro\n{shown}\n"),
        }
    }

    #[test]
    fn one_forgotten_attribute_is_one_error_that_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let module = "#[module(components = [Printer, Desk])]\nimpl PressModule {}\n";
        fs::write(folder.path().join("press.rs"), module).unwrap();
        let app = "#[app(modules = [PressModule])]\npub struct Press;\n";
        fs::write(folder.path().join("lib.rs"), app).unwrap();
        let mut found = vec![
            missing(
                "Printer",
                "press.rs",
                "#[module(components = [Printer, Desk])]",
            ),
            missing("PressModule", "lib.rs", "#[app(modules = [PressModule])]"),
        ];
        explain(&mut found, folder.path());
        assert_eq!(found.len(), 1);
        let help = found[0].help.as_deref().unwrap();
        assert!(
            help.contains("`Printer` is listed and not declared"),
            "{help}"
        );
        assert!(found[0].rendered.ends_with("correct its name\n"));
    }

    #[test]
    fn other_macros_and_other_modules_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let mut found = vec![
            missing("vec", "lib.rs", "#[module] impl A { vec![] }"),
            missing("Lonely", "lib.rs", "let x = Lonely!();"),
            missing("OtherModule", "lib.rs", "#[app(modules = [OtherModule])]"),
        ];
        explain(&mut found, folder.path());
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].help, None);
        assert_eq!(found[1].help, None);
        assert!(found[2].help.is_some());
    }
}
