//! Canaries go in through every feeder, right and wrong, and come out nowhere.

#![expect(dead_code, reason = "some fields are only read from a configuration")]

use std::{collections::BTreeMap, fs, path::Path};

use serde::Deserialize;

use super::super::{
    ConfigLoader, ConfigValue, Problems, SampleFormat, Secret, SectionInfo, Source, config, sample,
    schema,
};

/// What must not be seen anywhere.
const CANARY: &str = "canary";

#[config(prefix = "vault")]
#[derive(Debug)]
struct VaultConfig {
    #[config(env = "VAULT_KEY", length(..=40))]
    key: Option<Secret<String>>,
    /// A text is wrong here, and a problem.
    number: Option<Secret<u32>>,
    #[config(secret, default = "canary-default", validate = quoting)]
    word: String,
    #[config(nested)]
    inner: InnerConfig,
    logins: Option<Vec<Login>>,
    by_name: Option<BTreeMap<String, Secret<String>>>,
}

#[config]
#[derive(Debug)]
struct InnerConfig {
    #[config(dynamic)]
    token: Option<Secret<String>>,
}

#[derive(Debug, Deserialize)]
struct Login {
    user: String,
    password: Secret<String>,
}

/// A rule that says what it was given.
fn quoting(word: &String) -> Result<(), String> {
    if word.contains("wrong") {
        return Err(format!("`{word}` is wrong"));
    }
    Ok(())
}

fn sections() -> [SectionInfo; 1] {
    [SectionInfo::of::<VaultConfig>()]
}

/// Every path of a secret, with values that are right and that are wrong.
const VALUES: &[(&str, &str)] = &[
    ("key", "canary"),
    ("key", "canary-that-is-far-longer-than-forty-characters"),
    ("number", "canary"),
    ("word", "canary"),
    ("word", "canary-wrong"),
    ("inner.token", "canary"),
    ("inner.tokne", "canary"),
    ("by_name.x", "canary"),
    ("logins", "canary"),
];

fn toml(path: &str, value: &str) -> String {
    format!("vault.{path} = \"{value}\"\n")
}

fn json(path: &str, value: &str) -> String {
    let open = path.split('.').fold("{\"vault\":".to_owned(), |text, key| {
        format!("{text}{{\"{key}\":")
    });
    let close = "}".repeat(path.split('.').count() + 1);
    format!("{open}\"{value}\"{close}")
}

fn variable(path: &str) -> String {
    format!("SHOP__VAULT__{}", path.replace('.', "__").to_uppercase())
}

type Feed = Box<dyn Fn(ConfigLoader, &Path, &str, &str) -> ConfigLoader>;

/// Every way in.
fn feeders() -> Vec<(&'static str, Feed)> {
    let write = |folder: &Path, name: &str, text: String| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    };
    let mut feeders: Vec<(&'static str, Feed)> = vec![
        (
            "toml",
            Box::new(|loader, _, path, value| loader.file_text("a.toml", toml(path, value))),
        ),
        (
            "json",
            Box::new(|loader, _, path, value| loader.file_text("a.json", json(path, value))),
        ),
        (
            "broken toml",
            Box::new(|loader, _, path, value| {
                loader.file_text(
                    "a.toml",
                    format!("{}vault.x = = '{value}'", toml(path, value)),
                )
            }),
        ),
        (
            "broken json",
            Box::new(|loader, _, path, value| {
                loader.file_text("a.json", json(path, value) + value)
            }),
        ),
        (
            "overlays",
            Box::new(move |loader, folder, path, value| {
                let base = write(folder, "a.toml", String::new());
                for name in ["a.prod.toml", "a.instance-i.toml", "a.tenant-t.toml"] {
                    write(folder, name, toml(path, value));
                }
                loader
                    .file(Some(base))
                    .profile("prod")
                    .instance("i")
                    .tenant("t")
            }),
        ),
        (
            "dotenv",
            Box::new(move |loader, folder, path, value| {
                let text = format!(
                    "{}='{value}' # {value}\nVAULT_KEY={value}\n",
                    variable(path)
                );
                loader.source(Source::dotenv(write(folder, ".env", text)))
            }),
        ),
        (
            "broken dotenv",
            Box::new(move |loader, folder, _, value| {
                loader.source(Source::dotenv(write(
                    folder,
                    ".env",
                    format!("{value}\nA='{value}"),
                )))
            }),
        ),
        (
            "env",
            Box::new(|loader, _, path, value| loader.env([(variable(path), value)])),
        ),
        (
            "directory",
            Box::new(move |loader, folder, path, value| {
                write(folder, &format!("secrets/vault.{path}"), value.to_owned());
                loader.source(Source::directory(folder.join("secrets")))
            }),
        ),
        (
            "set",
            Box::new(|loader, _, path, value| loader.set_text(format!("vault.{path}"), value)),
        ),
        (
            "code",
            Box::new(|loader, _, path, value| loader.set(format!("vault.{path}"), value)),
        ),
        (
            "custom",
            Box::new(|loader, _, path, value| {
                let (path, value) = (format!("vault.{path}"), value.to_owned());
                loader.source(Source::custom("own", move || {
                    Ok(BTreeMap::from([(
                        path.clone(),
                        ConfigValue::from(value.clone()),
                    )]))
                }))
            }),
        ),
        (
            "reference",
            Box::new(|loader, _, path, value| {
                loader
                    .file_text("a.toml", toml(path, "x${env:SECRET_WORD}y"))
                    .env([("SECRET_WORD", value)])
            }),
        ),
        (
            "file reference",
            Box::new(move |loader, folder, path, value| {
                let file = write(folder, "word", value.to_owned());
                let text = format!("x${{file:{}}}", file.display());
                loader.file_text("a.toml", toml(path, &text))
            }),
        ),
    ];
    if cfg!(feature = "yaml") {
        feeders.push((
            "yaml",
            Box::new(|loader, _, path, value| loader.file_text("a.yaml", json(path, value))),
        ));
        feeders.push((
            "broken yaml",
            Box::new(|loader, _, path, value| {
                loader.file_text("a.yaml", json(path, value) + " : [" + value)
            }),
        ));
    }
    feeders
}

