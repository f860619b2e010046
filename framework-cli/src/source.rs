//! Small edits of Rust sources that keep every other character as it is.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Attribute, Item, spanned::Spanned as _};

use crate::error::CliError;

/// A Rust file.
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    file: syn::File,
}

/// An attribute with a list, such as `#[app(modules = […])]`, and what it stands on.
pub(crate) struct Listing {
    /// The type that the attribute is about.
    pub(crate) name: String,
    /// The entries of the list as they are written, without spaces.
    pub(crate) entries: Vec<String>,
    attribute: Attribute,
}

impl SourceFile {
    /// Reads and parses a file.
    ///
    /// # Errors
    /// A file error, or a project error if it is no Rust.
    pub(crate) fn read(path: &Path) -> Result<Self, CliError> {
        let text = fs::read_to_string(path).map_err(|error| CliError::read(path, error))?;
        Self::parse(path, text)
    }

    fn parse(path: &Path, text: String) -> Result<Self, CliError> {
        let file = syn::parse_file(&text).map_err(|error| {
            let start = error.span().start();
            CliError::project(
                format!("`{}` is not valid Rust: {error}", path.display()),
                format!("see line {}, column {}", start.line, start.column + 1),
            )
        })?;
        Ok(Self {
            path: path.to_owned(),
            text,
            file,
        })
    }

    /// Writes the file.
    ///
    /// # Errors
    /// A file error.
    pub(crate) fn write(&self) -> Result<(), CliError> {
        fs::write(&self.path, &self.text).map_err(|error| CliError::write(&self.path, error))
    }

    /// What an attribute of this name stands on, with one of its lists.
    pub(crate) fn listings(&self, attribute: &str, list: &str) -> Vec<Listing> {
        self.file
            .items
            .iter()
            .filter_map(|item| {
                let (attributes, name) = match item {
                    Item::Struct(item) => (&item.attrs, item.ident.to_string()),
                    Item::Impl(item) => (&item.attrs, last_ident(&item.self_ty)?),
                    _ => return None,
                };
                let found = attributes.iter().find(|found| is_named(found, attribute))?;
                let entries = group_of(found, list).map_or_else(Vec::new, |group| entries(&group));
                Some(Listing {
                    name,
                    entries,
                    attribute: found.clone(),
                })
            })
            .collect()
    }

    /// Whether the file declares a module of this name.
    pub(crate) fn declares(&self, module: &str) -> bool {
        self.file
            .items
            .iter()
            .any(|item| matches!(item, Item::Mod(item) if item.ident == module))
    }

    /// Adds an entry at the end of a list of an attribute, and the list if it is not there.
    ///
    /// # Errors
    /// A project error if what comes out is not Rust any more, which is a mistake of this program.
    pub(crate) fn add_to_list(
        &mut self,
        listing: &Listing,
        list: &str,
        entry: &str,
    ) -> Result<(), CliError> {
        let mut edits = match group_of(&listing.attribute, list) {
            Some(group) => self.end_of_list(&group, entry),
            None => vec![new_list(&listing.attribute, list, entry)],
        };
        // From the end, so that the earlier places stay right.
        edits.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut text = self.text.clone();
        for (at, inserted) in edits {
            text.insert_str(at, &inserted);
        }
        *self = Self::parse(&self.path, text)?;
        Ok(())
    }

    /// Adds a line after the last declaration or import of its kind, or before the first item.
    ///
    /// # Errors
    /// As [`add_to_list`](Self::add_to_list).
    pub(crate) fn add_item(&mut self, line: &str) -> Result<(), CliError> {
        let alike = |item: &Item| match item {
            Item::Mod(item) => line.contains("mod ") && item.content.is_none(),
            Item::Use(_) => line.contains("use "),
            _ => false,
        };
        let last = self.file.items.iter().rev().find(|item| alike(item));
        if let Some(last) = last {
            let end = last.span().byte_range().end;
            return self.insert(end, &format!("\n{line}"));
        }
        let imports = self
            .file
            .items
            .iter()
            .rev()
            .find(|item| matches!(item, Item::Use(_)));
        if let Some(imports) = imports {
            let end = imports.span().byte_range().end;
            return self.insert(end, &format!("\n\n{line}"));
        }
        let first = self
            .file
            .items
            .first()
            .map_or(self.text.len(), |item| item.span().byte_range().start);
        // A doc comment of the file ends before the first item.
        self.insert(first, &format!("{line}\n\n"))
    }

    /// What to insert where, so that the list has one more entry.
    fn end_of_list(&self, group: &Group, entry: &str) -> Vec<(usize, String)> {
        let inside = group.span_open().byte_range().end..group.span_close().byte_range().start;
        let Some(last) = group.stream().into_iter().last() else {
            return vec![(inside.start, entry.to_owned())];
        };
        let end = last.span().byte_range().end;
        let comma = matches!(&last, TokenTree::Punct(last) if last.as_char() == ',');
        if !self.text[inside.clone()].contains('\n') {
            return vec![(
                end,
                if comma {
                    format!(" {entry},")
                } else {
                    format!(", {entry}")
                },
            )];
        }
        // After the comment that may follow the last entry.
        let rest = &self.text[end..inside.end];
        let line_end = rest.find('\n').map_or(inside.end, |length| end + length);
        let line = self.text[..end].rfind('\n').map_or(0, |before| before + 1);
        let indent: String = self.text[line..]
            .chars()
            .take_while(|c| matches!(c, ' ' | '\t'))
            .collect();
        let mut edits = vec![(line_end, format!("\n{indent}{entry},"))];
        if !comma {
            edits.push((end, ",".to_owned()));
        }
        edits
    }

