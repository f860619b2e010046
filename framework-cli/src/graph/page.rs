//! The graph as one page without anything from elsewhere.

use serde_json::{Value, json};

use crate::{cargo, diagnostic::Diagnostic, error::CliError};

const PAGE: &str = include_str!("../../assets/graph.html");

/// Where the page has its data.
const DATA: &str = "/*GRAPH*/null";

/// The page of an application, with what the build found.
///
/// # Errors
/// A command error if the graph is no JSON.
pub(super) fn page(
    package: &str,
    graph: &str,
    problems: &[Diagnostic],
) -> Result<String, CliError> {
    let graph: Value = serde_json::from_str(graph)
        .map_err(|error| cargo::failed("the application's graph is no JSON", &error.to_string()))?;
    let data = json!({ "package": package, "graph": graph, "problems": problems });
    // Inside a script, `</script>` and `<!--` in a text would end it.
    let data = data.to_string().replace('<', "\\u003c");
    Ok(PAGE.replacen(DATA, &data, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_its_graph_and_nothing_from_elsewhere() {
        let graph = r#"{"app":"Shop","modules":[],"nodes":[],"edges":[],"x":"</script>"}"#;
        let page = page("shop", graph, &[]).unwrap();
        assert!(page.contains(r#""app":"Shop""#));
        assert!(page.contains(r"\u003c/script>"));
        assert!(!page.contains(DATA));
        assert_eq!(page.matches("</script>").count(), 1);
        for outside in ["src=\"http", "href=\"http", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
