//! What the fields of an application look like, as their types tell.

use std::{cell::OnceCell, collections::HashMap};

use super::{
    SectionInfo,
    describe::{Description, Shape},
};

/// The descriptions of the sections of an application, each made when it is first asked for.
pub(super) struct Shapes<'s> {
    sections: HashMap<&'static str, Described<'s>>,
}

struct Described<'s> {
    section: &'s SectionInfo,
    description: OnceCell<Description>,
}

impl<'s> Shapes<'s> {
    pub(super) fn of(sections: &'s [SectionInfo]) -> Self {
        let mut found = HashMap::with_capacity(sections.len());
        for section in sections {
            for prefix in [Some(section.prefix), section.shared].into_iter().flatten() {
                found.insert(
                    prefix,
                    Described {
                        section,
                        description: OnceCell::new(),
                    },
                );
            }
        }
        Self { sections: found }
    }

    /// What the field at the dotted `path` looks like; the innermost section around it decides.
    pub(super) fn at(&self, path: &str) -> &Shape {
        path.rmatch_indices('.')
            .find_map(|(end, _)| {
                let (prefix, below) = (path.get(..end)?, path.get(end + 1..)?);
                self.sections.get(prefix)?.shape(below)
            })
            .unwrap_or(&Shape::Unknown)
    }
}

impl Described<'_> {
    fn shape(&self, below: &str) -> Option<&Shape> {
        let describe = self.section.describe;
        self.description.get_or_init(describe).shape(below)
    }
}
