//! Who follows what happens, through the door.

use std::{
    io,
    sync::mpsc::{self, Receiver, SyncSender},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    runtime::Handle,
    time::timeout,
};

use super::{
    connection::{In, Out},
    types::Types,
    wire::{Frame, Told},
};
use crate::{
    events::{Event, EventKind, Observer},
    logging::Masks,
};

/// Who follows and does not read is left behind after so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where events go from now on.
pub(super) struct Feed {
    pub(super) write: Out,
    pub(super) runtime: Handle,
    /// The number of the last event that has gone out already, or need not.
    pub(super) since: u64,
}

impl Feed {
    fn tell(&mut self, frame: &Frame) -> io::Result<()> {
        let line = frame.line()?;
        let writing = self.write.write_all(line.as_bytes());
        // On the thread of the observer, which has no runtime of its own.
        self.runtime
            .block_on(async { timeout(PATIENCE, writing).await? })
    }
}

/// Hands events on to one who follows, until the application or the connection ends.
struct Follower {
    wanted: Types,
    masks: Masks,
    coming: Receiver<Feed>,
    feed: Option<Feed>,
}

/// An observer that waits for its feed and then writes to it.
pub(super) fn follower(wanted: Types, masks: Masks) -> (Observer, SyncSender<Feed>) {
    let (give, coming) = mpsc::sync_channel(1);
    let only = wanted.clone();
    let mut follower = Follower {
        wanted,
        masks,
        coming,
        feed: None,
    };
    let observer = Observer::new("admin-follow", move |event| follower.see(event))
        .only(move |event| only.want(&event.kind) || ends(&event.kind));
    (observer, give)
}

impl Follower {
    fn see(&mut self, event: &Event) {
        if self.feed.is_none() {
            // Nothing comes any more once the feed is gone.
            self.feed = self.coming.recv().ok();
        }
        let Some(feed) = &mut self.feed else { return };
        if tell(feed, (&self.wanted, &self.masks), event).is_err() {
            self.feed = None;
        }
    }
}

fn tell(feed: &mut Feed, (wanted, masks): (&Types, &Masks), event: &Event) -> io::Result<()> {
    let missed = matches!(event.kind, EventKind::Missed { .. });
    if missed || (event.sequence > feed.since && wanted.want(&event.kind)) {
        feed.tell(&Frame::Told(Told::of(event, masks)))?;
    }
    if ends(&event.kind) {
        feed.tell(&Frame::End)?;
    }
    Ok(())
}

/// Whether nothing comes after it.
fn ends(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Stopped { .. } | EventKind::Failed { .. } | EventKind::Abandoned
    )
}

/// Returns when the other side has gone.
pub(super) async fn gone(mut read: In) {
    let mut rest = [0; 64];
    while read.read(&mut rest).await.is_ok_and(|count| count > 0) {}
}
