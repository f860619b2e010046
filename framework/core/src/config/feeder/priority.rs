/// The order of sources: of two that set the same value, the one with the higher priority wins;
/// of two with the same, the one that was added later.
///
/// The gaps are room for sources of your own: `Priority::PROFILE + 5`.
#[derive(Clone, Copy, Debug)]
pub struct Priority;

impl Priority {
    /// The base file.
    pub const BASE: i32 = 100;
    /// The overlay of the profile.
    pub const PROFILE: i32 = 200;
    /// The overlay of the instance.
    pub const INSTANCE: i32 = 300;
    /// The overlay of the tenant.
    pub const TENANT: i32 = 400;
    /// `.env` files.
    pub const DOTENV: i32 = 500;
    /// The environment of the process.
    pub const ENVIRONMENT: i32 = 600;
    /// Directories of secrets.
    pub const SECRETS: i32 = 700;
    /// `--set` on the command line.
    pub const COMMAND_LINE: i32 = 800;
    /// What the code sets.
    pub const CODE: i32 = 900;
}
