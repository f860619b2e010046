//! What asks a running application to reload: SIGHUP, and files that change.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::{sync::mpsc, time::sleep};

use super::super::ConfigLoader;

/// How long files must be quiet before they are read: editors and mounts write in steps.
const QUIET: Duration = Duration::from_millis(200);
/// Files that never are quiet are read after this all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for reasons to reload.
pub(crate) struct Triggers {
    #[cfg(unix)]
    hangup: Option<Signal>,
    changed: mpsc::Receiver<()>,
    /// Dropping it ends the watching.
    #[cfg(feature = "watch")]
    _watcher: Option<notify::RecommendedWatcher>,
}

impl Triggers {
    /// Listens for SIGHUP and watches the directories of the files that the loader reads; what
    /// cannot be watched is logged.
    pub(crate) fn install(loader: &ConfigLoader) -> Self {
        let (sender, changed) = mpsc::channel(1);
        #[cfg(feature = "watch")]
        let watcher = watch(&watched(loader), sender);
        #[cfg(not(feature = "watch"))]
        let _ = (loader, sender);
        Self {
            #[cfg(unix)]
            hangup: signal(SignalKind::hangup()).ok(),
            changed,
            #[cfg(feature = "watch")]
            _watcher: watcher,
        }
    }

    /// Triggers that a test pulls.
    #[cfg(test)]
    pub(crate) fn by_hand() -> (mpsc::Sender<()>, Self) {
        let (sender, changed) = mpsc::channel(1);
        let triggers = Self {
            #[cfg(unix)]
            hangup: None,
            changed,
            #[cfg(feature = "watch")]
            _watcher: None,
        };
        (sender, triggers)
    }

    /// Waits for the next reason, and names it.
    pub(crate) async fn next(&mut self) -> &'static str {
        let changed = async {
            if self.changed.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
            let patience = sleep(PATIENCE);
            tokio::pin!(patience);
            // Until nothing has changed for a while.
            loop {
                tokio::select! {
                    more = self.changed.recv() => if more.is_none() { return },
                    () = sleep(QUIET) => return,
                    () = &mut patience => return,
                }
            }
        };
        #[cfg(unix)]
        {
            let hangup = async {
                match &mut self.hangup {
                    Some(signal) => signal.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = hangup => "SIGHUP",
                () = changed => "a file changed",
            }
        }
        #[cfg(not(unix))]
        {
            changed.await;
            "a file changed"
        }
    }
}

/// Every file and directory that the configuration is read from.
#[cfg(feature = "watch")]
fn watched(loader: &ConfigLoader) -> Vec<PathBuf> {
    let sources = loader.sources();
    let paths = sources.iter().filter_map(|source| source.path());
    paths.map(Path::to_path_buf).collect()
}

/// Watches the directory of each path: files are replaced, and mounts swap symbolic links.
#[cfg(feature = "watch")]
fn watch(paths: &[PathBuf], sender: mpsc::Sender<()>) -> Option<notify::RecommendedWatcher> {
    use notify::Watcher as _;

    if paths.is_empty() {
        return None;
    }
    let concern = Concern::of(paths);
    let told = move |event: notify::Result<notify::Event>| {
        let about = |event: notify::Event| {
            !event.kind.is_access() && event.paths.iter().any(|path| concern.is_about(path))
        };
        // A full channel holds a reason already.
        if event.is_ok_and(about) {
            let _ = sender.try_send(());
        }
    };
    let mut watcher = match notify::recommended_watcher(told) {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!(target: "purlin", %error, "files of the configuration cannot be watched");
            return None;
        }
    };
    for directory in directories(paths) {
        let watching = watcher.watch(&directory, notify::RecursiveMode::NonRecursive);
        if let Err(error) = watching {
            let directory = directory.display();
            tracing::warn!(target: "purlin", %directory, %error, "cannot be watched");
        }
    }
    Some(watcher)
}

/// Which changes in the watched directories matter: other files live there too, and change.
#[cfg(feature = "watch")]
struct Concern {
    names: BTreeSet<std::ffi::OsString>,
    directories: BTreeSet<PathBuf>,
}

