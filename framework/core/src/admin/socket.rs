//! The socket of the door.

use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::{
        fs::{DirBuilderExt, FileTypeExt, PermissionsExt},
        net::UnixStream,
    },
    path::{Path, PathBuf},
};

use tokio::net::UnixListener;

/// A socket that listens; its file goes with it.
pub(super) struct Socket {
    pub(super) listener: UnixListener,
    file: File,
}

/// Removes the file when it is dropped.
struct File(PathBuf);

impl Drop for File {
    fn drop(&mut self) {
        // Somebody may have removed it before.
        let _ = fs::remove_file(&self.0);
    }
}

impl Socket {
    /// Listens at `path`, for the owner of the process only. What an application that is gone has
    /// left there is removed.
    ///
    /// # Errors
    /// If somebody listens there, something else is there, or the system refuses.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        make_room(path)?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        // In a directory that nobody else enters until its permissions are right.
        let apart = folder.join(format!(".purlin-{}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&apart)?;
        let opened = Self::open_apart(&apart.join("s"), path);
        let removed = fs::remove_dir(&apart);
        let socket = opened?;
        removed?;
        Ok(socket)
    }

    fn open_apart(apart: &Path, path: &Path) -> io::Result<Self> {
        let listener = UnixListener::bind(apart)?;
        let mut file = File(apart.to_owned());
        fs::set_permissions(apart, Permissions::from_mode(0o600))?;
        fs::rename(apart, path)?;
        path.clone_into(&mut file.0);
        Ok(Self { listener, file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.file.0
    }
}

/// Removes a socket that nobody listens at.
fn make_room(path: &Path) -> io::Result<()> {
    let there = match fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !there.file_type().is_socket() {
        let text = "there is a file that is no socket";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    match UnixStream::connect(path) {
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            "another application listens there",
        )),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_socket_is_for_its_owner_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("admin.sock");
        let socket = Socket::open(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let there: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(there.len(), 1, "{there:?}");
        assert!(UnixStream::connect(&path).is_ok());
        drop(socket);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn what_somebody_has_left_is_replaced_and_what_is_in_use_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("admin.sock");
        // The standard library leaves the file.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let socket = Socket::open(&path).unwrap();
        let error = Socket::open(&path).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        drop(socket);
        fs::write(&path, "precious").unwrap();
        let error = Socket::open(&path).err().unwrap();
        assert_eq!(error.to_string(), "there is a file that is no socket");
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }
}
