//! Children that do not outlive us.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result};

/// Reads process numbers and stops those processes when its input ends, however we ended; unless
/// it was told that they have ended by themselves.
const GUARD: &str = "trap '' INT TERM HUP QUIT; all=; \
                     while read -r one; do [ \"$one\" = ended ] && exit; all=\"$all $one\"; done; \
                     [ -z \"$all\" ] || kill $all 2>/dev/null";

/// Stops the children given to it when it is dropped, and also when we are killed: a small shell
/// waits on a pipe that closes with us.
#[derive(Debug)]
pub struct Watch {
    guard: Child,
    input: Option<ChildStdin>,
}

impl Watch {
    pub fn new() -> Result<Self> {
        let mut guard = Command::new("/bin/sh")
            .args(["-c", GUARD])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C in the terminal must reach us and the children, but not the guard.
            .process_group(0)
            .spawn()
            .context("could not start a shell")?;
        let input = guard.stdin.take();
        Ok(Self { guard, input })
    }

    pub fn over(&mut self, child: &Child) -> Result<()> {
        if let Some(input) = &mut self.input {
            writeln!(input, "{}", child.id()).context("the guard of our processes is gone")?;
        }
        Ok(())
    }

    /// The children have ended: their numbers may soon belong to others.
    pub fn release(mut self) {
        if let Some(input) = &mut self.input {
            // If the guard is gone already, it cannot hurt anybody.
            writeln!(input, "ended").ok();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.input.take());
        // It only has to send signals; if it is gone already there is nothing to wait for.
        let _ = self.guard.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_stopped() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let mut watch = Watch::new().unwrap();
        watch.over(&child).unwrap();
        drop(watch);
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn released_children_are_left_alone() {
        let mut child = Command::new("sleep").arg("0.3").spawn().unwrap();
        let mut watch = Watch::new().unwrap();
        watch.over(&child).unwrap();
        watch.release();
        assert!(child.wait().unwrap().success());
    }
}
