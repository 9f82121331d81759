//! What is missing of a campaign, and tags that come from nowhere.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::recognise::Recogniser;
use crate::utm::{Trace, Utm};

base::words! {
    /// What is missing of a running campaign.
    Attention as CampaignAttention {
        /// It is paid by the day, and no day of the last seven is written down.
        NoSpend = "no_spend",
        /// No visit can be recognised as its own.
        NoRules = "no_rules",
    }
}

/// Tags that visits and inquiries came with and that no rule knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Source, medium and campaign; what tells ads of one campaign apart is left out.
    pub utm: Utm,
    pub touches: i64,
    pub visits: i64,
    pub last_at: i64,
    pub channel: Option<super::super::recognise::Named>,
}

/// So many are told; the rest comes up when these are dealt with.
const MOST: usize = 100;

/// Adds up what was seen by source, medium and campaign, the most frequent first; what a rule has come to know since
/// is left out.
pub fn unknown(
    recogniser: &Recogniser,
    touches: impl Iterator<Item = (Utm, i64, i64)>,
    visits: impl Iterator<Item = (Utm, i64, i64)>,
) -> Vec<Unknown> {
    let mut found: HashMap<[Option<String>; 3], Unknown> = HashMap::new();
    let touches = touches.map(|seen| (seen, true));
    for ((utm, count, at), touch) in touches.chain(visits.map(|seen| (seen, false))) {
        if utm.is_empty() {
            continue;
        }
        let trace = Trace {
            utm: utm.clone(),
            ..Trace::default()
        };
        let known = recogniser.recognise(&trace);
        if known.campaign.is_some() {
            continue;
        }
        let utm = Utm {
            content: None,
            term: None,
            ..utm
        };
        let key = [utm.source.clone(), utm.medium.clone(), utm.campaign.clone()];
        if key.iter().all(Option::is_none) {
            continue;
        }
        let entry = found.entry(key).or_insert_with(|| Unknown {
            utm,
            touches: 0,
            visits: 0,
            last_at: 0,
            channel: known.channel,
        });
        let counted = if touch {
            &mut entry.touches
        } else {
            &mut entry.visits
        };
        *counted += count;
        entry.last_at = entry.last_at.max(at);
    }
    let mut found: Vec<Unknown> = found.into_values().collect();
    found.sort_by(|a, b| {
        (b.touches, b.visits, b.last_at)
            .cmp(&(a.touches, a.visits, a.last_at))
            .then_with(|| a.utm.tags().cmp(&b.utm.tags()))
    });
    found.truncate(MOST);
    found
}
