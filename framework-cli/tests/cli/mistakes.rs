//! The first mistakes of the book: each is made in an application as `cargo purlin new` makes it, and
//! what is shown is what the page includes. `PURLIN_WRITE=1` records it again.
//!
//! One application, one target folder, `cargo check`: nothing but the application is built twice.

use std::{
    collections::BTreeSet,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Done, cargo, purlin, root, run, target};

/// A mistake: what it is called, how many errors it is, and what is written instead of what.
struct Mistake {
    name: &'static str,
    errors: usize,
    edits: &'static [(&'static str, &'static str, &'static str)],
}

const fn mistake(
    name: &'static str,
    errors: usize,
    edits: &'static [(&'static str, &'static str, &'static str)],
) -> Mistake {
    Mistake {
        name,
        errors,
        edits,
    }
}

const LIB: &str = "src/lib.rs";
const MODULE: &str = "src/mail/module.rs";
const MAILER: &str = "src/mail/mailer.rs";
const API: &str = "src/mail/api.rs";
const CONFIG: &str = "src/mail/config.rs";
const QUEUE: &str = "src/mail/queue.rs";

const COMPONENTS: &str = "components = [LogMailer, MailApi]";
const PROVIDES: &str = "#[provides(as = dyn Mailer)]";
const LOG_MAILER: &str = "pub struct LogMailer {}";
const FIELD: &str = "queue: Arc<MailQueue>,\n}";

