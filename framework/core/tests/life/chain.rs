//! Four modules, each of which needs the one before: what most tests act out.

use purlin::prelude::*;

use crate::stage::{Noted, act, act_now, note};

pub(crate) struct Alpha {
    _noted: Noted,
    _part: Arc<AlphaPart>,
}

pub(crate) struct AlphaPart {
    _noted: Noted,
}

pub(crate) struct AlphaModule;

#[module]
impl AlphaModule {
    #[task]
    async fn work(_alpha: Arc<Alpha>, stop: Stop) -> Result<(), Error> {
        act("alpha.task").await?;
        stop.requested().await;
        act("alpha.task told").await
    }

    #[on_stop]
    async fn stop(_alpha: &Alpha) -> Result<(), Error> {
        act("alpha.stop").await
    }

    #[health]
    async fn check(_alpha: &Alpha) -> Result<(), Error> {
        act("alpha.health").await
    }

    #[on_start]
    async fn start(_alpha: &Alpha) -> Result<(), Error> {
        act("alpha.start").await
    }

    #[provides]
    async fn alpha(part: Arc<AlphaPart>) -> Result<Alpha, Error> {
        act("alpha.make").await?;
        Ok(Alpha {
            _part: part,
            _noted: Noted("drop alpha"),
        })
    }

    #[provides]
    fn part() -> Result<AlphaPart, Error> {
        act_now("alpha.part")?;
        Ok(AlphaPart {
            _noted: Noted("drop alpha.part"),
        })
    }
}

pub(crate) struct Beta {
    _noted: Noted,
    _before: Arc<Alpha>,
    _part: Arc<BetaPart>,
}

pub(crate) struct BetaPart {
    _noted: Noted,
}

pub(crate) struct BetaModule;

#[module]
impl BetaModule {
    #[task]
    async fn work(_beta: Arc<Beta>, stop: Stop) -> Result<(), Error> {
        act("beta.task").await?;
        stop.requested().await;
        act("beta.task told").await
    }

    #[on_stop]
    async fn stop(_beta: &Beta) -> Result<(), Error> {
        act("beta.stop").await
    }

    #[health]
    async fn check(_beta: &Beta) -> Result<(), Error> {
        act("beta.health").await
    }

    #[on_start]
    async fn start(_beta: &Beta) -> Result<(), Error> {
        act("beta.start").await
    }

    #[provides]
    async fn beta(before: Arc<Alpha>, part: Arc<BetaPart>) -> Result<Beta, Error> {
        act("beta.make").await?;
        Ok(Beta {
            _before: before,
            _part: part,
            _noted: Noted("drop beta"),
        })
    }

    #[provides]
    fn part() -> Result<BetaPart, Error> {
        act_now("beta.part")?;
        Ok(BetaPart {
            _noted: Noted("drop beta.part"),
        })
    }
}

pub(crate) struct Gamma {
    _noted: Noted,
    _before: Arc<Beta>,
    _part: Arc<GammaPart>,
}

pub(crate) struct GammaPart {
    _noted: Noted,
}

pub(crate) struct GammaModule;

#[module]
impl GammaModule {
    #[task]
    async fn work(_gamma: Arc<Gamma>, stop: Stop) -> Result<(), Error> {
        act("gamma.task").await?;
        stop.requested().await;
        act("gamma.task told").await
    }

    #[on_stop]
    async fn stop(_gamma: &Gamma) -> Result<(), Error> {
        act("gamma.stop").await
    }

    #[health]
    async fn check(_gamma: &Gamma) -> Result<(), Error> {
        act("gamma.health").await
    }

    #[on_start]
    async fn start(_gamma: &Gamma) -> Result<(), Error> {
        act("gamma.start").await
    }

    #[provides]
    async fn gamma(before: Arc<Beta>, part: Arc<GammaPart>) -> Result<Gamma, Error> {
        act("gamma.make").await?;
        Ok(Gamma {
            _before: before,
            _part: part,
            _noted: Noted("drop gamma"),
        })
    }

    #[provides]
    fn part() -> Result<GammaPart, Error> {
        act_now("gamma.part")?;
        Ok(GammaPart {
            _noted: Noted("drop gamma.part"),
        })
    }
}

pub(crate) struct Delta {
    _noted: Noted,
    _before: Arc<Gamma>,
    _part: Arc<DeltaPart>,
}

pub(crate) struct DeltaPart {
    _noted: Noted,
}

pub(crate) struct DeltaModule;

#[module]
impl DeltaModule {
    #[task]
    async fn work(_delta: Arc<Delta>, stop: Stop) -> Result<(), Error> {
        act("delta.task").await?;
        stop.requested().await;
        act("delta.task told").await
    }

    #[on_stop]
    async fn stop(_delta: &Delta) -> Result<(), Error> {
        act("delta.stop").await
    }

    #[health]
    async fn check(_delta: &Delta) -> Result<(), Error> {
        act("delta.health").await
    }

    #[on_start]
    async fn start(_delta: &Delta) -> Result<(), Error> {
        act("delta.start").await
    }

    #[provides]
    async fn delta(before: Arc<Gamma>, part: Arc<DeltaPart>) -> Result<Delta, Error> {
        act("delta.make").await?;
        Ok(Delta {
            _before: before,
            _part: part,
            _noted: Noted("drop delta"),
        })
    }

    #[provides]
    fn part() -> Result<DeltaPart, Error> {
        act_now("delta.part")?;
        Ok(DeltaPart {
            _noted: Noted("drop delta.part"),
        })
    }
}

/// Listed against the order of their dependencies.
#[app(modules = [DeltaModule, GammaModule, BetaModule, AlphaModule])]
pub(crate) struct Chain;

/// What modules do when they start, in order.
pub(crate) fn started(names: &[&str]) -> Vec<String> {
    let steps = ["part", "make", "start"];
    names
        .iter()
        .flat_map(|name| steps.map(|step| format!("{name}.{step}")))
        .collect()
}

/// What modules do when they stop, in order.
pub(crate) fn stopped(names: &[&str]) -> Vec<String> {
    let stop = |name: &&str| {
        [
            format!("{name}.task told"),
            format!("{name}.stop"),
            format!("drop {name}"),
            format!("drop {name}.part"),
        ]
    };
    names.iter().flat_map(stop).collect()
}

/// Lets every task that was spawned come to its first wait.
pub(crate) async fn settle() {
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
}

/// Notes what a test does itself, among what the application does.
pub(crate) fn mark(line: &str) {
    note(format!("-- {line}"));
}
