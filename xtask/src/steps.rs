//! Runs the steps of `cargo xtask test`: says what runs, how long it took, and how to repeat it.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};

use crate::project::{shown, spawn};
use crate::totals::{Runner, Totals};
use crate::watch::Watch;

#[derive(Debug)]
struct Done {
    name: String,
    time: Duration,
    /// Why it failed and the command that repeats it.
    failure: Option<(String, String)>,
}

/// The steps done so far. A step without tests of its own counts as one that passed or failed.
#[derive(Debug, Default)]
pub struct Steps {
    keep_going: bool,
    done: Vec<Done>,
    totals: Totals,
}

impl Steps {
    pub fn new(keep_going: bool) -> Self {
        Self {
            keep_going,
            ..Self::default()
        }
    }

    /// Runs a step that either works or not.
    pub fn run(
        &mut self,
        name: &str,
        repeat: &str,
        step: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        self.record(name, repeat, || {
            let result = step();
            let totals = Totals {
                passed: u64::from(result.is_ok()),
                failed: u64::from(result.is_err()),
            };
            (totals, result)
        })
    }

    /// Runs a command of which only success matters.
    pub fn command(&mut self, name: &str, command: Command) -> Result<()> {
        let repeat = repeat(&command);
        self.run(name, &repeat, || crate::project::run(command))
    }

    /// Runs a test runner and adds up its tests.
    pub fn tests(&mut self, name: &str, runner: Runner, command: Command) -> Result<()> {
        let repeat = repeat(&command);
        self.tests_of(name, &repeat, runner, command)
    }

    /// The same for a command that works only with what we prepared for it.
    pub fn tests_of(
        &mut self,
        name: &str,
        repeat: &str,
        runner: Runner,
        command: Command,
    ) -> Result<()> {
        self.record(name, repeat, || count(runner, command))
    }

    fn record(
        &mut self,
        name: &str,
        repeat: &str,
        step: impl FnOnce() -> (Totals, Result<()>),
    ) -> Result<()> {
        println!("\n==> {name}");
        let start = Instant::now();
        let (mut totals, result) = step();
        let time = start.elapsed();
        if result.is_err() && totals.failed == 0 {
            // The tests did not build, or the runner itself broke.
            totals.failed = 1;
        }
        self.totals += totals;
        let failure = result
            .err()
            .map(|error| (format!("{error:#}"), repeat.to_owned()));
        let (word, stop) = match &failure {
            None => ("done", false),
            Some((reason, _)) => {
                println!("{reason}");
                ("FAILED", !self.keep_going)
            }
        };
        println!("    {name}: {word} in {}", seconds(time));
        self.done.push(Done {
            name: name.to_owned(),
            time,
            failure,
        });
        if stop {
            bail!("{name} failed");
        }
        Ok(())
    }

    /// Prints all steps with their times, what failed, and the totals alone on the last line.
    pub fn finish(self) -> Result<()> {
        println!("\n==> Steps");
        let mut time = Duration::ZERO;
        for step in &self.done {
            let mark = if step.failure.is_some() {
                "FAILED"
            } else {
                "ok"
            };
            println!("{:>9}  {mark:<6}  {}", seconds(step.time), step.name);
            time += step.time;
        }
        println!("{:>9}  in all", seconds(time));
        let mut failed = 0;
        for step in &self.done {
            if let Some((reason, repeat)) = &step.failure {
                failed += 1;
                println!(
                    "\n{} failed: {reason}\nRepeat it with:\n  {repeat}",
                    step.name
                );
            }
        }
        if failed > 0 {
            println!("\n{failed} of {} steps failed", self.done.len());
        }
        println!("\n{}", self.totals);
        if failed > 0 {
            return Err(Told.into());
        }
        Ok(())
    }
}

/// A failure that was printed already, so that nothing more is said after the totals.
#[derive(Debug)]
pub struct Told;

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("some steps failed")
    }
}

