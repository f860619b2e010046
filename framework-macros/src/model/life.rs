use proc_macro2::Span;
use syn::LitStr;

/// How long a service lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    #[default]
    Singleton,
    Instance,
    Tenant,
    Request,
    Transient,
}

impl Scope {
    /// All, by the words that the user writes.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("singleton", Self::Singleton),
        ("instance", Self::Instance),
        ("tenant", Self::Tenant),
        ("request", Self::Request),
        ("transient", Self::Transient),
    ];

    /// The word that the user writes.
    pub(crate) fn word(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(_, scope)| *scope == self);
        found.map_or("singleton", |(word, _)| word)
    }

    /// The name of the graph's variant; also the word on the wire.
    pub(crate) fn variant(self) -> &'static str {
        match self {
            Self::Singleton => "Singleton",
            Self::Instance => "Instance",
            Self::Tenant => "Tenant",
            Self::Request => "Request",
            Self::Transient => "Transient",
        }
    }

    /// The scope with this variant.
    pub(crate) fn of_variant(variant: &str) -> Self {
        let mut all = Self::ALL.into_iter().map(|(_, scope)| scope);
        all.find(|scope| scope.variant() == variant)
            .unwrap_or_default()
    }

    /// Whether there is one before anybody asks.
    pub(crate) fn is_made_at_start(self) -> bool {
        matches!(self, Self::Singleton | Self::Instance)
    }

    /// Whether it is kept for others who ask in the same request or for the same tenant.
    pub(crate) fn is_kept(self) -> bool {
        matches!(self, Self::Tenant | Self::Request)
    }
}

/// How an entry comes and goes.
#[derive(Default)]
pub(crate) struct Life {
    pub(crate) scope: Scope,
    /// Where the user wrote the scope.
    pub(crate) written: Option<Span>,
    /// What is called before it is dropped: `on_drop = Self::close`.
    pub(crate) on_drop: Option<syn::Path>,
    /// Whether it takes arguments that are known only at run time.
    pub(crate) assisted: bool,
    /// When it is there at all: `when("cache.backend" = "redis")`.
    pub(crate) when: Option<Condition>,
}

/// A setting, and the value that it must have.
pub(crate) struct Condition {
    /// The dotted path of the setting.
    pub(crate) path: LitStr,
    /// The value, as it is compared.
    pub(crate) value: String,
}

/// What an application knows of how an entry comes and goes.
#[derive(Clone, Copy)]
pub(crate) struct Lives {
    pub(crate) scope: Scope,
    /// Whether it takes arguments that are known only at run time.
    pub(crate) assisted: bool,
    /// Whether it is told before it is dropped.
    pub(crate) ends: bool,
}

impl Life {
    /// What is made from arguments is made anew for each call.
    pub(crate) fn settle(&mut self) {
        if self.assisted {
            self.scope = Scope::Transient;
        }
    }
}
