use super::{FieldInfo, SectionReader, describe::Description, instance::BETWEEN};

/// A struct that is read from one section of the configuration; `#[config(prefix = "…")]`
/// implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a section of the configuration",
    label = "this has no prefix to be read from",
    note = "write `#[config(prefix = \"…\")]` on the struct"
)]
pub trait ConfigSection: Sized + Send + Sync + 'static {
    /// Where the section is: `"orders"`, or dotted, `"http.server"`.
    const PREFIX: &'static str;
    /// What the section is for: the doc comment of the struct.
    const DOC: &'static str = "";
    /// The fields, in the order of the struct.
    const FIELDS: &'static [FieldInfo];

    /// Reads every field; problems are pushed into the reader, and `None` means there were some.
    fn load(section: &mut SectionReader<'_>) -> Option<Self>;
}

/// A struct that is a section inside of other sections, where a field says
/// `#[config(nested)]`; `#[config]` without a prefix implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be nested in a section",
    label = "this is no part of a section",
    note = "write `#[config]`, without a prefix, on the struct"
)]
pub trait ConfigPart: Sized + Send + Sync + 'static {
    /// What the part is for: the doc comment of the struct.
    const DOC: &'static str = "";
    /// The fields, in the order of the struct.
    const FIELDS: &'static [FieldInfo];

    /// Reads every field; problems are pushed into the reader, and `None` means there were some.
    fn load(section: &mut SectionReader<'_>) -> Option<Self>;
}

/// What is known about a section before anything is read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SectionInfo {
    /// Where the section is: `"orders"`, or dotted, `"http.server"`; of an instance of a module
    /// below the prefix, `"database.instances.orders"`.
    pub prefix: &'static str,
    /// Where values that all instances share are, for the section of an instance.
    pub shared: Option<&'static str>,
    /// What it is for; empty if the struct has no doc comment.
    pub doc: &'static str,
    /// Its fields, in the order of the struct.
    pub fields: &'static [FieldInfo],
    pub(super) describe: fn() -> Description,
}

impl SectionInfo {
    /// The description of the section that `C` is read from.
    #[must_use]
    pub const fn of<C: ConfigSection>() -> Self {
        Self {
            prefix: C::PREFIX,
            shared: None,
            doc: C::DOC,
            fields: C::FIELDS,
            describe: Description::of::<C>,
        }
    }

    /// The same for one of several instances of its module: read from `path`, over what stands at
    /// the prefix itself.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_instance(mut self, path: &'static str) -> Self {
        self.shared = Some(self.prefix);
        self.prefix = path;
        self
    }

    /// The instance of its module that the section is of.
    pub(crate) fn instance(&self) -> Option<&'static str> {
        let below = self.prefix.strip_prefix(self.shared?)?;
        below.strip_prefix(BETWEEN)
    }
}
