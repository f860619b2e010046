//! Everything that can be set, for those who write a configuration: samples and schema.

mod chapter;
mod env;
mod format;
mod json;
mod placeholder;
mod row;
mod schema;
mod table;
mod toml;
mod yaml;

pub use self::format::SampleFormat;
pub(super) use self::{
    chapter::Chapter,
    row::{Presence, Row, Standing},
};
use super::{SectionInfo, feeder::VariableNames};

/// A configuration of the application `app` with every field of the `sections`: what is required
/// is set to something that loads, everything else is a comment with its default.
///
/// JSON has no comments: there the defaults are set.
#[must_use]
pub fn sample(app: &str, sections: &[SectionInfo], format: SampleFormat) -> String {
    let root = Chapter::of(sections);
    let names = VariableNames::of(app);
    match format {
        SampleFormat::Toml => toml::write(app, &root, &names),
        SampleFormat::Yaml => yaml::write(app, &root, &names),
        SampleFormat::Json => json::write(&root),
        SampleFormat::Env => env::write(app, &root, &names),
    }
}

/// The JSON Schema (2020-12) of a configuration file of the application `app`, for editors and
/// for checks before a roll-out.
#[must_use]
pub fn schema(app: &str, sections: &[SectionInfo]) -> serde_json::Value {
    schema::of(app, &Chapter::of(sections))
}

/// The settings of the `sections` as a table in Markdown, for the page of a module: a test
/// compares the two.
#[must_use]
pub fn settings_table(sections: &[SectionInfo]) -> String {
    table::write(&Chapter::of(sections))
}
