//! Command line words, taken out one by one; what nobody took is an error.

use anyhow::{Context, Result, bail};

#[derive(Debug)]
pub struct Arguments(Vec<String>);

impl Arguments {
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Self(words.collect())
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// `--port 80` or `--port=80`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|word| {
            word.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        }) else {
            return Ok(None);
        };
        let word = self.0.remove(at);
        if let Some((_, value)) = word.split_once('=') {
            return Ok(Some(value.to_owned()));
        }
        if at < self.0.len() && !self.0[at].starts_with("--") {
            return Ok(Some(self.0.remove(at)));
        }
        bail!("{name} wants a value")
    }

    pub fn port(&mut self) -> Result<Option<u16>> {
        self.value("--port")?
            .map(|value| {
                value
                    .parse()
                    .with_context(|| format!("--port {value} is not a port"))
            })
            .transpose()
    }

    /// What stands after `--`, for the programs we run.
    pub fn after_dashes(&mut self) -> Vec<String> {
        let Some(at) = self.0.iter().position(|word| word == "--") else {
            return Vec::new();
        };
        let after = self.0.split_off(at + 1);
        self.0.truncate(at);
        after
    }

    /// The words that are not options.
    pub fn plain(&mut self) -> Vec<String> {
        let (plain, options) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|word| !word.starts_with("--"));
        self.0 = options;
        plain
    }

    /// Everything that is left, for another program.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => bail!("do not know what to do with {word}; see cargo xtask help"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn words_are_taken_out() {
        let mut given = arguments("rust --port 80 --database=sqlite --install ui -- one --port");
        assert_eq!(given.after_dashes(), ["one", "--port"]);
        assert!(given.flag("--install"));
        assert!(!given.flag("--install"));
        assert_eq!(given.port().unwrap(), Some(80));
        assert_eq!(
            given.value("--database").unwrap().as_deref(),
            Some("sqlite")
        );
        assert_eq!(given.plain(), ["rust", "ui"]);
        assert!(given.finish().is_ok());
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(arguments("--port").port().is_err());
        assert!(arguments("--port --install").port().is_err());
        assert!(arguments("--port many").port().is_err());
        assert!(arguments("--unknown").finish().is_err());
    }
}
