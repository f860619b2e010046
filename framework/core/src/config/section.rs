use super::SectionReader;

/// A struct that is read from one section of the configuration; `#[config(prefix = "…")]`
/// implements it.
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

/// What is known about a section before anything is read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SectionInfo {
    /// Where the section is: `"orders"`, or dotted, `"http.server"`.
    pub prefix: &'static str,
    /// What it is for; empty if the struct has no doc comment.
    pub doc: &'static str,
    /// Its fields, in the order of the struct.
    pub fields: &'static [FieldInfo],
}

impl SectionInfo {
    /// The description of the section that `C` is read from.
    #[must_use]
    pub const fn of<C: ConfigSection>() -> Self {
        Self {
            prefix: C::PREFIX,
            doc: C::DOC,
            fields: C::FIELDS,
        }
    }
}

/// What is known about a field before anything is read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FieldInfo {
    /// The key in the file.
    pub name: &'static str,
    /// What it is for; empty if the field has no doc comment.
    pub doc: &'static str,
    /// The Rust type, as written.
    pub ty: &'static str,
    /// The default, as written.
    pub default: Option<&'static str>,
    /// Whether the application does not start without it.
    pub required: bool,
    /// Whether its value never appears in any output.
    pub secret: bool,
}

impl FieldInfo {
    /// A field that may be left out.
    #[must_use]
    pub const fn new(name: &'static str, ty: &'static str, doc: &'static str) -> Self {
        Self {
            name,
            doc,
            ty,
            default: None,
            required: false,
            secret: false,
        }
    }

    /// The same field, with the text of its default.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, its value never shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}
