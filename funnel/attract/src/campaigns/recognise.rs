//! Which campaign, channel and page a visit or an inquiry belongs to.

use base::{Result, Uuid};
use db::Conn;

use super::model::Rule;
use super::store;
use crate::channels::model::Kind as ChannelKind;
use crate::channels::store::{self as channels, ChannelRow};
use crate::pages::model::{Kind as PageKind, is_page};
use crate::pages::store::{self as pages, PageRow};
use crate::utm::Trace;

/// What a trace was recognised as; with names, since marks have them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognised {
    pub channel: Option<Named>,
    pub campaign: Option<Named>,
    pub landing: Option<Named>,
    pub content: Option<Named>,
    /// The source that a deal from there gets.
    pub source_id: Option<Uuid>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: Uuid,
    pub name: String,
}

/// Everything that traces are recognised by.
#[derive(Debug)]
pub struct Recogniser {
    rules: Vec<KnownRule>,
    channels: Vec<ChannelRow>,
    pages: Vec<PageRow>,
}

#[derive(Debug)]
pub struct KnownRule {
    pub rule: Rule,
    pub campaign_id: Uuid,
    pub campaign: String,
    pub channel_id: Uuid,
}

impl Recogniser {
    pub async fn load(conn: Conn<'_>) -> Result<Self> {
        let mut rules = store::rules(conn).await?;
        // What says more stands first; among equals the newer campaign.
        rules.sort_by_key(|known| std::cmp::Reverse((known.rule.weight(), known.campaign_id)));
        Ok(Self {
            rules,
            channels: channels::list(conn, Some(false)).await?,
            pages: pages::list(conn, Some(false)).await?,
        })
    }

    pub fn recognise(&self, trace: &Trace) -> Recognised {
        let rule = self.rules.iter().find(|known| known.rule.fits(&trace.utm));
        let kind = ChannelKind::of(trace);
        let channel = match rule {
            Some(known) => self.channels.iter().find(|row| row.id == known.channel_id),
            None => {
                kind.and_then(|kind| self.channels.iter().find(|row| row.kind == kind.as_str()))
            }
        };
        Recognised {
            channel: channel.map(|row| Named {
                id: row.id,
                name: row.name.clone(),
            }),
            campaign: rule.map(|known| Named {
                id: known.campaign_id,
                name: known.campaign.clone(),
            }),
            landing: self.page(trace, true),
            content: self.page(trace, false),
            source_id: channel.and_then(|row| row.source_id),
        }
    }

    /// The campaign itself, as somebody names it by hand.
    pub fn campaign(&self, id: Uuid, name: &str, channel: Uuid) -> Recognised {
        let channel = self.channels.iter().find(|row| row.id == channel);
        Recognised {
            channel: channel.map(|row| Named {
                id: row.id,
                name: row.name.clone(),
            }),
            campaign: Some(Named {
                id,
                name: name.to_owned(),
            }),
            source_id: channel.and_then(|row| row.source_id),
            ..Recognised::default()
        }
    }

    /// The page with the longest pattern that fits.
    fn page(&self, trace: &Trace, landing: bool) -> Option<Named> {
        let url = trace.landing.as_deref()?;
        let fitting = self.pages.iter().filter(|page| {
            (page.kind == PageKind::Landing.as_str()) == landing && is_page(&page.pattern, url)
        });
        let page = fitting.max_by_key(|page| page.pattern.len())?;
        Some(Named {
            id: page.id,
            name: page.name.clone(),
        })
    }
}
