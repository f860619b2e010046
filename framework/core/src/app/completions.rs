//! What shells need to complete the command line of an application.

use std::str::FromStr;

use super::{arguments::BUILT_IN, command};
use crate::{private::Application, registry::Registry};

/// A shell that completes command lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl FromStr for Shell {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "bash" => Ok(Self::Bash),
            "zsh" => Ok(Self::Zsh),
            "fish" => Ok(Self::Fish),
            other => Err(format!(
                "there is no shell `{other}`: use one of bash, zsh, fish"
            )),
        }
    }
}

/// The options of every command; those that need a value have one in the second place.
const OPTIONS: [(&str, &str); 7] = [
    ("config", "file"),
    ("profile", ""),
    ("secrets", "file"),
    ("set", ""),
    ("output", "text json"),
    ("format", "mermaid dot json toml yaml env"),
    ("live", ""),
];

/// The words after `config`.
const ABOUT_CONFIG: &str = "show explain sample schema";

/// A script for the shell, for the program `program` that is the application `A`.
pub(super) fn completions<A: Application>(shell: Shell, program: &str) -> String {
    let mut commands: Vec<&str> = BUILT_IN.to_vec();
    let added = command::commands(Registry::of::<A>());
    commands.extend(added.iter().map(|command| (command.name)()));
    script(shell, program, &commands.join(" "))
}

fn script(shell: Shell, program: &str, commands: &str) -> String {
    let name: String = program
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    let options: Vec<String> = OPTIONS
        .iter()
        .map(|(name, _)| format!("--{name}"))
        .collect();
    let options = options.join(" ");
    let (shells, outputs) = ("bash zsh fish", "text json");
    match shell {
        Shell::Bash | Shell::Zsh => {
            let zsh = if shell == Shell::Zsh {
                "autoload -U +X bashcompinit && bashcompinit\n"
            } else {
                ""
            };
            format!(
                "{zsh}_{name}() {{\n  \
                   local word=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n  \
                   case \"$before\" in\n    \
                     --config|--secrets) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n    \
                     --output) COMPREPLY=($(compgen -W \"{outputs}\" -- \"$word\")); return ;;\n    \
                     config) COMPREPLY=($(compgen -W \"{ABOUT_CONFIG}\" -- \"$word\")); return ;;\n    \
                     completions) COMPREPLY=($(compgen -W \"{shells}\" -- \"$word\")); return ;;\n  \
                   esac\n  \
                   case \"$word\" in\n    \
                     -*) COMPREPLY=($(compgen -W \"{options}\" -- \"$word\")) ;;\n    \
                     *) COMPREPLY=($(compgen -W \"{commands}\" -- \"$word\")) ;;\n  \
                   esac\n\
                 }}\n\
                 complete -F _{name} {program}\n"
            )
        }
        Shell::Fish => {
            let mut text = format!(
                "complete -c {program} -f -n __fish_use_subcommand -a '{commands}'\n\
                 complete -c {program} -f -n '__fish_seen_subcommand_from config' -a '{ABOUT_CONFIG}'\n\
                 complete -c {program} -f -n '__fish_seen_subcommand_from completions' -a '{shells}'\n"
            );
            for (option, values) in OPTIONS {
                let rest = match values {
                    "" if option == "live" => String::new(),
                    "" => " -x".to_owned(),
                    "file" => " -r -F".to_owned(),
                    values => format!(" -x -a '{values}'"),
                };
                text.push_str(&["complete -c ", program, " -l ", option, &rest, "\n"].concat());
            }
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_every_command_and_the_name_of_the_program() {
        for shell in ["bash", "zsh", "fish"] {
            let shell: Shell = shell.parse().unwrap();
            let text = script(shell, "my-shop", "run check health");
            assert!(text.contains("run check health"), "{text}");
            assert!(text.contains("my-shop"), "{text}");
            assert!(text.contains("config"), "{text}");
        }
        let message = "tcsh".parse::<Shell>().unwrap_err();
        assert!(message.contains("bash, zsh, fish"), "{message}");
    }

    /// What bash itself completes with it.
    #[test]
    fn bash_completes_commands_and_options() {
        let script = script(Shell::Bash, "my-shop", "run check health");
        let complete = |words: &str| {
            let ask = format!(
                "{script}\nCOMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \
                 _my_shop; echo \"${{COMPREPLY[@]}}\""
            );
            let output = std::process::Command::new("bash")
                .args(["-c", &ask])
                .output();
            String::from_utf8(output.unwrap().stdout)
                .unwrap()
                .trim()
                .to_owned()
        };
        assert_eq!(complete("my-shop he"), "health");
        assert_eq!(complete("my-shop --ou"), "--output");
        assert_eq!(complete("my-shop config sh"), "show");
        assert_eq!(complete("my-shop health --output j"), "json");
    }
}
