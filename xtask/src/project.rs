//! Where things are in the repository, and running programs in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    pub fn here() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Self { root, target }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// Our own notes about what was built from what.
    pub fn notes(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The built binary of the app.
    pub fn voronka(&self, release: bool) -> PathBuf {
        let profile = if release { "release" } else { "debug" };
        self.target.join(profile).join("voronka")
    }

    /// A command in the root of the repository.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `cargo` of the toolchain that runs us. What cargo told us about our own package must not
    /// reach another build, which would see it as a change and build again.
    pub fn cargo(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(cargo);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// `npm` in the folder of the interface. Browsers come from the system, never from npm.
    pub fn npm(&self) -> Command {
        let mut command = Command::new("npm");
        command
            .current_dir(self.web())
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .env("npm_config_update_notifier", "false")
            .env("npm_config_fund", "false");
        command
    }

    /// A program that `npm ci` put into the folder of the interface.
    pub fn web_program(&self, name: &str) -> Command {
        let mut command = Command::new(self.web().join("node_modules/.bin").join(name));
        command.current_dir(self.web());
        command
    }
}

/// How a person would type the command.
pub fn shown(command: &Command) -> String {
    let mut words = vec![
        Path::new(command.get_program())
            .file_name()
            .unwrap_or(command.get_program())
            .to_string_lossy()
            .into_owned(),
    ];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Runs a command with our own input and output, and fails when it does.
pub fn run(mut command: Command) -> Result<()> {
    let words = shown(&command);
    let status = command
        .status()
        .with_context(|| format!("could not start {words}"))?;
    if !status.success() {
        bail!("{words} failed ({status})");
    }
    Ok(())
}

pub fn spawn(mut command: Command) -> Result<Child> {
    command
        .spawn()
        .with_context(|| format!("could not start {}", shown(&command)))
}

/// Runs a command and returns what it printed.
pub fn output(mut command: Command) -> Result<String> {
    let words = shown(&command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start {words}"))?;
    if !output.status.success() {
        bail!("{words} failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("{words} did not print text"))
}
