use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use tokio::{sync::Mutex, time::timeout};

use super::{
    FieldChange, ReloadHook,
    diff::diff,
    error::{hook_failed, hook_overran, source_panicked, static_changed},
};
use crate::{
    config::{
        ConfigLoader, ConfigTree, History, Problems, SectionInfo,
        live::{LiveValues, SectionValue, Snapshot},
    },
    context::Clock,
    error::{BoxError, Error},
    events::{EventBus, EventKind},
    lifecycle::panic_message,
};

/// Reads a section, with its type erased.
pub(crate) type ReadSection = fn(&ConfigTree, &SectionInfo, &mut Problems) -> Option<SectionValue>;

/// What came of a reload that was not refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// Everything is as it was; nobody was told.
    Unchanged,
    /// These fields changed, and every hook that follows them agreed.
    Changed(Vec<FieldChange>),
}

/// Reads the configuration anew, one reload at a time.
pub(crate) struct Reloader {
    loader: ConfigLoader,
    sections: Vec<(SectionInfo, ReadSection)>,
    values: LiveValues,
    hooks: Vec<ReloadHook>,
    events: Arc<EventBus>,
    history: History,
    clock: Clock,
    turn: Mutex<()>,
}

impl Reloader {
    pub(crate) fn new(
        loader: ConfigLoader,
        sections: Vec<(SectionInfo, ReadSection)>,
        values: LiveValues,
        hooks: Vec<ReloadHook>,
        events: Arc<EventBus>,
        (history, clock): (History, Clock),
    ) -> Self {
        history.push(clock.now(), &values.now().tree);
        Self {
            loader,
            sections,
            values,
            hooks,
            events,
            history,
            clock,
            turn: Mutex::new(()),
        }
    }

    /// The values that are in force.
    pub(crate) fn values(&self) -> &LiveValues {
        &self.values
    }

    /// Where values came from, over time.
    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    /// Reads every source anew and applies what differs: all of it, or nothing.
    ///
    /// # Errors
    /// PL1000 if the new configuration is wrong; PL1010 if it changes what cannot change; PL1011
    /// if a hook refuses the change. The old values stay.
    pub(crate) async fn reload(&self) -> Result<Reloaded, Error> {
        let _turn = self.turn.lock().await;
        self.events.emit(EventKind::ReloadStarted);
        let outcome = self.attempt().await;
        self.events.emit(match &outcome {
            Ok(Reloaded::Unchanged) => EventKind::ReloadUnchanged,
            Ok(Reloaded::Changed(changes)) => EventKind::Reloaded {
                fields: changes.iter().map(ToString::to_string).collect(),
            },
            Err(error) => EventKind::ReloadFailed {
                code: error.code(),
                message: error.message().to_owned(),
            },
        });
        outcome
    }

    async fn attempt(&self) -> Result<Reloaded, Error> {
        let after = self.read_apart().await?;
        let before = self.values.now();
        let changes = diff(&before.tree, &after.tree);
        if changes.is_empty() {
            // Places may differ all the same: what explains a value is to be true.
            self.values.replace(after);
            return Ok(Reloaded::Unchanged);
        }
        let refused: Vec<FieldChange> = changes
            .iter()
            .filter(|change| !change.dynamic)
            .cloned()
            .collect();
        if !refused.is_empty() {
            return Err(static_changed(&refused));
        }
        self.tell(&before, &after, &changes).await?;
        self.history.push(self.clock.now(), &after.tree);
        self.values.replace(after);
        Ok(Reloaded::Changed(changes))
    }

    /// Reads on a thread that may block.
    async fn read_apart(&self) -> Result<Snapshot, Error> {
        let (loader, sections) = (self.loader.clone(), self.sections.clone());
        let read = tokio::task::spawn_blocking(move || read(&loader, &sections));
        read.await.map_err(source_panicked)?
    }

    /// Tells the hooks in order. If one refuses, those that agreed are told the reverse, the last
    /// first.
    async fn tell(
        &self,
        before: &Snapshot,
        after: &Snapshot,
        changes: &[FieldChange],
    ) -> Result<(), Error> {
        let mut told: Vec<(&ReloadHook, Arc<[FieldChange]>)> = Vec::new();
        for hook in &self.hooks {
            let Some((section, _)) = self.sections.get(hook.section()) else {
                continue;
            };
            let own: Arc<[FieldChange]> = changes
                .iter()
                .filter(|change| change.section == section.prefix)
                .cloned()
                .collect();
            if own.is_empty() {
                continue;
            }
            if let Err(error) = call(hook, before, after, Arc::clone(&own)).await {
                for (hook, fields) in told.into_iter().rev() {
                    let reversed = fields.iter().map(FieldChange::reversed).collect();
                    if let Err(error) = call(hook, after, before, reversed).await {
                        tracing::error!(
                            target: "purlin",
                            code = error.code(),
                            "a reload was taken back, and that failed too: {}",
                            error.render()
                        );
                    }
                }
                return Err(error);
            }
            told.push((hook, own));
        }
        Ok(())
    }
}

/// Calls a hook; its panic and its silence are errors.
async fn call(
    hook: &ReloadHook,
    before: &Snapshot,
    after: &Snapshot,
    fields: Arc<[FieldChange]>,
) -> Result<(), Error> {
    let limit: Duration = hook.limit();
    let run = AssertUnwindSafe(async {
        match hook.tell(before, after, fields) {
            Some(outcome) => outcome.await,
            None => Ok(()),
        }
    });
    match timeout(limit, run.catch_unwind()).await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(cause))) => Err(hook_failed(hook.name(), cause)),
        Ok(Err(panic)) => {
            let cause = BoxError::from(format!("panicked: {}", panic_message(&*panic)));
            Err(hook_failed(hook.name(), cause))
        }
        Err(_) => Err(hook_overran(hook.name(), limit)),
    }
}

/// Reads every section; all problems are reported together.
///
/// # Errors
/// PL1000 with every problem of every source and section.
pub(crate) fn read(
    loader: &ConfigLoader,
    sections: &[(SectionInfo, ReadSection)],
) -> Result<Snapshot, Error> {
    let infos: Vec<SectionInfo> = sections.iter().map(|(info, _)| *info).collect();
    let mut problems = Problems::new();
    let tree = loader.load(&infos, &mut problems);
    if let Some(masks) = loader.masks() {
        tree.tell_secrets(masks);
    }
    let values: Vec<SectionValue> = sections
        .iter()
        .filter_map(|(info, read)| read(&tree, info, &mut problems))
        .collect();
    problems.into_result()?;
    Ok(Snapshot {
        sections: values.into(),
        tree: Arc::new(tree.settled()),
    })
}
