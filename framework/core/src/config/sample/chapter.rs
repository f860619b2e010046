use super::{
    super::{
        SectionInfo,
        describe::{Content, Description},
        known::join,
    },
    Row, Standing,
};

/// What can be set below one path: fields, and further chapters.
#[derive(Default)]
pub(in crate::config) struct Chapter {
    pub(in crate::config) path: String,
    /// The key of the chapter; empty for the whole.
    pub(in crate::config) name: String,
    pub(in crate::config) doc: &'static str,
    /// Whether it may be left out as a whole, whatever in it is required.
    pub(super) optional: bool,
    pub(in crate::config) rows: Vec<Row>,
    pub(in crate::config) chapters: Vec<Chapter>,
}

impl Chapter {
    /// All sections as one book, in their order.
    pub(in crate::config) fn of(sections: &[SectionInfo]) -> Self {
        let mut root = Self::default();
        for section in sections {
            let Some(shared) = section.shared else {
                root.add(section, section.prefix, Standing::Own);
                continue;
            };
            // The shared part once, unless it is a section of its own as well.
            let own = sections
                .iter()
                .any(|other| other.shared.is_none() && other.prefix == shared);
            if !own && root.at(shared).rows.is_empty() {
                root.add(section, shared, Standing::Shared);
            }
            root.add(section, section.prefix, Standing::Instance);
        }
        root
    }

    fn at(&mut self, path: &str) -> &mut Self {
        path.split('.').fold(self, Self::below)
    }

    fn add(&mut self, section: &SectionInfo, path: &str, standing: Standing) {
        let chapter = self.at(path);
        chapter.doc = section.doc;
        chapter.fill((section.describe)(), standing);
    }

    fn below(&mut self, name: &str) -> &mut Self {
        let known = self
            .chapters
            .iter()
            .position(|chapter| chapter.name == name);
        let index = known.unwrap_or(self.chapters.len());
        if known.is_none() {
            self.chapters.push(Self {
                path: join(&self.path, name),
                name: name.to_owned(),
                ..Self::default()
            });
        }
        &mut self.chapters[index]
    }

    fn fill(&mut self, description: Description, standing: Standing) {
        for field in description.0 {
            match field.content {
                Content::Value(shape) => self.rows.push(Row {
                    path: join(&self.path, field.info.name),
                    info: field.info,
                    shape,
                    standing,
                }),
                Content::Part(doc, description) => {
                    let chapter = self.below(field.info.name);
                    chapter.doc = if field.info.doc.is_empty() {
                        doc
                    } else {
                        field.info.doc
                    };
                    chapter.optional = !field.info.required || standing == Standing::Shared;
                    chapter.fill(description, standing);
                }
            }
        }
    }

    /// Every field, in order.
    pub(in crate::config) fn all(&self) -> Vec<&Row> {
        let below = self.chapters.iter().flat_map(Self::all);
        self.rows.iter().chain(below).collect()
    }
}
