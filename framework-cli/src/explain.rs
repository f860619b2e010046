//! `cargo purlin explain PL0007`: the page of a code, offline.

use std::process::ExitCode;

use rust_embed::RustEmbed;
use serde_json::json;

use crate::{error::CliError, output::Output};

/// The pages of the book.
#[derive(RustEmbed)]
#[folder = "../docs/src/errors"]
struct Pages;

/// What the pages include: cases, with the compiler's recorded output.
#[derive(RustEmbed)]
#[folder = "../trybuild-tests/cases"]
struct Cases;

/// Where a page finds the cases.
const CASES: &str = "../../../trybuild-tests/cases/";

/// Prints the page of a code.
///
/// # Errors
/// A usage error if there is no such code, with those that are close.
pub(crate) fn explain(code: &str, output: &Output) -> Result<ExitCode, CliError> {
    let code = normalised(code);
    let page = page(&code).ok_or_else(|| {
        let known = codes();
        let close: Vec<&String> = known
            .iter()
            .filter(|known| strsim::levenshtein(known, &code) <= 1)
            .take(8)
            .collect();
        let list = |codes: &[&String]| {
            codes
                .iter()
                .map(|code| format!("`{code}`"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        CliError::usage(
            format!("there is no code `{code}`"),
            if close.is_empty() {
                format!("codes are `PL` and four digits, such as `{}`", known[0])
            } else {
                format!("similar codes are {}", list(&close))
            },
        )
    })?;
    let title = page
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches("# ");
    let document = json!({ "code": code, "title": title, "page": page });
    output.result(&page, &document);
    Ok(ExitCode::SUCCESS)
}

/// `PL0007`, also from `7`, `pl7` or `[PL0007]`.
fn normalised(code: &str) -> String {
    let code = code.trim_matches(['[', ']']).to_ascii_uppercase();
    let digits = code.strip_prefix("PL").unwrap_or(&code);
    if !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("PL{digits:0>4}");
    }
    code
}

/// Every code that has a page, in order.
fn codes() -> Vec<String> {
    let mut codes: Vec<String> = Pages::iter()
        .filter_map(|file| file.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name.starts_with("PL"))
        .collect();
    codes.sort();
    codes
}

/// The page of a code, with what it includes in its place.
fn page(code: &str) -> Option<String> {
    let page = Pages::get(&format!("{code}.md"))?;
    let text = String::from_utf8_lossy(&page.data);
    let mut shown = String::with_capacity(text.len());
    for line in text.lines() {
        let include = line
            .trim()
            .strip_prefix("{{#include ")
            .and_then(|rest| rest.strip_suffix("}}"))
            .and_then(|path| path.strip_prefix(CASES));
        match include.and_then(Cases::get) {
            Some(included) => shown.push_str(String::from_utf8_lossy(&included.data).trim_end()),
            None => shown.push_str(line),
        }
        shown.push('\n');
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole() {
        let codes = codes();
        assert!(codes.len() > 80, "{}", codes.len());
        for code in codes {
            let page = page(&code).unwrap();
            assert!(page.starts_with(&format!("# {code}: ")), "{code}");
            assert!(
                !page.contains("{{#include"),
                "{code} has an include that is missing"
            );
        }
    }

    #[test]
    fn a_page_shows_the_recorded_output() {
        let page = page("PL0001").unwrap();
        assert!(page.contains("error[E0080]: evaluation panicked: [PL0001]"));
    }

    #[test]
    fn a_code_may_be_written_in_short() {
        for text in ["PL0007", "pl7", "7", "[PL0007]"] {
            assert_eq!(normalised(text), "PL0007");
        }
        assert_eq!(normalised("E0277"), "E0277");
    }
}