/// Everything that can be asked of a loader and what it loads.
fn everything(loader: &ConfigLoader) -> String {
    let mut problems = Problems::new();
    let tree = loader.load(&sections(), &mut problems);
    let section: Option<VaultConfig> = tree.section(&mut problems);
    // `word` is an ordinary text for the code that holds the section.
    let section = section.map(|found| {
        (
            found.key,
            found.number,
            found.inner,
            found.logins,
            found.by_name,
        )
    });
    let mut out = format!("{section:?}\n{loader:?}\n{tree:?}\n{problems:?}\n");
    // A panic shows what its message is made of.
    let message = std::panic::catch_unwind(|| {
        std::panic::panic_any(format!("{section:?}"));
    });
    out += message
        .expect_err("it panics")
        .downcast_ref::<String>()
        .expect("a text");
    for warning in tree.warnings() {
        out += &warning.to_line();
    }
    let tree = tree.settled();
    out += &format!(
        "{tree:?}\n{}\n{}\n{:?}\n",
        tree.show(),
        tree.to_json(),
        tree.origins()
    );
    out += &tree.explain("vault").expect("it is a section");
    if let Err(error) = problems.into_result() {
        let rendered = crate::error::Error::from(error);
        out += &format!("{rendered}\n{rendered:?}\n{}", rendered.render());
    }
    out
}

#[test]
fn a_secret_of_any_feeder_is_in_no_output() {
    for (name, feed) in feeders() {
        for (path, value) in VALUES {
            let folder = tempfile::Builder::new()
                .prefix("leak")
                .tempdir()
                .expect("a folder");
            let loader = feed(ConfigLoader::new("Shop"), folder.path(), path, value);
            let out = everything(&loader);
            assert!(!out.contains(CANARY), "{name}, {path}: {out}");
        }
    }
}

#[test]
fn a_secret_inside_of_a_list_of_structs_is_in_no_output() {
    let text = "[[vault.logins]]\nuser = \"u\"\npassword = \"canary\"\n[[vault.logins]]\nuser = 3\npassword = \"canary\"";
    for text in [text, &text.replace("user = 3", "user = \"v\"")] {
        let out = everything(&ConfigLoader::new("Shop").file_text("a.toml", text));
        assert!(!out.contains(CANARY), "{out}");
    }
    let inline = r#"[{ user = "u", password = "canary" }]"#;
    let out = everything(&ConfigLoader::new("Shop").env([("SHOP__VAULT__LOGINS", inline)]));
    assert!(!out.contains(CANARY), "{out}");
}

#[test]
fn a_secret_default_is_in_no_sample_and_no_schema() {
    for format in [
        SampleFormat::Toml,
        SampleFormat::Yaml,
        SampleFormat::Json,
        SampleFormat::Env,
    ] {
        let text = sample("Shop", &sections(), format);
        assert!(!text.contains(CANARY), "{text}");
    }
    let schema = schema("Shop", &sections()).to_string();
    assert!(!schema.contains(CANARY), "{schema}");
}