    fn insert(&mut self, at: usize, inserted: &str) -> Result<(), CliError> {
        let mut text = self.text.clone();
        text.insert_str(at, inserted);
        *self = Self::parse(&self.path, text)?;
        Ok(())
    }
}

/// Where and how a list is added to an attribute without it.
fn new_list(attribute: &Attribute, list: &str, entry: &str) -> (usize, String) {
    match &attribute.meta {
        syn::Meta::List(meta) => {
            let close = meta.delimiter.span().close().byte_range().start;
            let comma = if meta.tokens.is_empty() { "" } else { ", " };
            (close, format!("{comma}{list} = [{entry}]"))
        }
        meta => (
            meta.span().byte_range().end,
            format!("({list} = [{entry}])"),
        ),
    }
}

fn is_named(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|segment| segment.ident == name)
}

fn last_ident(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The brackets after `list =` in the arguments of an attribute.
fn group_of(attribute: &Attribute, list: &str) -> Option<Group> {
    let syn::Meta::List(meta) = &attribute.meta else {
        return None;
    };
    let tokens: Vec<TokenTree> = meta.tokens.clone().into_iter().collect();
    tokens.windows(3).find_map(|window| match window {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(equals),
            TokenTree::Group(group),
        ] if name == list && equals.as_char() == '=' && group.delimiter() == Delimiter::Bracket => {
            Some(group.clone())
        }
        _ => None,
    })
}

/// The entries of a list, as they are written, without spaces.
fn entries(group: &Group) -> Vec<String> {
    let mut entries = Vec::new();
    let mut entry = TokenStream::new();
    for token in group.stream() {
        if matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            entries.push(std::mem::take(&mut entry));
        } else {
            entry.extend([token]);
        }
    }
    entries.push(entry);
    entries
        .into_iter()
        .filter(|entry| !entry.is_empty())
        .map(|entry| entry.to_string().replace(' ', ""))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceFile {
        SourceFile::parse(Path::new("src/lib.rs"), text.to_owned()).unwrap()
    }

    fn added(text: &str) -> String {
        let mut source = source(text);
        let listing = source.listings("app", "modules").remove(0);
        source
            .add_to_list(&listing, "modules", "NewModule")
            .unwrap();
        source.text
    }

    #[test]
    fn a_list_on_one_line_gets_one_more_entry() {
        assert_eq!(
            added("#[app(modules = [A, b::B])]\npub struct App;\n"),
            "#[app(modules = [A, b::B, NewModule])]\npub struct App;\n"
        );
        assert_eq!(
            added("#[app(modules = [])]\npub struct App;\n"),
            "#[app(modules = [NewModule])]\npub struct App;\n"
        );
        assert_eq!(
            added("#[purlin::app(startup = parallel, modules = [A,])] struct App;"),
            "#[purlin::app(startup = parallel, modules = [A, NewModule,])] struct App;"
        );
    }

    #[test]
    fn a_list_of_lines_gets_one_more_line_and_keeps_its_comments() {
        assert_eq!(
            added("#[app(modules = [\n    A, // first\n    B,\n])]\npub struct App;\n"),
            "#[app(modules = [\n    A, // first\n    B,\n    NewModule,\n])]\npub struct App;\n"
        );
        assert_eq!(
            added("#[app(modules = [\n    A,\n    B\n])]\npub struct App;\n"),
            "#[app(modules = [\n    A,\n    B,\n    NewModule,\n])]\npub struct App;\n"
        );
    }

    #[test]
    fn a_comment_after_the_last_entry_stays_with_it() {
        assert_eq!(
            added("#[app(modules = [\n    A,\n    B // last\n])]\npub struct App;\n"),
            "#[app(modules = [\n    A,\n    B, // last\n    NewModule,\n])]\npub struct App;\n"
        );
    }

    #[test]
    fn a_list_that_is_not_there_is_made() {
        let mut source = source("pub struct M;\n#[module]\nimpl M {}\n");
        let listing = source.listings("module", "components").remove(0);
        assert_eq!(listing.name, "M");
        source
            .add_to_list(&listing, "components", "Service")
            .unwrap();
        assert_eq!(
            source.text,
            "pub struct M;\n#[module(components = [Service])]\nimpl M {}\n"
        );
        let listing = source.listings("module", "components").remove(0);
        assert_eq!(listing.entries, ["Service"]);
    }

    #[test]
    fn a_declaration_stands_beside_its_like() {
        let mut source = source("//! Doc.\n\nuse a::B;\n\npub mod a;\n\nfn main() {}\n");
        source.add_item("pub mod orders;").unwrap();
        assert!(source.declares("orders"));
        assert_eq!(
            source.text,
            "//! Doc.\n\nuse a::B;\n\npub mod a;\npub mod orders;\n\nfn main() {}\n"
        );
    }
}
