//! Where events go besides the network.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use crate::{CloudEvent, CloudEventsError};

/// A file, or standard output.
pub(crate) enum Place {
    File(File),
    Output,
}

impl Place {
    /// Opens it; a file is appended to.
    pub(crate) fn open(path: &Path) -> Result<Self, CloudEventsError> {
        if path == Path::new("-") {
            return Ok(Self::Output);
        }
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map(Self::File)
            .map_err(|source| CloudEventsError::File {
                file: path.display().to_string(),
                source,
            })
    }

    /// Writes an event as one line.
    pub(crate) fn write(&mut self, event: &CloudEvent) -> io::Result<()> {
        let mut line = event.to_json();
        line.push('\n');
        match self {
            Self::File(file) => file.write_all(line.as_bytes()),
            Self::Output => {
                let mut output = io::stdout().lock();
                output.write_all(line.as_bytes())?;
                output.flush()
            }
        }
    }
}