#[cfg(feature = "watch")]
impl Concern {
    fn of(paths: &[PathBuf]) -> Self {
        let (mut names, mut directories) = (BTreeSet::new(), BTreeSet::new());
        for path in paths {
            if path.is_dir() {
                directories.insert(path.clone());
                directories.extend(path.canonicalize());
                continue;
            }
            let real = path.canonicalize().ok();
            for path in [Some(path), real.as_ref()].into_iter().flatten() {
                names.extend(path.file_name().map(ToOwned::to_owned));
            }
        }
        Self { names, directories }
    }

    /// A file of the configuration, anything in a directory of secrets, or the link that a mount
    /// swaps, which begins with two dots.
    fn is_about(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        self.names.contains(name)
            || name.to_string_lossy().starts_with("..")
            || path
                .parent()
                .is_some_and(|parent| self.directories.contains(parent))
    }
}

/// The directories to watch: of each file as it is named and as it really is, and directories
/// themselves.
#[cfg_attr(
    not(feature = "watch"),
    expect(dead_code, reason = "nothing is watched")
)]
fn directories(paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut directories = BTreeSet::new();
    for path in paths {
        if path.is_dir() {
            directories.insert(path.clone());
            continue;
        }
        let real = path.canonicalize().ok();
        for path in [Some(path.clone()), real].into_iter().flatten() {
            let parent = match path.parent() {
                Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
                Some(parent) => parent,
                None => continue,
            };
            if parent.is_dir() {
                directories.insert(parent.to_path_buf());
            }
        }
    }
    directories
}

#[cfg(all(test, feature = "watch"))]
mod tests {
    use std::{fs, path::Path, time::Duration};

    use tokio::time::Instant;

    use super::{Concern, PATIENCE, QUIET, Triggers, directories};

    #[tokio::test(start_paused = true)]
    async fn changes_in_a_row_are_one_reason_once_it_is_quiet() {
        let (sender, mut triggers) = Triggers::by_hand();
        let began = Instant::now();
        let writing = async {
            for _ in 0..5 {
                sender.send(()).await.expect("somebody listens");
                tokio::time::sleep(QUIET / 2).await;
            }
        };
        let (reason, ()) = tokio::join!(triggers.next(), writing);
        assert_eq!(reason, "a file changed");
        // Four pauses between five changes, and then it is quiet.
        assert_eq!(began.elapsed(), QUIET * 2 + QUIET);
        let more = tokio::time::timeout(Duration::from_hours(1), triggers.next()).await;
        assert!(more.is_err(), "all of them were one reason");
    }

    #[tokio::test(start_paused = true)]
    async fn files_that_are_never_quiet_are_read_all_the_same() {
        let (sender, mut triggers) = Triggers::by_hand();
        let began = Instant::now();
        let writing = async {
            loop {
                let _ = sender.try_send(());
                tokio::time::sleep(QUIET / 2).await;
            }
        };
        tokio::select! {
            reason = triggers.next() => assert_eq!(reason, "a file changed"),
            () = writing => {}
        }
        assert_eq!(began.elapsed(), PATIENCE);
    }

    #[test]
    fn only_what_the_configuration_is_read_from_matters() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("secrets")).expect("a folder");
        fs::write(at("shop.toml"), "").expect("a file");
        let paths = [at("shop.toml"), at("shop.prod.toml"), at("secrets")];
        let concern = Concern::of(&paths);
        for (name, matters) in [
            ("shop.toml", true),
            ("shop.prod.toml", true),
            ("..data", true),
            ("secrets/orders.key", true),
            ("data.sqlite-wal", false),
            ("shop.toml.swp", false),
        ] {
            assert_eq!(concern.is_about(&at(name)), matters, "{name}");
        }
        let watched = directories(&paths);
        assert!(watched.contains(folder.path()) && watched.contains(&at("secrets")));
        assert!(directories(&["purlin.toml".into()]).contains(Path::new(".")));
    }
}
