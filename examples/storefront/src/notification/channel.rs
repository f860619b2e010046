use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    sync::{Mutex, PoisonError},
};

use purlin::{context::ExecutionContext, error::Category, prelude::*};

use super::{Notice, NotificationConfig};

/// A way to a customer. The setting `notification.channel` says which one is taken, by the name
/// under which it is contributed; a module of your own may add one.
pub trait Channel: Send + Sync {
    /// Sends one notice.
    ///
    /// # Errors
    /// If it did not go out.
    fn send(&self, notice: &Notice) -> io::Result<()>;
}

/// Writes to the log.
#[contributes(dyn Channel, name = "log")]
pub struct LogChannel;

impl Channel for LogChannel {
    fn send(&self, notice: &Notice) -> io::Result<()> {
        let tenant = ExecutionContext::with_current(|context| context.tenant().cloned()).flatten();
        tracing::info!(order = %notice.order(), ?tenant, "to the customer: {}", notice.subject());
        Ok(())
    }
}

/// Appends to a file, a line of JSON for each notice, for another program to send.
#[contributes(dyn Channel, name = "file")]
pub struct FileChannel {
    config: Arc<NotificationConfig>,
    /// One line at a time.
    #[value(Mutex::new(()))]
    turn: Mutex<()>,
}

impl Channel for FileChannel {
    fn send(&self, notice: &Notice) -> io::Result<()> {
        let mut line = serde_json::json!({
            "order": notice.order(),
            "to": notice.email(),
            "subject": notice.subject(),
        })
        .to_string();
        line.push('\n');
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.config.file)?;
        file.write_all(line.as_bytes())
    }
}

/// Sends notices by the channel that the configuration names.
pub struct Postman {
    channel: Arc<dyn Channel>,
}

impl Postman {
    /// Takes the channel that is named from those that there are.
    ///
    /// # Errors
    /// A configuration error if there is none of that name.
    pub fn new(
        channels: &AllNamed<dyn Channel>,
        config: &NotificationConfig,
    ) -> Result<Self, Error> {
        let name = config.channel.as_str();
        let Some(channel) = channels.get(name) else {
            let known: Vec<&str> = channels.names().collect();
            let message = format!("there is no channel `{name}` for notices");
            return Err(
                Error::new(Category::Config, "SHOP01", message).action(format!(
                    "set `notification.channel` to one of {}",
                    known.join(", ")
                )),
            );
        };
        Ok(Self {
            channel: Arc::clone(channel),
        })
    }

    /// Sends one notice; says so if it did not go out.
    pub fn send(&self, notice: &Notice) {
        if let Err(error) = self.channel.send(notice) {
            tracing::error!(order = %notice.order(), %error, "a notice was not sent");
        }
    }
}
