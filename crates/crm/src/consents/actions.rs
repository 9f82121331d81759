//! What is done with consents. The route has checked the right to write them at all.

use api::SigningKey;
use base::problem::Check;
use base::{Actor, Event, Problem, Result, Subject, Text, Time, Uuid};
use db::{Conn, Tx};
use serde_json::{Value, json};

use super::model::{
    Channel, NewConsent, Purpose, Reason, Refusal, Withdrawal, Wording, check_address, normalise,
    of_words, whose,
};
use super::store::{self, ConsentRow, Whose};
use crate::contacts::PointKind;
use crate::contacts::store as contacts;
use crate::listing::Paging;
use crate::records::Record;

/// What addresses are hashed with: nobody can reverse a hash by trying all phones there are.
pub const KEY: &str = "consents.key";

/// Writes a consent down. A withdrawal of the same address before is lifted by it.
///
/// # Errors
/// `invalid` with every wrong field, `forbidden`.
pub async fn give(tx: &Tx, new: NewConsent) -> Result<ConsentRow> {
    let new = new.checked(tx.now())?;
    let subject = match new.contact_id {
        Some(id) => {
            let record = Record::Contact(id);
            record.owner_in(tx.conn(), &tx.actor, "contact_id").await?;
            let contact = contacts::find(tx.conn(), id).await?;
            contact.map(|row| row.facts.name()).unwrap_or_default()
        }
        None => String::new(),
    };
    let key = SigningKey::ensure(tx, KEY).await?;
    let (hash, text) = wording(tx, &new).await?;
    let row = ConsentRow {
        id: tx.new_id(),
        contact_id: new.contact_id,
        contact_name: None,
        subject,
        address_hash: new.address.as_deref().map(|address| key.sign(address)),
        address: new.address,
        purpose: new.purpose.as_str().to_owned(),
        channel: new.channel.map(|channel| channel.as_str().to_owned()),
        hash,
        words: None,
        text_id: text.map(|(id, _)| id),
        text_number: text.map(|(_, number)| number),
        source: new.source.as_str().to_owned(),
        proof: new.proof.to_string(),
        given_at: new.given_at.unwrap_or(tx.now()).0,
        given_by: tx.actor.user_id,
        given_by_name: None,
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_by_name: None,
        withdrawn_proof: None,
        created_at: tx.now().0,
    };
    store::insert(tx.conn(), &row).await?;
    if let Some(channel) = new.channel {
        let mut hashes: Vec<String> = row.address_hash.clone().into_iter().collect();
        hashes.extend(hashes_of_contact(tx.conn(), &key, new.contact_id, channel).await?);
        // What was said later than this consent holds: it may come from an old file or a form that waited.
        let lifted = [Reason::Withdrawn, Reason::Erased];
        let by = Time(row.given_at);
        store::lift(tx.conn(), &hashes, channel, &lifted, by).await?;
    }
    let payload = json!({
        "consent_id": row.id,
        "purpose": row.purpose,
        "channel": row.channel,
        "source": row.source,
    });
    record(tx, "consent.given", row.contact_id, payload).await?;
    store::find(tx.conn(), row.id)
        .await?
        .ok_or_else(|| Problem::internal("a consent vanished while it was written"))
}

/// Ends every consent that is meant, and puts the addresses on the list of those who get no advertising.
/// Withdrawing what was never given is no error: whoever asks not to be written to is not written to.
///
/// # Errors
/// `invalid`, `forbidden`.
pub async fn withdraw(tx: &Tx, asked: Withdrawal) -> Result<usize> {
    let mut check = Check::default();
    if asked.contact_id.is_none() && asked.address.is_none() {
        check.fail("contact_id", "required", whose());
    }
    let address = check_address(&mut check, asked.address.as_deref(), asked.channel);
    check.done()?;
    if let Some(id) = asked.contact_id {
        let record = Record::Contact(id);
        record.owner_in(tx.conn(), &tx.actor, "contact_id").await?;
    }
    let key = SigningKey::ensure(tx, KEY).await?;
    let by_address: Vec<String> = address.iter().map(|address| key.sign(address)).collect();
    let mut hashes = by_address.clone();
    if asked.purpose == Purpose::Advertising {
        // Consents to advertising that were given for an address of the person, before they were known.
        for channel in Channel::ALL {
            if asked.channel.is_none_or(|only| only == *channel) {
                hashes
                    .extend(hashes_of_contact(tx.conn(), &key, asked.contact_id, *channel).await?);
            }
        }
    }
    let whose = Whose {
        contact_id: asked.contact_id,
        hashes,
    };
    let (now, by) = (tx.now(), tx.actor.user_id);
    let ended = store::withdraw(
        tx.conn(),
        &whose,
        asked.purpose,
        asked.channel,
        now,
        by,
        &asked.proof.to_string(),
    )
    .await?;
    // Without a consent to processing there is nothing that advertising could rest on.
    let channels: Vec<Channel> = match (asked.purpose, asked.channel) {
        (Purpose::Advertising, Some(channel)) => vec![channel],
        _ => Channel::ALL.to_vec(),
    };
    for channel in channels {
        let mut hashes = match address {
            // An address belongs to the channels that it can be one of.
            Some(ref address) if normalise(address, Some(channel)).is_some() => by_address.clone(),
            _ => Vec::new(),
        };
        hashes.extend(hashes_of_contact(tx.conn(), &key, asked.contact_id, channel).await?);
        let reason = Reason::Withdrawn;
        store::suppress(tx.conn(), &hashes, channel, reason, now, by).await?;
    }
    let mut contacts: Vec<Option<Uuid>> = ended.iter().map(|(_, contact, _)| *contact).collect();
    contacts.push(asked.contact_id);
    contacts.retain(Option::is_some);
    contacts.sort_unstable();
    contacts.dedup();
    for contact in contacts {
        let payload = json!({
            "purpose": asked.purpose.as_str(),
            "channel": asked.channel.map(Channel::as_str),
            "consents": ended.len(),
        });
        record(tx, "consent.withdrawn", contact, payload).await?;
    }
    Ok(ended.len())
}

