//! The project's own commands; `cargo xtask` without a word lists them.

mod arguments;
mod bench;
mod codegen;
mod install;
mod project;
mod start;
mod steps;
mod tests_all;
mod tidy;
mod totals;
mod ui;
mod watch;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::arguments::Arguments;
use crate::project::Project;

/// What may follow `cargo xtask`; documents are checked against it.
const COMMANDS: [&str; 9] = [
    "start",
    "dev",
    "test",
    "check",
    "tidy",
    "codegen",
    "bench",
    "statistics",
    "help",
];

const HELP: &str = "\
Usage: cargo xtask <command>

  start    build what is stale and start Voronka with the demo company
             --port N      listen on this port
             --data DIR    keep the data there
             --release     an optimised build: slower to make, faster to use
             --dev         the quick build (the default)
  dev      the server and Vite side by side, with hot reload; Ctrl-C stops both
  test     everything that CI runs; or only some of: check rust ui browser
             --install     install what is missing with apt (Debian and Ubuntu, as root)
             --database D  run the Rust tests only on sqlite or on postgres
             --keep-going  go on after a step that failed
             -- NAME       only the tests of that name or file
  check    short for `test check`: formatting, lints, tidy, generated files
  tidy     the rules of the house that no compiler checks
  codegen  write every generated file again; --check only says which are stale
  bench    build the optimised server and measure it; words after it go to the bench
  statistics  check the numbers on simulated pipelines and write docs/statistics.md; takes minutes
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if !error.is::<steps::Told>() {
                eprintln!("error: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_owned());
    let mut arguments = Arguments::new(words);
    let project = Project::here();
    match command.as_str() {
        "start" => start::start(&project, arguments),
        "dev" => start::dev(&project, arguments),
        "test" => tests_all::run(&project, arguments),
        "check" => tests_all::check(&project, arguments),
        "tidy" => {
            arguments.finish()?;
            tidy::run(project.root())
        }
        "codegen" => {
            let check = arguments.flag("--check");
            arguments.finish()?;
            codegen::run(&project, check)
        }
        "bench" => bench::run(&project, arguments),
        "statistics" => bench::statistics(&project, arguments),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command {other}\n\n{HELP}"),
    }
}
