use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use zeroize::Zeroize;

use super::Feeder;

/// The text of a file, kept while problems may have to show a line of it, and wiped after that.
pub(super) struct SourceFile {
    path: Arc<str>,
    feeder: Feeder,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
    /// The spans of every single value, so that a report can leave out those it is not about.
    leaves: OnceLock<Vec<Range<usize>>>,
}

impl SourceFile {
    pub(super) fn new(path: &str, text: String, feeder: Feeder) -> Self {
        Self {
            path: path.into(),
            feeder,
            text,
            line_starts: OnceLock::new(),
            leaves: OnceLock::new(),
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn shared_path(&self) -> Arc<str> {
        Arc::clone(&self.path)
    }

    pub(super) const fn feeder(&self) -> Feeder {
        self.feeder
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Says which parts of the text are values. The first call counts.
    pub(super) fn set_leaves(&self, mut leaves: Vec<Range<usize>>) {
        leaves.sort_unstable_by_key(|leaf| leaf.start);
        self.leaves.get_or_init(|| leaves);
    }

    /// The spans of the values in order; `None` if the file could not be understood.
    pub(super) fn leaves(&self) -> Option<&[Range<usize>]> {
        self.leaves.get().map(Vec::as_slice)
    }

    /// Line and column, both from 1; the column counts characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_index(offset);
        let start = self.line_range(line).start;
        let before = self.text.get(start..offset).unwrap_or_default();
        (line + 1, before.chars().count() + 1)
    }

    /// The byte range of the line around `offset`, without its line break.
    pub(super) fn line_around(&self, offset: usize) -> Range<usize> {
        self.line_range(self.line_index(offset))
    }

    fn line_index(&self, offset: usize) -> usize {
        self.line_starts()
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    fn line_range(&self, index: usize) -> Range<usize> {
        let starts = self.line_starts();
        let start = starts.get(index).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        start..start + line.len()
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.match_indices('\n').map(|(index, _)| index + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }
}

impl Drop for SourceFile {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::SourceFile;
    use crate::config::Feeder;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let file = SourceFile::new("a.toml", "é = 1\r\nb = 2".to_owned(), Feeder::File);
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position(5), (1, 5));
        assert_eq!(file.position(12), (2, 5));
        assert_eq!(file.position(13), (2, 6));
        assert_eq!(&file.text()[file.line_around(2)], "é = 1");
        assert_eq!(&file.text()[file.line_around(13)], "b = 2");
    }
}
