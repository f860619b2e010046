use proc_macro2::Span;

/// Where something stands, for messages and exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    pub(crate) fn of(span: Span) -> Self {
        let start = span.start();
        Self {
            file: span.file(),
            line: start.line,
            column: start.column + 1,
        }
    }
}
