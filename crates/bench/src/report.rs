//! The report as a page of the documentation.

use std::fmt::Write as _;
use std::path::Path;

use db::Location;

use crate::Options;
use crate::crowd::Beside;
use crate::measure::{Measured, milliseconds};
use crate::operations::Operation;
use crate::plans::Scan;
use crate::world::World;

#[derive(Debug)]
pub struct Report<'a> {
    pub options: &'a Options,
    pub location: &'a Location,
    pub world: &'a World,
    pub rows: &'a [(Operation, Vec<Measured>)],
    pub limits: &'a [(Operation, Measured)],
    pub plans: &'a [Scan],
    pub beside: &'a [Beside],
}

const INTRODUCTION: &str = "# Benchmarks

Measured by `cargo xtask bench`: a fresh database is filled, the optimised server is started on it as a
process of its own, and callers on the same machine (they take their share of its processors) send
requests one after another over HTTP and read the answers. **Bare** is the statement at the heart of the
operation, run by rusqlite on the same file in the caller's own process, one caller: the limit that no
server can beat that asks the database; the funnel is answered from the history of the deals in memory,
so it can. Every commit is durable (`synchronous = full`). **Beside**: eight people open the board and look
at it for half a second, while the visitors of the site send visits and forms at a steady pace from the
same machine.
";

impl Report<'_> {
    /// What tells this part of the page from the others.
    pub fn heading(&self) -> String {
        let database = match self.location {
            Location::File(_) => "SQLite",
            Location::Url(_) => "PostgreSQL",
        };
        format!("## {database}, {} deals", thousands(self.world.deals))
    }

    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let day = self.world.now.day(chrono_tz::UTC);
        let _ = writeln!(
            text,
            "{}\n\n{day}; {}; {:.0} s per figure.",
            self.heading(),
            machine(),
            self.options.seconds
        );
        for (what, count, seconds) in &self.world.rates {
            let rate = thousands((*count as f64 / seconds) as usize);
            let _ = write!(
                text,
                " Filling: {} {what} in {seconds:.0} s, {rate} a second.",
                thousands(*count)
            );
        }
        text.push_str("\n\n| operation |");
        for clients in &self.options.clients {
            let _ = write!(text, " p50, p95 ms at {clients} | per s |");
        }
        if !self.limits.is_empty() {
            text.push_str(" bare p50 ms |");
        }
        text.push_str("\n|---|");
        text.push_str(
            &"---|".repeat(2 * self.options.clients.len() + usize::from(!self.limits.is_empty())),
        );
        for (operation, measured) in self.rows {
            let _ = write!(text, "\n| {} |", operation.name());
            for one in measured {
                let (p50, p95) = (milliseconds(one.p50), milliseconds(one.p95));
                let _ = write!(text, " {p50}, {p95} | {:.0} |", one.a_second);
            }
            if !self.limits.is_empty() {
                let limit = self.limits.iter().find(|(other, _)| other == operation);
                let limit = limit
                    .map(|(_, measured)| milliseconds(measured.p50))
                    .unwrap_or_default();
                let _ = write!(text, " {limit} |");
            }
        }
        text.push_str("\n\n");
        text.push_str(&self.plan_text());
        text.push_str(&self.beside_text());
        text
    }

    /// How long people wait while their site is busy, against how long they wait while it is quiet.
    fn beside_text(&self) -> String {
        let mut text = "\n| eight salespeople look at the board, beside | p50, p95 ms | p95 to quiet |\n|---|---|---|".to_owned();
        let quiet = self.beside.first().map(|one| one.board.p95.as_secs_f64());
        for one in self.beside {
            let what = match one.hits > 0.0 {
                true => format!("{:.0} visits and {:.1} forms a second", one.hits, one.forms),
                false => "nothing".to_owned(),
            };
            let (p50, p95) = (milliseconds(one.board.p50), milliseconds(one.board.p95));
            let times = one.board.p95.as_secs_f64() / quiet.unwrap_or(f64::NAN);
            let _ = write!(text, "\n| {what} | {p50}, {p95} | {times:.2} |");
        }
        text.push('\n');
        text
    }

    fn plan_text(&self) -> String {
        let forbidden: Vec<&Scan> = self.plans.iter().filter(|scan| !scan.allowed).collect();
        if forbidden.is_empty() {
            return "Plans: no operation but the funnel reads a whole table or index.\n".to_owned();
        }
        let mut text = "Plans that read a whole table or index:\n".to_owned();
        for scan in forbidden {
            let _ = writeln!(text, "* {}: `{}`", scan.operation, scan.step);
        }
        text
    }
}

/// Replaces the part under this heading, or adds it at the end.
pub fn write(path: &Path, heading: &str, part: &str) -> anyhow::Result<()> {
    let old = std::fs::read_to_string(path).unwrap_or_default();
    let mut parts: Vec<String> = split(&old);
    match parts
        .iter_mut()
        .find(|other| other.lines().next() == Some(heading))
    {
        Some(other) => part.clone_into(other),
        None => parts.push(part.to_owned()),
    }
    let text = format!(
        "{INTRODUCTION}\n{}",
        parts
            .iter()
            .map(|part| part.trim_end())
            .collect::<Vec<_>>()
            .join("\n\n")
    );
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, format!("{text}\n"))?;
    println!("written to {}", path.display());
    Ok(())
}

/// The parts of a page that begin with `## `.
fn split(page: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.starts_with("## ") {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// Processors and memory of this machine, and the versions of what was used.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| {
            Some(
                line.strip_prefix("model name")?
                    .trim_start_matches([' ', '\t', ':'])
                    .to_owned(),
            )
        })
        .unwrap_or_else(|| "an unknown processor".to_owned());
    let memory = read("/proc/meminfo")
        .lines()
        .find_map(|line| {
            line.strip_prefix("MemTotal:")?
                .trim()
                .trim_end_matches(" kB")
                .parse::<u64>()
                .ok()
        })
        .map_or_else(String::new, |kilobytes| {
            format!(", {} GB", kilobytes / 1_000_000)
        });
    let rust = std::process::Command::new("rustc")
        .arg("--version")
        .output();
    let rust = rust
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    format!(
        "{cores} × {cpu}{memory}; {rust}; SQLite {}",
        rusqlite::version()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_the_other_parts() {
        let page = "# Benchmarks\n\ntext\n\n## A\n\n1\n\n## B\n\n2\n";
        assert_eq!(split(page), ["## A\n\n1\n\n", "## B\n\n2\n"]);
        assert_eq!(thousands(1_234_567), "1 234 567");
    }
}
