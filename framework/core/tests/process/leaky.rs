//! An application that says its secrets wherever it can: on purpose, as people do by mistake.

use std::{collections::BTreeMap, io::Write, process::ExitCode};

use purlin::{
    admin::AdminModule,
    app::{Command, CommandLine},
    config::{ConfigValue, Source},
    error::{Category, Error},
    events::{Events, event},
    lifecycle::LifecycleModule,
    logging::{Logging, LoggingModule},
    prelude::*,
    tenant::{Tenants, TenantsModule},
    testing::Recorder,
};
use tokio::sync::Notify;

/// What nothing may show.
#[config(prefix = "vault")]
#[derive(Debug)]
pub(crate) struct VaultConfig {
    /// Where it is careless besides, and how: `start=panic`.
    #[config(default = "")]
    careless: String,
    #[config(secret, default = "canary-default", length(..=40))]
    word: String,
    /// Follows reloads.
    #[config(dynamic)]
    token: Option<Secret<String>>,
    #[config(nested)]
    ways: Ways,
}

/// A field for each way in; of some only the word says that they are secret, not the type.
#[config]
#[derive(Debug)]
struct Ways {
    base: Option<Secret<String>>,
    #[config(secret)]
    profile: Option<String>,
    #[config(secret)]
    instance: Option<String>,
    tenant: Option<Secret<String>>,
    #[config(secret)]
    json: Option<String>,
    #[config(secret)]
    dotenv: Option<String>,
    #[config(secret)]
    environment: Option<String>,
    #[config(env = "LEAKY_KEY")]
    declared: Option<Secret<String>>,
    flat: Option<Secret<String>>,
    directory: Option<Secret<String>>,
    #[config(secret)]
    command_line: Option<String>,
    #[config(secret)]
    env_reference: Option<String>,
    /// Nothing says that it is secret but that it comes from a reference.
    file_reference: Option<String>,
    /// Nothing says that it is secret but that it comes from a source of the application's own.
    custom: Option<String>,
    code: Option<Secret<String>>,
}

impl VaultConfig {
    /// All that it knows, in the clear.
    pub(crate) fn told(&self) -> String {
        let ways = &self.ways;
        let word = Some(self.word.clone());
        let bare = [
            &word,
            &ways.profile,
            &ways.instance,
            &ways.json,
            &ways.dotenv,
            &ways.environment,
            &ways.command_line,
            &ways.env_reference,
            &ways.file_reference,
            &ways.custom,
        ];
        let hidden = [
            &self.token,
            &ways.base,
            &ways.tenant,
            &ways.declared,
            &ways.flat,
            &ways.directory,
            &ways.code,
        ];
        let bare = bare.into_iter().flatten().map(String::as_str);
        let hidden = hidden.into_iter().flatten();
        let hidden = hidden.map(|secret| secret.expose().as_str());
        bare.chain(hidden).collect::<Vec<_>>().join(" ")
    }

    fn act(&self, point: &str) -> Result<(), Error> {
        let mut faults = self.careless.split(',');
        let fault = faults.find_map(|fault| fault.strip_prefix(point)?.strip_prefix('='));
        assert!(
            fault != Some("panic"),
            "{point}: {self:?} with {}",
            self.told()
        );
        match fault {
            Some("error") => {
                let inner = std::io::Error::other(self.told());
                let error = Error::new(Category::Dependency, "LEAKY1", self.told());
                Err(error
                    .context(self.told())
                    .action(self.told())
                    .caused_by(inner))
            }
            _ => Ok(()),
        }
    }
}

/// Somebody looked into the vault.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub(crate) struct Opened {
    /// What was in it.
    seen: Vec<String>,
}

event!(Opened as "vault.opened");

/// Fails with all that it knows.
#[contributes(dyn Command)]
pub(crate) struct TellCommand {}

impl Command for TellCommand {
    fn name() -> &'static str {
        "tell"
    }

    fn about() -> &'static str {
        "fail with what is in the vault"
    }

    fn run(line: &CommandLine) -> Result<String, Error> {
        let vault: VaultConfig = line.section()?;
        Err(
            Error::new(Category::Dependency, "LEAKY2", "it cannot be opened")
                .caused_by(vault.told()),
        )
    }
}

