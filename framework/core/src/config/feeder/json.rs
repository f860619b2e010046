//! From JSON to nodes, each with its place.

use std::{ops::Range, sync::Arc};

use super::{
    super::{
        Place,
        node::{Node, Table, Value},
        place::Spot,
        problem::Shows,
        text::SourceFile,
    },
    reading::Broken,
};

/// Deeper values than this are refused.
const DEEPEST: usize = 64;

/// Reads the text of the file, an object.
pub(super) fn parse(file: &Arc<SourceFile>, priority: i32) -> Result<Table, Broken> {
    let mut reader = Reader {
        file,
        text: file.text(),
        at: 0,
        priority,
        leaves: Vec::new(),
    };
    let found = reader.document();
    let leaves = std::mem::take(&mut reader.leaves);
    let at = reader.at;
    match found {
        Ok(table) => {
            file.set_leaves(leaves);
            Ok(table)
        }
        Err(why) => Err(Broken {
            format: "JSON",
            why: why.to_owned(),
            span: at..at,
            shows: Shows::Keys,
        }),
    }
}

struct Reader<'f> {
    file: &'f Arc<SourceFile>,
    text: &'f str,
    at: usize,
    priority: i32,
    leaves: Vec<Range<usize>>,
}

type Found<T> = Result<T, &'static str>;

impl Reader<'_> {
    fn document(&mut self) -> Found<Table> {
        self.skip_blank();
        if self.peek() != Some(b'{') {
            return Err("expected an object, `{ … }`");
        }
        let node = self.value(0)?;
        self.skip_blank();
        if self.at < self.text.len() {
            return Err("expected nothing after the object");
        }
        match node.value {
            Value::Table(table) => Ok(table),
            _ => Err("expected an object, `{ … }`"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::new(Spot::File(Arc::clone(self.file), span), self.priority)
    }

    fn value(&mut self, depth: usize) -> Found<Node> {
        if depth > DEEPEST {
            return Err("values are nested too deep");
        }
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        let span = start..self.at;
        if !matches!(value, Value::List(_) | Value::Table(_)) {
            self.leaves.push(span.clone());
        }
        Ok(Node::new(value, self.place(span)))
    }

    fn object(&mut self, depth: usize) -> Found<Value> {
        let mut table = Table::new();
        self.at += 1;
        self.skip_blank();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Table(table));
        }
        loop {
            self.skip_blank();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err("expected a key in quotes");
            }
            let key = self.string()?;
            let span = start..self.at;
            if table.contains_key(&key) {
                self.at = start;
                return Err("a key is given twice");
            }
            self.skip_blank();
            if self.peek() != Some(b':') {
                return Err("expected `:` after the key");
            }
            self.at += 1;
            self.skip_blank();
            let mut node = self.value(depth + 1)?;
            node.key = Some(span);
            table.insert(key, node);
            if self.ends(b'}')? {
                return Ok(Value::Table(table));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Found<Value> {
        let mut items = Vec::new();
        self.at += 1;
        self.skip_blank();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(items));
        }
        loop {
            self.skip_blank();
            items.push(self.value(depth + 1)?);
            if self.ends(b']')? {
                return Ok(Value::List(items));
            }
        }
    }

    /// Whether the list ends here, or goes on after a comma.
    fn ends(&mut self, close: u8) -> Found<bool> {
        self.skip_blank();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(letter) if letter == close => {
                self.at += 1;
                Ok(true)
            }
            _ if close == b'}' => Err("expected `,` or `}`"),
            _ => Err("expected `,` or `]`"),
        }
    }

    /// A string; what is in it is serde's business.
    fn string(&mut self) -> Found<String> {
        let start = self.at;
        let mut end = start + 1;
        let bytes = self.text.as_bytes();
        while let Some(&letter) = bytes.get(end) {
            match letter {
                b'"' => {
                    let quoted = self.text.get(start..=end).unwrap_or_default();
                    let text = serde_json::from_str(quoted)
                        .map_err(|_| "a string holds what a string cannot hold")?;
                    self.at = end + 1;
                    return Ok(text);
                }
                b'\\' => end += 2,
                b'\n' => break,
                _ => end += 1,
            }
        }
        Err("a string does not end")
    }

    fn number(&mut self) -> Found<Value> {
        let start = self.at;
        while matches!(
            self.peek(),
            Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
        ) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        let number: serde_json::Number = serde_json::from_str(text).map_err(|_| {
            self.at = start;
            "expected a number"
        })?;
        Ok(match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => Value::Integer(number),
            (_, Some(number), _) => Value::Unsigned(number),
            _ if !text.contains(['.', 'e', 'E']) => Value::Huge(text.to_owned()),
            (.., Some(number)) => Value::Float(number),
            _ => return Err("expected a number"),
        })
    }

    fn word(&mut self) -> Found<Value> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        for (word, value) in [
            ("true", Value::Boolean(true)),
            ("false", Value::Boolean(false)),
            ("null", Value::Null),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err("expected a value")
    }
}
