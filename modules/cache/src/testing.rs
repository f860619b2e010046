//! What a store must do, as a check: for tests of stores of your own.

use std::{sync::Arc, time::Duration};

use purlin::{error::BoxError, tenant::TenantId};

use crate::{
    Answer, CacheError, Codec as _, Content, Found, Invalidation, Json, Lookup, NewEntry, Store,
    What,
    entry::Life,
    epochs::Stripe,
    key::{Place, RegionName},
    stats::Counters,
    store::Form,
};

/// The mark of the entries of the check.
const MARK: Stripe = Stripe(7);

/// Checks that a store, with nothing in it, keeps, finds and forgets as [`Store`] says. It takes less
/// than a second, and leaves what it has written.
///
/// # Errors
/// The first rule that does not hold, in words; what the store says.
pub async fn holds_the_contract(store: &dyn Store) -> Result<(), BoxError> {
    let check = Check {
        store,
        counters: Counters::default(),
    };
    check.keeps_and_finds().await?;
    check.forgets().await?;
    check.keeps_tenants_apart().await?;
    check.keeps_nothing_that_was_overtaken().await?;
    check.gives_nothing_that_is_over().await?;
    Ok(store.ping().await?)
}

struct Check<'a> {
    store: &'a dyn Store,
    counters: Counters,
}

/// Texts, in JSON.
struct Texts;

impl Form for Texts {
    fn encode(&self, value: &Content) -> Result<Vec<u8>, CacheError> {
        let Content::Value(value) = value else {
            return Ok(Vec::new());
        };
        let text = value.downcast_ref::<String>().ok_or("it is no text".into());
        let bytes = text.and_then(|text| Json.encode(text));
        bytes.map_err(|error| CacheError::codec("check", error))
    }

    fn decode(&self, bytes: &[u8]) -> Option<Content> {
        let text: String = Json.decode(bytes).ok()?;
        Some(Content::Value(Arc::new(text)))
    }

    fn weigh(&self, _: &str, _: &Content) -> u32 {
        1
    }
}

/// That there is nothing.
const NOTHING: &str = "(nothing)";

/// What is written.
struct Draft<'a> {
    tenant: Option<&'a TenantId>,
    region: &'a str,
    key: &'a str,
    /// None is that there is nothing.
    text: Option<&'a str>,
    since: Option<u64>,
    life: Duration,
}

impl<'a> Draft<'a> {
    fn new(key: &'a str, text: &'a str) -> Self {
        Self {
            tenant: None,
            region: "check",
            key,
            text: Some(text),
            since: None,
            life: Duration::from_mins(1),
        }
    }
}

fn must(holds: bool, rule: &str) -> Result<(), BoxError> {
    if holds { Ok(()) } else { Err(rule.into()) }
}

/// What is found, as a text that the check has written, or `NOTHING`.
fn text(found: Option<&Found>) -> Option<String> {
    match &found?.content {
        Content::Value(value) => value.downcast_ref::<String>().cloned(),
        Content::Nothing => Some(NOTHING.to_owned()),
    }
}