const BUILD: [Mistake; 39] = [
    mistake(
        "component_not_listed",
        1,
        &[(MODULE, COMPONENTS, "components = [MailApi]")],
    ),
    mistake(
        "module_not_listed",
        0,
        &[(LIB, "[HttpServerModule, MailModule]", "[HttpServerModule]")],
    ),
    mistake(
        "server_not_listed",
        0,
        &[(LIB, "[HttpServerModule, MailModule]", "[MailModule]")],
    ),
    mistake(
        "interface_not_named",
        1,
        &[(MAILER, PROVIDES, "#[provides]")],
    ),
    mistake("no_arc", 1, &[(API, FIELD, "queue: MailQueue,\n}")]),
    mistake(
        "mutable_borrow",
        1,
        &[(
            MODULE,
            "check(queue: &MailQueue)",
            "check(queue: &mut MailQueue)",
        )],
    ),
    mistake(
        "boxed",
        1,
        &[(MODULE, "mailer: Arc<dyn Mailer>", "mailer: Box<dyn Mailer>")],
    ),
    mistake(
        "loop",
        1,
        &[
            (
                MAILER,
                LOG_MAILER,
                "pub struct LogMailer {\n    queue: Arc<super::MailQueue>,\n}",
            ),
            (
                MODULE,
                "fn queue(config: &MailConfig)",
                "fn queue(config: &MailConfig, _mailer: &dyn Mailer)",
            ),
        ],
    ),
    mistake(
        "provided_twice",
        1,
        &[(
            MODULE,
            "    /// Sends until",
            "    #[provides]\n    fn spare() -> MailQueue {\n        MailQueue::new(1)\n    }\n\n    /// Sends until",
        )],
    ),
    mistake(
        "private_type",
        3,
        &[
            (
                MODULE,
                "    /// Sends until",
                "    #[provides]\n    fn stamp() -> Stamp {\n        Stamp\n    }\n\n    \
             #[on_start]\n    fn ink(_stamp: &Stamp) {}\n\n    /// Sends until",
            ),
            (
                MODULE,
                "/// Takes letters",
                "struct Stamp;\n\n/// Takes letters",
            ),
        ],
    ),
    mistake(
        "unnamed_type",
        1,
        &[
            (MODULE, COMPONENTS, "components = [MailApi]"),
            (
                MODULE,
                "    /// Sends until",
                "    #[provides]\n    fn mailer() -> impl Mailer {\n        LogMailer {}\n    }\n\n    /// Sends until",
            ),
            (MAILER, PROVIDES, ""),
        ],
    ),
    mistake("attribute_forgotten", 2, &[(MAILER, PROVIDES, "")]),
    mistake(
        "argument_misspelt",
        1,
        &[(MODULE, COMPONENTS, "component = [LogMailer, MailApi]")],
    ),
    mistake(
        "hook_outside_a_module",
        1,
        &[(
            QUEUE,
            "    /// Takes a letter.",
            "    #[on_start]\n    fn warm() {}\n\n    /// Takes a letter.",
        )],
    ),
    mistake(
        "not_send_across_await",
        1,
        &[
            (
                MODULE,
                "        queue.deliver(&stop",
                "        let count = std::rc::Rc::new(1);\n        queue.deliver(&stop",
            ),
            (
                MODULE,
                "mailer.send(to)).await;",
                "mailer.send(to)).await;\n        drop(count);",
            ),
        ],
    ),
    mistake(
        "not_sync",
        2,
        &[(
            MAILER,
            LOG_MAILER,
            "pub struct LogMailer {\n    #[value(std::cell::Cell::new(0))]\n    sent: std::cell::Cell<u32>,\n}",
        )],
    ),
    mistake(
        "interface_not_shared",
        1,
        &[(
            MAILER,
            "pub trait Mailer: Send + Sync {",
            "pub trait Mailer {",
        )],
    ),
    mistake(
        "error_that_is_none",
        1,
        &[(
            MODULE,
            "-> MailQueue {\n        MailQueue::new(config.capacity)",
            "-> Result<MailQueue, u32> {\n        Ok(MailQueue::new(config.capacity))",
        )],
    ),
    mistake(
        "default_of_another_type",
        1,
        &[(CONFIG, "default = 100,", "default = \"100\",")],
    ),
    mistake(
        "section_not_named",
        1,
        &[(MODULE, "config = MailConfig, ", "")],
    ),
    mistake(
        "path_with_a_colon",
        1,
        &[(API, "/letters/{to}", "/letters/:to")],
    ),
    mistake(
        "service_as_argument",
        1,
        &[(
            API,
            "Path(to): Path<String>)",
            "Path(to): Path<String>, spare: Arc<MailQueue>)",
        )],
    ),
    mistake(
        "routes_forgotten",
        1,
        &[
            (API, "#[routes]\n", ""),
            (API, "    #[post(\"/letters/{to}\")]\n", ""),
        ],
    ),
    mistake(
        "prelude_forgotten",
        3,
        &[(MAILER, "use purlin::prelude::*;\n", "")],
    ),
    mistake(
        "name_misspelt",
        1,
        &[
            (
                MAILER,
                PROVIDES,
                "#[provides(as = dyn Mailer, name = \"log\")]",
            ),
            (
                MODULE,
                "mailer: Arc<dyn Mailer>",
                "#[named(\"lgo\")] mailer: Arc<dyn Mailer>",
            ),
        ],
    ),
    mistake(
        "set_of_what_is_provided",
        0,
        &[
            (
                MODULE,
                "mailer: Arc<dyn Mailer>",
                "mailers: All<dyn Mailer>",
            ),
            (
                MODULE,
                "|to| mailer.send(to)",
                "|to| mailers.iter().for_each(|mailer| mailer.send(to))",
            ),
        ],
    ),
    mistake(
        "borrowed_stop",
        1,
        &[
            (MODULE, "stop: Stop)", "stop: &Stop)"),
            (MODULE, "deliver(&stop,", "deliver(stop,"),
        ],
    ),
    mistake(
        "await_forgotten",
        0,
        &[(MODULE, "mailer.send(to)).await;", "mailer.send(to));")],
    ),
    mistake(
        "generic_component",
        1,
        &[
            (
                MAILER,
                LOG_MAILER,
                "pub struct LogMailer<T> {\n    #[value(None)]\n    last: Option<T>,\n}",
            ),
            (
                MAILER,
                "impl Mailer for LogMailer",
                "impl<T: Send + Sync> Mailer for LogMailer<T>",
            ),
        ],
    ),
    mistake(
        "module_not_imported",
        1,
        &[(LIB, "use mail::MailModule;\n", "")],
    ),
    mistake(
        "module_attribute_forgotten",
        4,
        &[(
            MODULE,
            "#[module(config = MailConfig, components = [LogMailer, MailApi])]\n",
            "",
        )],
    ),
    mistake(
        "interface_by_itself",
        1,
        &[(
            API,
            FIELD,
            "queue: Arc<MailQueue>,\n    mailer: dyn super::Mailer,\n}",
        )],
    ),
    mistake(
        "interface_without_dyn",
        2,
        &[(MODULE, "mailer: Arc<dyn Mailer>", "mailer: Arc<Mailer>")],
    ),
    mistake(
        "hook_with_self",
        1,
        &[(
            MODULE,
            "    /// Sends until",
            "    #[on_start]\n    async fn warm(&self) {}\n\n    /// Sends until",
        )],
    ),
    mistake(
        "plain_value",
        1,
        &[(
            MAILER,
            LOG_MAILER,
            "pub struct LogMailer {\n    sender: String,\n}",
        )],
    ),
    mistake(
        "modules_without_list",
        1,
        &[(
            LIB,
            "modules = [HttpServerModule, MailModule]",
            "HttpServerModule, MailModule",
        )],
    ),
    mistake(
        "text_in_a_list",
        1,
        &[(
            LIB,
            "[HttpServerModule, MailModule]",
            "[HttpServerModule, \"MailModule\"]",
        )],
    ),
    mistake(
        "check_of_a_bool",
        1,
        &[(
            MODULE,
            "-> Health {\n        match queue.free() {\n            \
             0 => Health::degraded(\"the queue is full\"),\n            \
             _ => Health::healthy(),\n        }",
            "-> bool {\n        queue.free() > 0",
        )],
    ),
    mistake(
        "struct_forgotten",
        2,
        &[(MODULE, "pub struct MailModule;\n", "")],
    ),
];

