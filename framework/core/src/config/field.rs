use super::rule::Rule;

/// What is known about a field before anything is read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that the declaration says or does not say"
)]
pub struct FieldInfo {
    /// The key in the file.
    pub name: &'static str,
    /// What it is for; empty if the field has no doc comment.
    pub doc: &'static str,
    /// The Rust type, as written.
    pub ty: &'static str,
    /// The default, as written.
    pub default: Option<&'static str>,
    /// Gives the default as it would be written in a file, where its type can say so.
    pub default_value: Option<fn() -> Option<serde_json::Value>>,
    /// Gives the default of a secret, which is in no sample: what is logged is searched for it.
    pub(crate) hidden_default: Option<fn() -> Option<serde_json::Value>>,
    /// Whether the application does not start without it.
    pub required: bool,
    /// Whether its value never appears in any output.
    pub secret: bool,
    /// Whether it follows a reload; a change of any other field needs a restart.
    pub dynamic: bool,
    /// Whether lists of several sources are joined, instead of the highest one winning.
    pub append: bool,
    /// What a number counts: `"requests"`.
    pub unit: Option<&'static str>,
    /// A variable that sets it beside the one that its path gives.
    pub env: Option<&'static str>,
    /// Its old names, which still work and are warned about.
    pub aliases: &'static [&'static str],
    /// What its value must be beyond its type.
    pub rules: &'static [Rule],
    /// The fields of the section that it is; empty for a value.
    pub nested: &'static [FieldInfo],
    /// The fields of each section in the list or table that it is; empty for anything else.
    pub elements: &'static [FieldInfo],
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
            default_value: None,
            hidden_default: None,
            required: false,
            secret: false,
            dynamic: false,
            append: false,
            unit: None,
            env: None,
            aliases: &[],
            rules: &[],
            nested: &[],
            elements: &[],
        }
    }

    /// The same field, with the text of its default.
    #[must_use]
    pub const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        self
    }

    /// The same field, with its default as it would be written in a file.
    #[must_use]
    pub const fn default_value(mut self, value: fn() -> Option<serde_json::Value>) -> Self {
        self.default_value = Some(value);
        self
    }

    /// The same field, with its default that nobody is to see.
    #[doc(hidden)]
    #[must_use]
    pub const fn hidden_default(mut self, value: fn() -> Option<serde_json::Value>) -> Self {
        self.hidden_default = Some(value);
        self
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field, free to be left out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same field, its value never shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same field, following reloads.
    #[must_use]
    pub const fn dynamic(mut self) -> Self {
        self.dynamic = true;
        self
    }

    /// The same field, joining the lists of all sources.
    #[must_use]
    pub const fn append(mut self) -> Self {
        self.append = true;
        self
    }

    /// The same field, counting this.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The same field, also set by this variable.
    #[must_use]
    pub const fn env(mut self, variable: &'static str) -> Self {
        self.env = Some(variable);
        self
    }

    /// The same field, also known by these old names.
    #[must_use]
    pub const fn aliases(mut self, names: &'static [&'static str]) -> Self {
        self.aliases = names;
        self
    }

    /// The same field, held to these rules.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// The same field, a section with these fields of which some may be required.
    #[must_use]
    pub const fn nested(mut self, fields: &'static [Self]) -> Self {
        self.nested = fields;
        self.required = true;
        self
    }

    /// The same field, a list or table of sections with these fields.
    #[must_use]
    pub const fn elements(mut self, fields: &'static [Self]) -> Self {
        self.elements = fields;
        self
    }

    /// Whether the field is a section of its own.
    #[must_use]
    pub const fn is_nested(&self) -> bool {
        !self.nested.is_empty()
    }
}