/// Withdraws one consent by its id, with all that it stands for.
///
/// # Errors
/// `not_found`; `conflict` when it is withdrawn already.
pub async fn withdraw_one(tx: &Tx, id: Uuid, proof: Value) -> Result<ConsentRow> {
    let row = find(tx.conn(), &tx.actor, id).await?;
    if row.withdrawn_at.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Это согласие уже отозвано",
            "This consent is withdrawn already",
        )));
    }
    let purpose =
        Purpose::parse(&row.purpose).ok_or_else(|| Problem::internal("a purpose that is none"))?;
    let asked = Withdrawal {
        contact_id: row.contact_id,
        address: row.address.clone(),
        purpose,
        channel: row.channel.as_deref().and_then(Channel::parse),
        proof,
    };
    withdraw(tx, asked).await?;
    find(tx.conn(), &tx.actor, id).await
}

/// One page of the consents of a contact, with those given for their addresses, or of an address in any spelling.
///
/// # Errors
/// `invalid` without both, `not_found` for a contact out of sight.
pub async fn list(
    conn: Conn<'_>,
    actor: &Actor,
    contact_id: Option<Uuid>,
    address: Option<&str>,
    paging: &Paging,
) -> Result<(Vec<ConsentRow>, Option<String>)> {
    let mut check = Check::default();
    if contact_id.is_none() && address.is_none() {
        check.fail("contact", "required", whose());
    }
    let address = check_address(&mut check, address, None);
    check.done()?;
    let mut addresses: Vec<String> = address.into_iter().collect();
    if let Some(id) = contact_id {
        Record::Contact(id).owner(conn, actor).await?;
        let points = contacts::points_of(conn, &[id]).await?;
        addresses.extend(points.into_values().flatten().map(|point| point.value));
    }
    let key = SigningKey::load(conn, KEY).await?;
    let hashes = key.map(|key| addresses.iter().map(|one| key.sign(one)).collect());
    let whose = Whose {
        contact_id,
        hashes: hashes.unwrap_or_default(),
    };
    store::page(conn, &actor.scope, &whose, paging).await
}

/// A consent that the actor may see: that of a contact in sight, or of a bare address.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn find(conn: Conn<'_>, actor: &Actor, id: Uuid) -> Result<ConsentRow> {
    let row = store::find(conn, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if let Some(contact) = row.contact_id {
        Record::Contact(contact).owner(conn, actor).await?;
    }
    Ok(row)
}

/// Whether an address may be used for a purpose now: the consent that allows it, or why not. Ask at the moment
/// of sending, not only before.
///
/// # Errors
/// When the database refuses.
pub async fn allows(
    conn: Conn<'_>,
    address: &str,
    purpose: Purpose,
    channel: Channel,
) -> Result<std::result::Result<Uuid, Refusal>> {
    let Some(key) = SigningKey::load(conn, KEY).await? else {
        return Ok(Err(Refusal::NoConsent));
    };
    let Some(address) = normalise(address, Some(channel)) else {
        return Ok(Err(Refusal::NoConsent));
    };
    let hash = key.sign(&address);
    let suppressed = store::suppressed(conn, std::slice::from_ref(&hash)).await?;
    let reasons = suppressed
        .iter()
        .filter(|(_, other, _)| other == channel.as_str());
    let mut reasons = reasons.filter_map(|(_, _, reason)| Reason::parse(reason));
    if let Some(reason) = reasons.next() {
        return Ok(Err(Refusal::Suppressed(reason)));
    }
    let kind = match channel {
        Channel::Mail => PointKind::Email,
        _ => PointKind::Phone,
    };
    let whom = contacts::find_by_points(conn, kind, std::slice::from_ref(&address)).await?;
    let mut found = store::standing(
        conn,
        &Whose {
            contact_id: None,
            hashes: vec![hash],
        },
        purpose,
    )
    .await?;
    for (_, contact) in whom {
        let whose = Whose {
            contact_id: Some(contact),
            hashes: Vec::new(),
        };
        found.extend(store::standing(conn, &whose, purpose).await?);
    }
    found.retain(|one| match one.channel.as_deref() {
        Some(given) => given == channel.as_str(),
        None => purpose == Purpose::PersonalData,
    });
    let in_force = found.iter().find(|one| one.withdrawn_at.is_none());
    Ok(match in_force {
        Some(consent) => Ok(consent.id),
        None if found.is_empty() => Err(Refusal::NoConsent),
        None => Err(Refusal::Withdrawn),
    })
}