/// Makes the application that the mistakes are made in.
fn application(here: &Path) -> PathBuf {
    let asked = ["new", "app", "letters", "--template", "worker"];
    purlin(here, &asked).succeeded();
    here.join("letters")
}

fn pages() -> PathBuf {
    root().join("docs/src/usability")
}

/// What is shown, as the book shows it: nothing of this machine, not what cargo adds, and beside
/// something else not that an import or variable is unused because of it.
fn shown(text: &str, app: &Path) -> String {
    let checkout = root().canonicalize().expect("the checkout");
    let mut kept = String::new();
    for line in text.lines() {
        let added = [
            "For more information about",
            "Some errors have detailed explanations",
            "error: could not compile",
            "error: aborting due to",
            "warning: `letters`",
        ];
        if added.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        let line = line
            .replace(&format!("{}/", app.display()), "")
            .replace(&format!("{}/", checkout.display()), "");
        kept.push_str(line.trim_end());
        kept.push('\n');
    }
    let is_noise = |said: &&str| said.trim_start().starts_with("warning: unused ");
    let (noise, said): (Vec<&str>, Vec<&str>) = blocks(&kept).into_iter().partition(is_noise);
    let shown = if said.is_empty() { noise } else { said };
    format!("{}\n", shown.concat().trim())
}

/// What is said, one by one.
fn blocks(text: &str) -> Vec<&str> {
    let starts = text.match_indices('\n').map(|(at, _)| at + 1);
    let starts = std::iter::once(0).chain(starts).filter(|at| {
        let rest = &text[*at..];
        ["error:", "error[", "warning:"]
            .iter()
            .any(|word| rest.starts_with(word))
    });
    let mut starts: Vec<usize> = starts.collect();
    starts.push(text.len());
    starts
        .windows(2)
        .map(|ends| &text[ends[0]..ends[1]])
        .collect()
}

/// Compares what is shown with the record, or records it.
fn compare(name: &str, shown: &str, wrong: &mut BTreeSet<String>) {
    let path = pages().join(format!("{name}.txt"));
    if std::env::var_os("PURLIN_WRITE").is_some() {
        fs::create_dir_all(pages()).expect("the folder");
        fs::write(&path, shown).expect("the record");
    } else if fs::read_to_string(&path).unwrap_or_default() != shown {
        wrong.insert(format!("{name}: this is not what is recorded:\n{shown}"));
    }
}