impl Check<'_> {
    async fn write(&self, draft: Draft<'_>) -> Result<bool, CacheError> {
        let content = match draft.text {
            Some(text) => Content::Value(Arc::new(text.to_owned())),
            None => Content::Nothing,
        };
        let entry = NewEntry {
            place: Place {
                tenant: draft.tenant,
                region: &RegionName::written(draft.region),
                key: draft.key,
            },
            content: &content,
            life: Life {
                ttl: draft.life,
                early: Duration::ZERO,
                stale: Duration::ZERO,
                idle: None,
            },
            stripes: Box::new([Stripe(3), MARK]),
            since: draft.since,
            form: &Texts,
            notice: String::new(),
        };
        self.store.write(&entry).await
    }

    async fn read(
        &self,
        tenant: Option<&TenantId>,
        region: &str,
        keys: &[&str],
    ) -> Result<Answer, CacheError> {
        let lookup = Lookup {
            tenant,
            region: &RegionName::written(region),
            keys,
            idle: None,
            form: &Texts,
            counters: &self.counters,
        };
        self.store.read(&lookup).await
    }

    async fn is(&self, key: &str, value: Option<&str>) -> Result<bool, CacheError> {
        let answer = self.read(None, "check", &[key]).await?;
        let found = text(answer.found.first().and_then(Option::as_ref));
        Ok(found.as_deref() == value)
    }

    async fn invalidate(&self, tenant: Option<&TenantId>, what: What) -> Result<(), CacheError> {
        let tenant = tenant.cloned();
        let invalidation = Invalidation { tenant, what };
        self.store.invalidate(&invalidation, "check").await
    }

    async fn keeps_and_finds(&self) -> Result<(), BoxError> {
        must(self.is("a", None).await?, "nothing is found at first")?;
        let kept = self.write(Draft::new("a", "1")).await?;
        must(kept, "what holds from now on is kept")?;
        self.write(Draft {
            text: None,
            ..Draft::new("b", "")
        })
        .await?;
        let answer = self.read(None, "check", &["a", "c", "b", "a"]).await?;
        let found: Vec<_> = answer.found.iter().map(|one| text(one.as_ref())).collect();
        let one = Some("1".to_owned());
        must(
            found == [one.clone(), None, Some(NOTHING.to_owned()), one],
            "what is found stands at the place of its key, and that there is nothing is kept",
        )?;
        let left = answer.found.first().and_then(Option::as_ref);
        let left = left.map(|found| found.left).unwrap_or_default();
        let minute = Duration::from_secs(50)..=Duration::from_mins(1);
        must(minute.contains(&left), "what is left of its life is told")?;
        self.write(Draft::new("a", "2")).await?;
        must(self.is("a", Some("2")).await?, "the last value is found")
    }

    async fn forgets(&self) -> Result<(), BoxError> {
        let region = || "check".into();
        for key in ["x/1", "x/2", "y"] {
            self.write(Draft::new(key, key)).await?;
        }
        let key = "x/2".into();
        self.invalidate(
            None,
            What::Key {
                region: region(),
                key,
            },
        )
        .await?;
        must(self.is("x/2", None).await?, "a key is removed")?;
        must(self.is("x/1", Some("x/1")).await?, "another key stays")?;
        self.invalidate(
            None,
            What::Prefix {
                region: region(),
                prefix: "x".into(),
            },
        )
        .await?;
        must(self.is("x/1", None).await?, "what begins so is removed")?;
        must(
            self.is("y", Some("y")).await?,
            "what begins otherwise stays",
        )?;
        self.invalidate(None, What::Mark(MARK.0 + 1)).await?;
        must(self.is("y", Some("y")).await?, "what lacks the mark stays")?;
        self.invalidate(None, What::Mark(MARK.0)).await?;
        must(self.is("y", None).await?, "what has the mark is removed")
    }

    async fn keeps_tenants_apart(&self) -> Result<(), BoxError> {
        let acme: TenantId = "acme".parse()?;
        self.write(Draft::new("t", "all")).await?;
        self.write(Draft {
            tenant: Some(&acme),
            ..Draft::new("t", "acme")
        })
        .await?;
        self.write(Draft {
            region: "other",
            ..Draft::new("t", "other")
        })
        .await?;
        must(self.is("t", Some("all")).await?, "a tenant has its own")?;
        self.invalidate(None, What::Mark(MARK.0)).await?;
        must(self.is("t", None).await?, "what all share is removed")?;
        let answer = self.read(Some(&acme), "check", &["t"]).await?;
        let found = text(answer.found.first().and_then(Option::as_ref));
        must(
            found.as_deref() == Some("acme"),
            "what is invalidated for all does not touch a tenant",
        )
    }

    async fn keeps_nothing_that_was_overtaken(&self) -> Result<(), BoxError> {
        let region = || "check".into();
        let overtaking = [
            What::Key {
                region: region(),
                key: "o".into(),
            },
            What::Prefix {
                region: region(),
                prefix: "o".into(),
            },
            What::Mark(MARK.0),
        ];
        for what in overtaking {
            let rule = format!("what was loaded before {what:?} is not kept");
            let at = self.read(None, "check", &["o"]).await?.at;
            self.invalidate(None, what).await?;
            let late = Draft {
                since: Some(at),
                ..Draft::new("o", "old")
            };
            let kept = self.write(late).await?;
            must(!kept && self.is("o", None).await?, &rule)?;
        }
        let at = self.read(None, "check", &["o"]).await?.at;
        self.write(Draft::new("o", "put")).await?;
        let late = Draft {
            since: Some(at),
            ..Draft::new("o", "old")
        };
        self.write(late).await?;
        let stays = self.is("o", Some("put")).await?;
        must(
            stays,
            "what was loaded does not overwrite what was put since",
        )?;
        let since = Some(self.read(None, "check", &["n"]).await?.at);
        let kept = self
            .write(Draft {
                since,
                ..Draft::new("n", "new")
            })
            .await?;
        must(
            kept && self.is("n", Some("new")).await?,
            "what nothing has overtaken is kept",
        )
    }

    async fn gives_nothing_that_is_over(&self) -> Result<(), BoxError> {
        let life = Duration::from_millis(50);
        self.write(Draft {
            life,
            ..Draft::new("short", "1")
        })
        .await?;
        tokio::time::sleep(life * 3).await;
        must(self.is("short", None).await?, "what is over is not given")
    }
}