impl std::error::Error for Told {}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole >= 60 {
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// The command as a person would type it in the root of the repository.
fn repeat(command: &Command) -> String {
    let mut words = Vec::new();
    let folder = command
        .get_current_dir()
        .and_then(|folder| folder.file_name());
    if folder.is_some_and(|folder| folder == "web") {
        words.push("cd web &&".to_owned());
    }
    for (name, value) in command.get_envs() {
        let name = name.to_string_lossy();
        if let Some(value) = value
            && (name.starts_with("VORONKA_") || name == "CHROMIUM")
            // That server is gone when the command is repeated; tests then start their own.
            && name != pgtest::SERVER_VARIABLE
        {
            words.push(format!("{name}={}", value.to_string_lossy()));
        }
    }
    let program = std::path::Path::new(command.get_program());
    if program
        .components()
        .any(|part| part.as_os_str() == "node_modules")
    {
        words.push("npx".to_owned());
    }
    words.push(shown(command));
    words.join(" ")
}

/// Passes the output on as it comes and reads the totals out of it.
fn count(runner: Runner, mut command: Command) -> (Totals, Result<()>) {
    let words = shown(&command);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (mut child, watch) = match watched(command) {
        Ok(both) => both,
        Err(error) => return (Totals::default(), Err(error)),
    };
    let output = child.stdout.take();
    let errors = child.stderr.take();
    let errors = thread::spawn(move || pass_on(runner, errors, std::io::stderr()));
    let mut totals = pass_on(runner, output, std::io::stdout());
    totals += errors.join().unwrap_or_default();
    let status = child.wait();
    watch.release();
    let result = match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(anyhow!("{words} failed ({status})")),
        Err(error) => Err(error.into()),
    };
    (totals, result)
}

/// A test runner must not go on when we are killed.
fn watched(command: Command) -> Result<(Child, Watch)> {
    let mut watch = Watch::new()?;
    let child = spawn(command)?;
    watch.over(&child)?;
    Ok((child, watch))
}

fn pass_on(runner: Runner, from: Option<impl Read>, mut to: impl Write) -> Totals {
    let mut totals = Totals::default();
    let Some(from) = from else { return totals };
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    // A stream that breaks ends here; the exit status then tells whether that mattered.
    while from
        .read_until(b'\n', &mut line)
        .is_ok_and(|bytes| bytes > 0)
    {
        to.write_all(&line).ok();
        totals += runner.read(&String::from_utf8_lossy(&line));
        line.clear();
    }
    to.flush().ok();
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn tests_and_steps_are_added_up() {
        let mut steps = Steps::new(false);
        steps.command("a step", shell("true")).unwrap();
        // The words of another runner than ours: what this test prints is itself counted by the
        // one that runs it.
        let runner = "echo ' Tests  3 passed (3)'; echo ' Tests  2 passed (2)' >&2";
        steps.tests("tests", Runner::Vitest, shell(runner)).unwrap();
        assert_eq!(steps.totals.to_string(), "6 passed, 0 failed");
        steps.finish().unwrap();
    }

    #[test]
    fn a_failure_stops_the_run_unless_told_otherwise() {
        let broken = "echo '  4 passed (1s)'; echo '  2 failed'; exit 1";
        let mut steps = Steps::new(false);
        assert!(
            steps
                .tests("browser", Runner::Playwright, shell(broken))
                .is_err()
        );
        assert_eq!(steps.totals.to_string(), "4 passed, 2 failed");

        let mut steps = Steps::new(true);
        // Nothing was counted, so the step itself is what failed.
        steps
            .tests("tests", Runner::CargoTest, shell("exit 1"))
            .unwrap();
        steps.command("after", shell("true")).unwrap();
        assert_eq!(steps.totals.to_string(), "1 passed, 1 failed");
        assert!(steps.finish().is_err());
    }

    #[test]
    fn a_command_can_be_repeated() {
        let mut command = Command::new("/usr/bin/cargo");
        command
            .args(["test", "--workspace"])
            .env("VORONKA_TEST_DATABASE", "postgres")
            .env("VORONKA_TEST_POSTGRES", "postgres://x");
        assert_eq!(
            repeat(&command),
            "VORONKA_TEST_DATABASE=postgres cargo test --workspace"
        );
        let mut command = Command::new("/a/web/node_modules/.bin/biome");
        command.arg("check").current_dir("/a/web");
        assert_eq!(repeat(&command), "cd web && npx biome check");
    }
}
