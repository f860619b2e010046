//! Variables that set fields without the application's name in front.

use std::collections::HashMap;

use super::Context;

/// The names under which fields are also found, each with how much it counts.
pub(super) struct OtherNames(HashMap<String, Vec<(usize, String)>>);

impl OtherNames {
    /// How many kinds of names there are: `VAR`, `VAR_MODULE`, `MODULE_VAR`, and the name that
    /// the field declares, in rising order.
    pub(super) const TIERS: usize = 4;

    pub(super) fn of(context: &Context<'_>) -> Self {
        let mut names: HashMap<String, Vec<(usize, String)>> = HashMap::new();
        context.known.each_field(&mut |path, field| {
            if field.env.is_none() && !context.flat {
                return;
            }
            let path = path.join(".");
            let mut add = |name: String, tier| {
                names.entry(name).or_default().push((tier, path.clone()));
            };
            if let Some(name) = field.env {
                add(name.to_owned(), 3);
            }
            if context.flat {
                let [first, second, third] = flat_names(&path);
                add(first, 2);
                add(second, 1);
                add(third, 0);
            }
        });
        Self(names)
    }

    /// What a variable sets.
    pub(super) fn named(&self, name: &str) -> &[(usize, String)] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The flat names of a field, the first counts most: `ORDERS_MAX_OPEN`, `MAX_OPEN_ORDERS`,
/// `MAX_OPEN`.
pub(in crate::config) fn flat_names(path: &str) -> [String; 3] {
    let (section, field) = path.rsplit_once('.').unwrap_or(("", path));
    let (section, field) = (
        section.replace('.', "_").to_uppercase(),
        field.to_uppercase(),
    );
    [
        format!("{section}_{field}"),
        format!("{field}_{section}"),
        field,
    ]
}
