//! Writing touches down. Whoever calls has checked that the deal may be changed.

use base::{Problem, Result, Time, Uuid};
use crm::marks::{self, Kind, Mark};
use db::Tx;

use super::store::{self, TouchRow};
use crate::campaigns::Recognised;
use crate::campaigns::recognise::Named;
use crate::utm::Trace;

/// A touch to be written down.
#[derive(Debug, Clone)]
pub struct NewTouch<'a> {
    pub deal_id: Uuid,
    /// The same key is written down once for a deal.
    pub key: String,
    pub at: Time,
    /// `visit`, or the channel of an inquiry.
    pub kind: &'a str,
    pub trace: &'a Trace,
    pub recognised: Recognised,
}

/// Writes touches of one deal down and works its marks out anew.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &Tx, touches: Vec<NewTouch<'_>>) -> Result<()> {
    let Some(deal) = touches.first().map(|touch| touch.deal_id) else {
        return Ok(());
    };
    let mut news = false;
    for touch in touches {
        news |= insert(tx, touch).await?;
    }
    if news {
        for mark in follows(&store::of_deal(tx.conn(), deal).await?) {
            marks::actions::put(tx, deal, &mark, tx.now()).await?;
        }
    }
    Ok(())
}

/// Writes down a touch of a past that nobody has counted yet: its marks count from then on, and no event
/// tells of it.
///
/// # Errors
/// When the database refuses.
pub async fn add_past(tx: &Tx, touch: NewTouch<'_>) -> Result<()> {
    let (deal, at) = (touch.deal_id, touch.at);
    insert(tx, touch).await?;
    for mark in follows(&store::of_deal(tx.conn(), deal).await?) {
        let id = marks::store::ensure(tx.conn(), tx.new_id(), &mark, tx.now()).await?;
        marks::store::put(tx.conn(), &[(deal, id, at)]).await?;
        if mark.kind.single() {
            marks::store::take_off(tx.conn(), &[deal], mark.kind, Some(id)).await?;
        }
    }
    Ok(())
}

async fn insert(tx: &Tx, touch: NewTouch<'_>) -> Result<bool> {
    let Recognised {
        channel,
        campaign,
        landing,
        content,
        ..
    } = touch.recognised;
    let id = |named: Option<Named>| named.map(|named| named.id);
    let row = TouchRow {
        id: tx.new_id(),
        deal_id: touch.deal_id,
        key: touch.key,
        at: touch.at.0,
        kind: touch.kind.to_owned(),
        channel_id: id(channel),
        channel_name: None,
        campaign_id: id(campaign),
        campaign_name: None,
        landing_id: id(landing),
        landing_name: None,
        content_id: id(content),
        content_name: None,
        utm: serde_json::to_string(&touch.trace.utm).map_err(Problem::internal)?,
        referrer: touch.trace.referrer.clone(),
    };
    store::insert(tx.conn(), &row).await
}

/// The marks that follow from touches in the order of time. A touch that nothing is known of counts only
/// when no other does.
fn follows(touches: &[TouchRow]) -> Vec<Mark> {
    type Of = fn(&TouchRow) -> Option<(Uuid, &str)>;
    let channel: Of = |touch| Some((touch.channel_id?, touch.channel_name.as_deref()?));
    let campaign: Of = |touch| Some((touch.campaign_id?, touch.campaign_name.as_deref()?));
    let landing: Of = |touch| Some((touch.landing_id?, touch.landing_name.as_deref()?));
    let content: Of = |touch| Some((touch.content_id?, touch.content_name.as_deref()?));
    let mut marks = Vec::new();
    let mut ends = |of: Of, first: Kind, last: Option<Kind>| {
        let mut known = touches.iter().filter_map(of);
        let Some(one) = known.next() else { return };
        let other = known.next_back().unwrap_or(one);
        marks.push(Mark::named(first, one.0, one.1));
        marks.extend(last.map(|kind| Mark::named(kind, other.0, other.1)));
    };
    ends(campaign, Kind::CampaignFirst, Some(Kind::CampaignLast));
    ends(channel, Kind::ChannelFirst, Some(Kind::ChannelLast));
    ends(landing, Kind::Landing, None);
    for (of, kind) in [
        (campaign, Kind::Campaign),
        (channel, Kind::Channel),
        (content, Kind::Content),
    ] {
        for (id, name) in touches.iter().filter_map(of) {
            let mark = Mark::named(kind, id, name);
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(at: i64, campaign: Option<u128>, landing: Option<u128>) -> TouchRow {
        let id = |n: u128| Uuid::from_u128(n);
        TouchRow {
            id: id(at as u128),
            deal_id: id(1),
            key: at.to_string(),
            at,
            kind: "visit".to_owned(),
            channel_id: None,
            channel_name: None,
            campaign_id: campaign.map(id),
            campaign_name: campaign.map(|n| format!("К{n}")),
            landing_id: landing.map(id),
            landing_name: landing.map(|n| format!("Л{n}")),
            content_id: None,
            content_name: None,
            utm: "{}".to_owned(),
            referrer: None,
        }
    }

    fn told(touches: &[TouchRow]) -> Vec<String> {
        follows(touches)
            .iter()
            .map(|mark| format!("{} {}", mark.kind.as_str(), mark.name.ru))
            .collect()
    }

    #[test]
    fn first_and_last_known_touches_name_the_campaign() {
        let touches = [
            touch(1, None, Some(9)),
            touch(2, Some(5), None),
            touch(3, Some(6), None),
            touch(4, Some(5), None),
            touch(5, None, None),
        ];
        assert_eq!(
            told(&touches),
            [
                "campaign_first К5",
                "campaign_last К5",
                "landing Л9",
                "campaign К5",
                "campaign К6"
            ]
        );
        assert!(told(&[]).is_empty());
    }
}
