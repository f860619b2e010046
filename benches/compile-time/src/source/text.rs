//! The text of a program as it grows, with the parts all modes share.

use crate::graph::Graph;

/// A program that is being written.
pub(super) struct Text<'g> {
    pub(super) graph: &'g Graph,
    /// Services of a module, for frameworks that have modules.
    pub(super) module: usize,
    edited: bool,
    written: String,
}

impl<'g> Text<'g> {
    pub(super) fn new(graph: &'g Graph, module: usize, edited: bool) -> Self {
        Self {
            graph,
            module,
            edited,
            written: String::new(),
        }
    }

    /// Appends a line, or several.
    pub(super) fn line(&mut self, line: impl AsRef<str>) {
        self.written.push_str(line.as_ref());
        self.written.push('\n');
    }

    /// The struct of a service: its dependencies as `d0`, `d1`, … of the type that `field` names,
    /// and the memo, each preceded by its attribute.
    pub(super) fn service(
        &mut self,
        service: usize,
        injected: &str,
        memo: &str,
        field: impl Fn(usize) -> String,
    ) {
        self.line(format!("pub struct S{service} {{"));
        for (position, &dependency) in self.graph.dependencies()[service].iter().enumerate() {
            self.line(format!("    {injected}d{position}: {},", field(dependency)));
        }
        self.line(format!("    {memo}memo: Memo,"));
        self.line("}");
    }

    /// An impl block (`head` is all before the brace) with the method that computes the value. Its
    /// name is the service's own: one name in hundreds of traits would make every call look at all
    /// of them, and the benchmark measure that.
    pub(super) fn value(&mut self, head: &str, visibility: &str, service: usize) {
        let dependencies = &self.graph.dependencies()[service];
        let sum = (0..)
            .zip(dependencies)
            .map(|(d, of): (usize, _)| format!(".wrapping_add(self.d{d}.value{of}())"))
            .collect::<Vec<_>>()
            .concat();
        // The edit of a body: the service in the middle computes the same in other words.
        let own = if self.edited && service == self.graph.size() / 2 {
            format!("({service}u32 + 1)")
        } else {
            format!("{}u32", service + 1)
        };
        self.line(format!("{head} {{"));
        self.line(format!(
            "    {visibility}fn value{service}(&self) -> u32 {{"
        ));
        self.line("        if let Some(value) = self.memo.get() {");
        self.line("            return value;");
        self.line("        }");
        self.line(format!("        self.memo.set({own}{sum})"));
        self.line("    }");
        self.line("}");
        self.line("");
    }

    /// `struct S7 {…}` and `impl S7 { pub fn value… }`, both without attributes.
    pub(super) fn plain_service(&mut self, service: usize) {
        self.service(service, "", "", |dependency| format!("Arc<S{dependency}>"));
        self.value(&format!("impl S{service}"), "pub ", service);
    }

    /// The trait a service is used through.
    pub(super) fn interface(&mut self, service: usize, bounds: &str) {
        self.line(format!("pub trait T{service}: {bounds} {{"));
        self.line(format!("    fn value{service}(&self) -> u32;"));
        self.line("}");
    }

    /// The sum over the roots, where `root` names one.
    pub(super) fn checksum(&self, root: impl Fn(usize) -> String) -> String {
        let roots = self.graph.roots();
        let sum = roots
            .into_iter()
            .map(|service| format!(".wrapping_add({}.value{service}())", root(service)))
            .collect::<Vec<_>>()
            .concat();
        format!("0u32{sum}")
    }

    /// `S0, S1, …` of `services`.
    pub(super) fn names(services: impl Iterator<Item = usize>) -> String {
        services
            .map(|service| format!("S{service}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(super) fn finish(self) -> String {
        self.written
    }
}