/// Puts a mail address on the list: mail to it comes back, or its reader complained.
///
/// # Errors
/// When the database refuses.
pub async fn suppress_mail(tx: &Tx, address: &str, reason: Reason) -> Result<()> {
    let Some(address) = normalise(address, Some(Channel::Mail)) else {
        return Ok(());
    };
    let hash = SigningKey::ensure(tx, KEY).await?.sign(&address);
    let by = tx.actor.user_id;
    store::suppress(tx.conn(), &[hash], Channel::Mail, reason, tx.now(), by).await
}

/// Takes a mail address off the list of those whose mail comes back: one has arrived again.
///
/// # Errors
/// When the database refuses.
pub async fn lift_bounce(tx: &Tx, address: &str) -> Result<()> {
    let Some(address) = normalise(address, Some(Channel::Mail)) else {
        return Ok(());
    };
    let Some(key) = SigningKey::load(tx.conn(), KEY).await? else {
        return Ok(());
    };
    let hash = key.sign(&address);
    let bounced = [Reason::Bounced];
    store::lift(tx.conn(), &[hash], Channel::Mail, &bounced, tx.now()).await
}

/// The keyed hashes of addresses: what is left of them when a person is erased.
///
/// # Errors
/// When the database refuses.
pub async fn hashes(conn: Conn<'_>, addresses: &[String]) -> Result<Vec<String>> {
    let key = SigningKey::load(conn, KEY).await?;
    Ok(key.map_or_else(Vec::new, |key| {
        addresses.iter().map(|address| key.sign(address)).collect()
    }))
}

/// Takes a person out of their consents, and sees that nothing is sent to their addresses any more.
///
/// # Errors
/// When the database refuses.
pub async fn erase(tx: &Tx, contact: Uuid, emails: &[String], phones: &[String]) -> Result<u64> {
    let key = SigningKey::ensure(tx, KEY).await?;
    let signed = |addresses: &[String]| -> Vec<String> {
        addresses.iter().map(|address| key.sign(address)).collect()
    };
    let (emails, phones) = (signed(emails), signed(phones));
    let (now, by) = (tx.now(), tx.actor.user_id);
    for channel in Channel::ALL {
        let hashes = match channel {
            Channel::Mail => &emails,
            _ => &phones,
        };
        store::suppress(tx.conn(), hashes, *channel, Reason::Erased, now, by).await?;
    }
    store::erase(tx.conn(), contact, &[emails, phones].concat(), now).await
}

/// The hashes of a contact's addresses of a channel.
async fn hashes_of_contact(
    conn: Conn<'_>,
    key: &SigningKey,
    contact: Option<Uuid>,
    channel: Channel,
) -> Result<Vec<String>> {
    let Some(contact) = contact else {
        return Ok(Vec::new());
    };
    let kind = match channel {
        Channel::Mail => PointKind::Email,
        _ => PointKind::Phone,
    };
    let points = contacts::points_of(conn, &[contact]).await?;
    let points = points.into_values().flatten();
    Ok(points
        .filter(|point| point.kind == kind)
        .map(|point| key.sign(&point.value))
        .collect())
}

/// Keeps the words that were shown; their hash, and the text and number they are.
async fn wording(tx: &Tx, new: &NewConsent) -> Result<(Option<String>, Option<(Uuid, i64)>)> {
    match &new.wording {
        Wording::Unknown => Ok((None, None)),
        Wording::Words { lang, body } => {
            let (body, purpose) = (body.trim(), new.purpose.as_str());
            let hash = of_words(body);
            store::insert_wording(tx.conn(), &hash, purpose, lang.as_str(), body, tx.now()).await?;
            Ok((Some(hash), None))
        }
        Wording::Text(id) => {
            let wrong = |code, text| Problem::field("text_id", code, text);
            let text = store::text(tx.conn(), *id).await?.ok_or_else(|| {
                let text = Text::fixed("Нет такого текста согласия", "There is no such text");
                wrong("not_found", text)
            })?;
            if text.purpose != new.purpose.as_str() {
                let text = Text::fixed(
                    "Этот текст — согласие на другое: выберите текст той же цели",
                    "This text is a consent to something else: choose one of the same purpose",
                );
                return Err(wrong("other_purpose", text));
            }
            Ok((Some(text.hash), Some((text.id, text.number))))
        }
    }
}

async fn record(tx: &Tx, kind: &'static str, contact: Option<Uuid>, payload: Value) -> Result<()> {
    let subject = match contact {
        Some(id) => {
            let record = Record::Contact(id);
            record.subject(record.any_owner(tx.conn()).await?)
        }
        None => Subject::default(),
    };
    tx.record(Event::new(kind, subject, payload));
    Ok(())
}
