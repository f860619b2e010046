/// Text built in `const`; what does not fit is cut, with an ellipsis.
pub struct Message {
    bytes: [u8; Self::ROOM],
    len: usize,
}

impl Message {
    const ROOM: usize = 4096;

    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            len: 0,
        }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.len < Self::ROOM {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
        self
    }

    pub(crate) const fn push_code(self, name: &str) -> Self {
        self.push("`").push(name).push("`")
    }

    pub(crate) const fn push_number(self, number: u32) -> Self {
        let mut digits = [0u8; 10];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(at);
        match core::str::from_utf8(digits) {
            Ok(digits) => self.push(digits),
            Err(_) => self,
        }
    }

    /// `file:line`, as people click on it.
    pub(crate) const fn push_place(self, place: super::Place) -> Self {
        self.push(place.file).push(":").push_number(place.line)
    }

    /// The text so far.
    pub(crate) const fn as_str(&self) -> &str {
        let (mut text, _) = self.bytes.split_at(self.len);
        // A cut may fall inside a character: drop its first bytes.
        loop {
            match core::str::from_utf8(text) {
                Ok(text) => return text,
                Err(error) => text = text.split_at(error.valid_up_to()).0,
            }
        }
    }
}
