use std::sync::Arc;

use super::{
    AdminConfig, AdminDoor,
    commands::{
        EventsCommand, HealthCommand, LogCommand, ReadyCommand, ReloadCommand, ReportCommand,
        StopCommand,
    },
    door::{Latest, Shared},
};
use crate::{
    app::Control,
    error::Error,
    events::Events,
    health::HealthMonitor,
    lifecycle::{Stop, Tasks},
    logging::Logging,
};

/// Lets operators ask the running application, through the Unix socket that `admin.socket` names,
/// and gives its command line the commands that do: `health`, `ready`, `events`, `reload`, `log`,
/// `report` and `stop`, and `config show --live`.
pub struct AdminModule;

#[purlin_macros::module(
    config = AdminConfig,
    components = [
        EventsCommand,
        HealthCommand,
        LogCommand,
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
    ) -> AdminDoor {
        AdminDoor::new(
            config.clone(),
            Shared {
                control: control.clone(),
                events: events.clone(),
                health: health.clone(),
                logging: logging.clone(),
                tasks: tasks.clone(),
                latest: Arc::new(Latest::new(config.events)),
            },
        )
    }

    #[on_start]
    fn open(door: &AdminDoor) -> Result<(), Error> {
        door.open()
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
