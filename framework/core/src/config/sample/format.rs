use std::str::FromStr;

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SampleFormat {
    /// A TOML file.
    Toml,
    /// A YAML file.
    Yaml,
    /// A JSON file.
    Json,
    /// A `.env` file.
    Env,
}

impl FromStr for SampleFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "toml" => Ok(Self::Toml),
            "yaml" => Ok(Self::Yaml),
            "json" => Ok(Self::Json),
            "env" => Ok(Self::Env),
            other => Err(format!(
                "there is no format `{other}`: use one of toml, yaml, json, env"
            )),
        }
    }
}
