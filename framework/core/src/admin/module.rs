use std::sync::Arc;

use super::{
    AdminConfig, AdminDoor,
    commands::{
        DrainCommand, EventsCommand, HealthCommand, LogCommand, ModulesCommand, ReadyCommand,
        ReloadCommand, ReportCommand, StopCommand,
    },
    door::Shared,
    latest::Latest,
};
use crate::{
    app::Control,
    error::Error,
    events::Events,
    health::HealthMonitor,
    lifecycle::{Listening, Stop, Tasks},
    logging::Logging,
};

/// Lets operators ask the running application, through the Unix socket that `admin.socket` names,
/// and gives its command line the commands that do: `health`, `ready`, `events`, `modules`,
/// `report`, `reload`, `log`, `drain` and `stop`, `config show --live` and `graph --live`.
pub struct AdminModule;

#[purlin_macros::module(
    config = AdminConfig,
    components = [
        DrainCommand,
        EventsCommand,
        HealthCommand,
        LogCommand,
        ModulesCommand,
        ReadyCommand,
        ReloadCommand,
        ReportCommand,
        StopCommand,
    ]
)]
impl AdminModule {
    /// Answers operators.
    #[provides]
    fn door(
        config: &AdminConfig,
        control: &Control,
        events: &Events,
        health: &HealthMonitor,
        logging: &Logging,
        tasks: &Tasks,
        listening: &Listening,
    ) -> AdminDoor {
        AdminDoor::new(
            config.clone(),
            Shared {
                control: control.clone(),
                events: events.clone(),
                health: health.clone(),
                logging: logging.clone(),
                tasks: tasks.clone(),
                listening: listening.clone(),
                token: config.token.clone(),
                latest: Arc::new(Latest::new(config.events)),
            },
        )
    }

    #[on_start]
    async fn open(door: &AdminDoor) -> Result<(), Error> {
        door.open().await
    }

    #[task]
    async fn let_in(door: Arc<AdminDoor>, stop: Stop) {
        door.let_in(stop).await;
    }

    #[on_stop]
    fn close(door: &AdminDoor) {
        door.close();
    }
}
