use std::{collections::HashSet, fmt};

use super::{
    ConfigSection, Problem, Problems, Provenance, SectionInfo, SectionReader, SourceStatus, codes,
    feeder::{VariableNames, environment::flat::flat_names},
    known::Known,
    node::{Node, Table},
};

/// The merged configuration of an application: each value with where it comes from.
pub struct ConfigTree {
    pub(super) values: Table,
    pub(super) known: Known,
    pub(super) names: VariableNames,
    pub(super) sections: Vec<SectionInfo>,
    pub(super) sources: Vec<SourceStatus>,
    pub(super) warnings: Vec<Problem>,
    /// Whether variables were also looked for under flat names.
    pub(super) flat: bool,
    /// The file to name in a hint.
    pub(super) file: String,
    /// Paths that are wrong somewhere already, so that they are not missing as well.
    pub(super) suspected: HashSet<String>,
    /// Paths of instances at which stands what all instances share.
    pub(super) shared: HashSet<String>,
    /// Whether a file is missing from it, so that nothing is missing for sure.
    pub(super) incomplete: bool,
}

impl ConfigTree {
    /// Reads the section of `C`. `None` means that `problems` holds why.
    pub fn section<C: ConfigSection>(&self, problems: &mut Problems) -> Option<C> {
        self.section_of(&SectionInfo::of::<C>(), problems)
    }

    /// Reads a section of the type `C`, of one of several instances perhaps.
    pub(crate) fn section_of<C: ConfigSection>(
        &self,
        info: &SectionInfo,
        problems: &mut Problems,
    ) -> Option<C> {
        let mut found = Problems::new();
        let section = C::load(&mut SectionReader::new(
            self,
            info.prefix,
            C::FIELDS,
            &mut found,
        ));
        if section.is_none() && found.is_empty() && problems.is_empty() {
            let message = format!("`{}` could not be read and did not say why", info.prefix);
            found.push(Problem::new(codes::BAD_VALUE, info.prefix, message));
        }
        for problem in found.into_vec() {
            let problem = self.shared_problem(info, problem);
            if info.shared.is_none() || !problems.has(&problem) {
                problems.push(problem);
            }
        }
        section
    }

    /// Where the value at the dotted `path` comes from; `None` if nothing sets it.
    #[must_use]
    pub fn provenance(&self, path: &str) -> Option<Provenance> {
        let has_default = self
            .known
            .at(path)
            .and_then(Known::field)
            .is_some_and(|field| field.default.is_some());
        Provenance::of(self.nearest(path), has_default)
    }

    /// The sources that were read, lowest priority first; environment, command line and code are
    /// always read and not in the list.
    #[must_use]
    pub fn sources(&self) -> &[SourceStatus] {
        &self.sources
    }

    /// What works and should not stay: old names, and unknown keys where they are allowed.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Where the values of `path` are looked for, highest priority first.
    #[must_use]
    pub fn searched(&self, path: &str) -> Vec<String> {
        let mut searched = vec![format!("`{}`", self.names.of_path(path))];
        let field = self.known.at(path).and_then(Known::field);
        searched.extend(
            field
                .and_then(|field| field.env)
                .map(|name| format!("`{name}`")),
        );
        if self.flat {
            searched.extend(flat_names(path).map(|name| format!("`{name}`")));
        }
        let mut files: Vec<&str> = self
            .sources
            .iter()
            .map(|source| source.name.as_str())
            .collect();
        if files.is_empty() {
            files.push(&self.file);
        }
        searched.extend(
            files
                .iter()
                .rev()
                .map(|file| format!("`{path}` in `{file}`")),
        );
        searched
    }

    /// What stands at `path`, or the value above it that it is a part of.
    pub(super) fn nearest(&self, path: &str) -> Option<&Node> {
        let mut table = &self.values;
        let mut segments = path.split('.');
        loop {
            let node = table.get(segments.next()?)?;
            match node.as_table() {
                Some(below) if segments.clone().next().is_some() => table = below,
                _ => return Some(node),
            }
        }
    }

    /// The table of a section; `None` if nothing sets any of its fields.
    pub(super) fn table(&self, prefix: &str) -> Option<&Table> {
        prefix
            .split('.')
            .try_fold(&self.values, |table, key| table.get(key)?.as_table())
    }

    /// Whether a value at `path` may have been meant by something that is reported already.
    pub(super) fn is_suspected(&self, path: &str) -> bool {
        self.incomplete
            || self.suspected.contains(path)
            || path
                .match_indices('.')
                .any(|(end, _)| self.suspected.contains(&path[..end]))
    }
}

/// Says how much there is, never what.
impl fmt::Debug for ConfigTree {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections: Vec<&String> = self.values.keys().collect();
        formatter
            .debug_struct("ConfigTree")
            .field("sections", &sections)
            .finish_non_exhaustive()
    }
}
