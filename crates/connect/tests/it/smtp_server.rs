//! A small mail server: it speaks SMTP over TCP, keeps what it takes, and behaves as a test tells it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does next; one is used up by a mail.
#[derive(Debug, Clone)]
pub enum Mood {
    /// Answers the recipient with this.
    Recipient(&'static str),
    /// Answers the whole text with this.
    Text(&'static str),
    /// Takes the text and breaks the connection without a word.
    TakesAndBreaks,
    /// Waits before it lets the text come.
    WaitsBeforeText,
    /// Takes the text and waits before it says so.
    WaitsAfterText,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

impl Taken {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

#[derive(Debug, Clone)]
pub struct Server {
    pub port: u16,
    moods: Arc<Mutex<VecDeque<Mood>>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    logins: Arc<Mutex<Vec<String>>>,
    /// Told when the server waits, and waited for until a test goes on.
    pub waits: Arc<Notify>,
    pub go_on: Arc<Notify>,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Self {
            port: listener.local_addr().expect("an address").port(),
            moods: Arc::default(),
            taken: Arc::default(),
            logins: Arc::default(),
            waits: Arc::default(),
            go_on: Arc::default(),
        };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                tokio::spawn(async move { own.talk(stream).await });
            }
        });
        server
    }

    /// What it does with the next mail.
    pub fn next(&self, mood: Mood) {
        self.moods.lock().expect("moods").push_back(mood);
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("mails").clone()
    }

    /// The logins that were tried, as `AUTH PLAIN` sends them.
    pub fn logins(&self) -> Vec<String> {
        self.logins.lock().expect("logins").clone()
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read);
        write.write_all(b"220 test ESMTP\r\n").await.ok()?;
        let mut mail = None::<Taken>;
        let mut mood = None;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            let answer = if line.starts_with("EHLO") {
                "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME"
            } else if let Some(login) = line.strip_prefix("AUTH PLAIN ") {
                self.logins.lock().expect("logins").push(login.to_owned());
                "235 welcome"
            } else if let Some(from) = line.strip_prefix("MAIL FROM:") {
                mood = self.moods.lock().expect("moods").pop_front();
                mail = Some(Taken {
                    from: from.to_owned(),
                    to: Vec::new(),
                    raw: Vec::new(),
                });
                "250 fine"
            } else if let Some(to) = line.strip_prefix("RCPT TO:") {
                mail.as_mut()?.to.push(to.to_owned());
                match mood {
                    Some(Mood::Recipient(answer)) => answer,
                    _ => "250 fine",
                }
            } else if line == "DATA" {
                if matches!(mood, Some(Mood::WaitsBeforeText)) {
                    self.waits.notify_one();
                    self.go_on.notified().await;
                }
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut raw = Vec::new();
                loop {
                    let mut part = Vec::new();
                    if lines.read_until(b'\n', &mut part).await.ok()? == 0 {
                        return None;
                    }
                    if part == b".\r\n" {
                        break;
                    }
                    raw.extend(part.strip_prefix(b".").unwrap_or(&part));
                }
                let mut whole = mail.take()?;
                whole.raw = raw;
                match mood {
                    Some(Mood::Text(answer)) => answer,
                    Some(Mood::TakesAndBreaks) => {
                        self.taken.lock().expect("mails").push(whole);
                        return None;
                    }
                    Some(Mood::WaitsAfterText) => {
                        self.taken.lock().expect("mails").push(whole);
                        self.waits.notify_one();
                        self.go_on.notified().await;
                        "250 taken"
                    }
                    _ => {
                        self.taken.lock().expect("mails").push(whole);
                        "250 taken"
                    }
                }
            } else if line == "QUIT" {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            } else {
                "250 fine"
            };
            write
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .ok()?;
        }
    }
}