fn errors(shown: &str) -> usize {
    let lines = shown.lines();
    lines
        .filter(|line| line.starts_with("error:") || line.starts_with("error["))
        .count()
}

#[test]
fn a_mistake_of_the_build_shows_what_the_book_shows() {
    let here = tempfile::tempdir().unwrap();
    let app = application(here.path());
    let check = || cargo(&app, &["check", "--quiet", "--lib"]);
    check().succeeded();
    let mut wrong = BTreeSet::new();
    for Mistake {
        name,
        errors: declared,
        edits,
    } in BUILD
    {
        let mut before = Vec::new();
        for (file, from, to) in edits {
            let path = app.join(file);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{name}: no `{from}` in {file}");
            fs::write(&path, text.replacen(from, to, 1)).unwrap();
            before.push((path, text));
        }
        let Done { err, .. } = check();
        let shown = shown(&err, &app);
        if errors(&shown) != declared {
            wrong.insert(format!("{name}: not {declared} errors:\n{shown}"));
        }
        compare(name, &shown, &mut wrong);
        for (path, text) in before.into_iter().rev() {
            fs::write(path, text).unwrap();
        }
    }
    check().succeeded();
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Mistakes of the run: what is in `purlin.toml`, and what is on the command line.
const RUN: [(&str, &str, &[&str]); 7] = [
    ("required_missing", "", &["check"]),
    (
        "key_misspelt",
        "[mail]\nfrom = \"desk\"\ncapactiy = 3\n",
        &["check"],
    ),
    (
        "text_for_a_number",
        "[mail]\nfrom = \"desk\"\ncapacity = \"3\"\n",
        &["check"],
    ),
    (
        "out_of_range",
        "[mail]\nfrom = \"desk\"\ncapacity = 0\n",
        &["check"],
    ),
    ("no_toml", "[mail]\nfrom = desk\n", &["check"]),
    (
        "option_misspelt",
        "[mail]\nfrom = \"desk\"\n",
        &["--setx", "mail.capacity=3"],
    ),
    ("port_in_use", "[mail]\nfrom = \"desk\"\n", &["--set"]),
];

#[test]
fn a_mistake_of_the_run_shows_what_the_book_shows() {
    let here = tempfile::tempdir().unwrap();
    let app = application(here.path());
    let path = app.join(CONFIG);
    let text = fs::read_to_string(&path).unwrap();
    let field = "    pub capacity: usize,\n";
    assert!(text.contains(field));
    let required = format!("{field}    /// Who sends.\n    pub from: String,\n");
    fs::write(&path, text.replace(field, &required)).unwrap();
    cargo(&app, &["build", "--quiet"]).succeeded();
    let program = target().join("debug/letters");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let setting = format!("http.address={address}");
    let mut wrong = BTreeSet::new();
    for (name, configuration, arguments) in RUN {
        fs::write(app.join("purlin.toml"), configuration).unwrap();
        let mut command = Command::new(&program);
        command.args(arguments);
        if name == "port_in_use" {
            command.arg(&setting);
        }
        let done = run(command.env("NO_COLOR", "1"), &app);
        let text = shown(&done.err, &app).replace(&address, "127.0.0.1:8080");
        // What is logged before it has the time of the day.
        let begin = text.find("error").unwrap_or_default();
        let text = format!("{}\nexit code {}\n", text[begin..].trim_end(), done.code);
        compare(name, &text, &mut wrong);
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_includes_every_record_and_no_other() {
    let page = fs::read_to_string(root().join("docs/src/usability.md")).unwrap();
    let names = BUILD.iter().map(|mistake| mistake.name);
    let names = names.chain(RUN.iter().map(|(name, ..)| *name));
    let made: BTreeSet<String> = names.map(|name| format!("{name}.txt")).collect();
    let recorded: BTreeSet<String> = fs::read_dir(pages())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(recorded, made);
    for file in &made {
        let include = format!("{{{{#include usability/{file}}}}}");
        assert!(page.contains(&include), "{file} is not on the page");
    }
}
