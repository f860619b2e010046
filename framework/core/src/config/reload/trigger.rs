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

    /// Waits for the next reason, and names it.
    pub(crate) async fn next(&mut self) -> &'static str {
        let changed = async {
            if self.changed.recv().await.is_none() {
                std::future::pending::<()>().await;
            }
            // Until nothing has changed for a while.
            loop {
                tokio::select! {
                    more = self.changed.recv() => if more.is_none() { return },
                    () = sleep(QUIET) => return,
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
    let told = move |event: notify::Result<notify::Event>| {
        // A full channel holds a reason already.
        if event.is_ok_and(|event| !event.kind.is_access()) {
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