pub(crate) struct LeakyModule;

#[module(config = VaultConfig, components = [TellCommand])]
impl LeakyModule {
    #[provides]
    fn go() -> Notify {
        Notify::new()
    }

    #[on_start]
    fn start(vault: &VaultConfig, events: &Events) -> Result<(), Error> {
        tracing::info!(?vault, told = vault.told(), "opened with {}", vault.told());
        events.emit(Opened {
            seen: vec![vault.told()],
        });
        vault.act("start")
    }

    #[task]
    async fn work(vault: Arc<VaultConfig>, go: Arc<Notify>, stop: Stop) -> Result<(), Error> {
        tokio::select! {
            () = stop.requested() => Ok(()),
            () = go.notified() => vault.act("task"),
        }
    }

    #[health(cache = "0s")]
    fn check(vault: &VaultConfig, go: &Notify) -> Health {
        go.notify_one();
        let detail = Health::healthy().detail("vault", vault.told());
        vault.act("check").map_or_else(Health::unknown, |()| detail)
    }

    #[on_reload]
    fn reload(vault: &VaultConfig, _change: &Change<VaultConfig>) -> Result<(), Error> {
        vault.act("reload")
    }

    #[on_drain]
    fn drain(vault: &VaultConfig) -> Result<(), Error> {
        vault.act("drain")
    }

    #[on_stop]
    fn stop(vault: &VaultConfig) -> Result<(), Error> {
        vault.act("stop")
    }
}

#[app(modules = [LifecycleModule, LoggingModule, AdminModule, TenantsModule, LeakyModule])]
pub(crate) struct Leaky;

/// The same in a program of its own, for the ways that only code has; it prints all there is.
pub(crate) fn embedded() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new();
    match runtime
        .map_err(Into::into)
        .and_then(|it| it.block_on(live()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn live() -> Result<(), Box<dyn std::error::Error>> {
    let logging = Logging::new("Leaky");
    let _ = logging.install();
    let recorder = Recorder::new();
    let custom = Source::custom("own", || {
        let value = ConfigValue::from("canary-custom");
        Ok(BTreeMap::from([("vault.ways.custom".to_owned(), value)]))
    });
    let running = Leaky::builder()
        .config_file("leaky.toml")
        .config_loader(|loader| loader.instance("eu1").tenant("acme").flat_variables())
        .env([("VAULT_WAYS_FLAT", "canary-flat")])
        .config_source(custom)
        .config("vault.ways.code", "canary-code")
        .config("vault.careless", "task=error,check=error,reload=error")
        .config("tenants.files", "tenants/*.toml")
        .logging(logging)
        .observe(recorder.observer())
        .start()
        .await?;
    let mut out = Vec::new();
    for _ in 0..2 {
        out.push(serde_json::to_string(&running.health().refresh().await)?);
    }
    std::fs::write("token", "canary-embedded")?;
    out.push(format!("reload: {}", running.reload().await.is_err()));
    let config = running.config();
    out.push(format!("{config:?}{}{}", config.show(), config.to_json()));
    out.push(config.explain("vault")?);
    out.push(format!(
        "{:?}{:?}",
        config.origins(),
        running.config_history()
    ));
    out.push(format!(
        "{}{}",
        running.report(),
        running.report().to_json()
    ));
    out.push(running.registry().export(purlin::graph::Format::Json));
    let tenants = Arc::clone(running.get::<Tenants>());
    out.push(format!("{tenants:?}{:?}", tenants.failed()));
    for tenant in tenants.list() {
        let context = tenants.context(&tenant)?;
        out.push(format!("{context:?}"));
        let vault = async { tenants.section::<VaultConfig>() };
        let vault = context.scope(vault).await?;
        tracing::info!(?vault, "{tenant} has {}", vault.told());
    }
    if let Err(errors) = running.stop().await {
        out.push(format!("{} errors", errors.len()));
    }
    for event in recorder.events() {
        // What a module emits is its own; nobody else shows it as it is.
        if event.kind.name() != "vault.opened" {
            out.push(format!("{} {event:?}", event.to_json()));
        }
    }
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", out.join("\n"))?;
    Ok(())
}
