//! What a source gave, and why it gave nothing.

use std::{fs, io, ops::Range, path::Path, sync::Arc};

use super::{
    super::{
        Feeder, Place, Problem, codes, known::Known, layer::Layer, node::Table, place::Spot,
        problem::Shows, text::SourceFile,
    },
    json, toml,
};

/// What a source gave.
pub(in crate::config) enum Reading {
    /// Its values.
    Values(Box<Layer>),
    /// It is not there, and need not be.
    Absent,
    /// It is there, or should be, and cannot be used.
    Broken(Box<Problem>),
}

/// Why a text is not in its format.
pub(super) struct Broken {
    pub(super) format: &'static str,
    pub(super) why: String,
    pub(super) span: Range<usize>,
    pub(super) shows: Shows,
}

/// Which file a source reads, as what.
#[derive(Clone, Copy)]
pub(super) struct FileRole {
    pub(super) feeder: Feeder,
    pub(super) priority: i32,
    pub(super) optional: bool,
}

/// The text of the file at `path`, or why there is none.
pub(super) fn text_of(path: &Path, role: FileRole) -> Result<Arc<SourceFile>, Reading> {
    let name = path.display().to_string();
    match fs::read_to_string(path) {
        Ok(text) => Ok(Arc::new(SourceFile::new(&name, text, role.feeder))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && role.optional => {
            Err(Reading::Absent)
        }
        Err(error) => Err(unreadable(&name, &error, role)),
    }
}

/// A file or directory that cannot be read.
pub(super) fn unreadable(name: &str, error: &io::Error, role: FileRole) -> Reading {
    let (why, help) = match error.kind() {
        io::ErrorKind::NotFound => ("it does not exist".to_owned(), "check the path"),
        io::ErrorKind::InvalidData => ("it is not UTF-8".to_owned(), "save it as UTF-8"),
        io::ErrorKind::PermissionDenied => (
            error.to_string(),
            "let the user that runs the application read it",
        ),
        _ => (error.to_string(), "make it something that can be read"),
    };
    let message = format!("`{name}` cannot be read: {why}");
    let problem = Problem::new(codes::BAD_FILE, name, message)
        .place(Place::new(
            Spot::Whole(name.into(), role.feeder),
            role.priority,
        ))
        .help(help);
    Reading::Broken(Box::new(problem))
}

/// Reads the text of a file in the format that its name says.
pub(super) fn parse(file: &Arc<SourceFile>, role: FileRole, known: &Known) -> Reading {
    let extension = Path::new(file.path())
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let parsed: Result<Table, Broken> = match extension.to_ascii_lowercase().as_str() {
        "json" => json::parse(file, role.priority),
        #[cfg(feature = "yaml")]
        "yaml" | "yml" => super::yaml::parse(file, role.priority),
        #[cfg(not(feature = "yaml"))]
        "yaml" | "yml" => Err(Broken {
            format: "read",
            why: "the feature `yaml` of Purlin is off".to_owned(),
            span: 0..0,
            shows: Shows::Keys,
        }),
        _ => toml::parse(file, role.priority, known),
    };
    match parsed {
        Ok(values) => Reading::Values(Box::new(Layer::checked(values, known))),
        Err(broken) => broken.into_reading(file, role),
    }
}

impl Broken {
    pub(super) fn into_reading(self, file: &Arc<SourceFile>, role: FileRole) -> Reading {
        let name = file.path().to_owned();
        let message = format!("`{name}` is not {}: {}", self.format, self.why);
        let place = Place::new(Spot::File(file.clone(), self.span), role.priority);
        let problem = Problem::new(codes::BAD_FILE, name, message)
            .place(place)
            .shows(self.shows);
        Reading::Broken(Box::new(problem))
    }
}
