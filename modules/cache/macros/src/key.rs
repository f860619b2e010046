//! The text of a key: `product:{id}`.

/// What a key says.
pub(crate) struct KeyText {
    /// What stands before each parameter, and after the last.
    pub(crate) texts: Vec<String>,
    /// The parameters in their order.
    pub(crate) names: Vec<String>,
}

/// Reads the text of a key; or says what is wrong with it, and what to write.
pub(crate) fn read(text: &str) -> Result<KeyText, (String, String)> {
    let mut texts = vec![String::new()];
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        let last = texts.len() - 1;
        texts[last].push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            texts[last].push_str(&from[..1]);
            rest = after;
            continue;
        }
        let inside = from
            .strip_prefix('{')
            .and_then(|inside| inside.split_once('}'));
        let Some((name, after)) = inside else {
            return Err((
                format!("a brace of the key `{text}` has no other"),
                "write `{name}` for a parameter, and `{{` for a brace".to_owned(),
            ));
        };
        if !is_name(name) {
            return Err((
                format!("`{{{name}}}` names no parameter"),
                "write the name of a parameter alone between the braces".to_owned(),
            ));
        }
        if !names.is_empty() && !separates(&texts[last]) {
            let first = &names[names.len() - 1];
            return Err((
                format!("`{{{first}}}` and `{{{name}}}` cannot be told apart in the key"),
                format!("write something between them, such as `{{{first}}}:{{{name}}}`"),
            ));
        }
        names.push(name.to_owned());
        texts.push(String::new());
        rest = after;
    }
    let last = texts.len() - 1;
    texts[last].push_str(rest);
    Ok(KeyText { texts, names })
}

fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Whether no value of a parameter can hold all of it, as it is written in a key.
fn separates(text: &str) -> bool {
    text.chars()
        .any(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '%')))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_key_is_texts_and_parameters() {
        let key = read("a{{{id}:{page}/").unwrap_or_else(|(told, _)| unreachable!("{told}"));
        assert_eq!(key.names, ["id", "page"]);
        assert_eq!(key.texts, ["a{", ":", "/"]);
    }

    #[test]
    fn what_is_wrong_with_a_key_is_told() {
        let told = |text: &str| read(text).err().map(|(told, _)| told).unwrap_or_default();
        assert!(told("a{id").contains("has no other"));
        assert!(told("a}id").contains("has no other"));
        assert!(told("{}").contains("names no parameter"));
        assert!(told("{id:?}").contains("names no parameter"));
        assert!(told("{a}{b}").contains("told apart"));
        assert!(told("{a}x-1{b}").contains("told apart"));
        assert_eq!(told("{a}:{b}"), "");
    }
}
