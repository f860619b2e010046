use std::process::ExitCode;

/// Exit codes of an application, after BSD `sysexits(3)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitClass {
    /// Everything went as asked.
    Success = 0,
    /// The command line was used wrongly.
    Usage = 64,
    /// A value broke a rule.
    Data = 65,
    /// Something the application needs is not available.
    Unavailable = 69,
    /// A provider, hook or transition failed.
    Software = 70,
    /// The stop overran its deadline and was cut short.
    StopOverrun = 75,
    /// A permission is missing.
    NoPermission = 77,
    /// The configuration is wrong.
    Config = 78,
}

impl From<ExitClass> for ExitCode {
    fn from(class: ExitClass) -> Self {
        Self::from(class as u8)
    }
}
