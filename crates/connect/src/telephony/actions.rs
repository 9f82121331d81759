//! What is done with exchanges and calls by people. The route has checked the permission.

use base::problem::Check;
use base::{Actor, Event, Permission, Problem, Result, Subject, Text, Uuid};
use crm::contacts;
use crm::records::Record;
use db::Tx;
use serde_json::json;

use super::model::Provider;
use super::settle;
use super::sign;
use super::store::calls::{self, CallRow};
use super::store::{self, AccountRow};

/// An exchange to be, or what is changed of one.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    pub name: Option<String>,
    pub archived: Option<bool>,
    /// What Mango calls the key and the salt; other exchanges get a secret from us.
    pub api_key: Option<String>,
    pub salt: Option<String>,
    /// Makes a new secret; the old one is worth nothing at once.
    pub new_secret: bool,
}

/// Adds an exchange. The second value is the secret, where we made it.
///
/// # Errors
/// `invalid`.
pub async fn create(
    tx: &Tx,
    provider: Provider,
    change: AccountChange,
) -> Result<(AccountRow, Option<String>)> {
    let key = tx.new_id().simple().to_string();
    let row = AccountRow {
        id: tx.new_id(),
        // The end of an id is its random part.
        key: key[key.len() - 16..].to_owned(),
        name: String::new(),
        provider: provider.as_str().to_owned(),
        secret: String::new(),
        api_key: None,
        archived: false,
        version: 1,
    };
    let change = AccountChange {
        name: Some(change.name.unwrap_or_default()),
        new_secret: provider != Provider::Mango,
        ..change
    };
    let (row, secret) = changed(tx, provider, row, change)?;
    store::insert_account(tx.conn(), &row, tx.now()).await?;
    record(tx, "telephony_account.created", &row);
    Ok((row, secret))
}

/// Changes an exchange that was read as `version`. The second value is the new secret, where one was made.
///
/// # Errors
/// `not_found`, `stale`, `invalid`.
pub async fn change(
    tx: &Tx,
    id: Uuid,
    version: i64,
    change: AccountChange,
) -> Result<(AccountRow, Option<String>)> {
    let was = account(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    let provider = provider(&was)?;
    let (row, secret) = changed(tx, provider, was, change)?;
    let row = AccountRow {
        version: version + 1,
        ..row
    };
    if !store::update_account(tx.conn(), &row, version).await? {
        return Err(Problem::stale(version + 1));
    }
    record(tx, "telephony_account.changed", &row);
    Ok((row, secret))
}

async fn account(tx: &Tx, id: Uuid) -> Result<AccountRow> {
    let row = store::account(tx.conn(), id).await?;
    row.ok_or_else(Problem::not_found)
}

/// Whose exchange it is.
///
/// # Errors
/// When what is kept cannot be read.
pub fn provider(row: &AccountRow) -> Result<Provider> {
    Provider::parse(&row.provider)
        .ok_or_else(|| Problem::internal("an exchange of a provider that is none"))
}

fn changed(
    tx: &Tx,
    provider: Provider,
    was: AccountRow,
    change: AccountChange,
) -> Result<(AccountRow, Option<String>)> {
    let mut check = Check::default();
    let mut row = AccountRow {
        name: change.name.map_or(was.name, |name| name.trim().to_owned()),
        archived: change.archived.unwrap_or(was.archived),
        ..was
    };
    check.required("name", &row.name, 200);
    let mut made = None;
    if provider == Provider::Mango {
        if let Some(key) = change.api_key {
            row.api_key = Some(key.trim().to_owned());
        }
        if let Some(salt) = change.salt {
            salt.trim().clone_into(&mut row.secret);
        }
        check.required("api_key", row.api_key.as_deref().unwrap_or_default(), 200);
        check.required("salt", &row.secret, 200);
    } else if change.new_secret {
        let parts: Vec<String> = (0..3).map(|_| tx.new_id().to_string()).collect();
        row.secret = match provider {
            Provider::Uis => sign::secret_of_address(&parts),
            _ => sign::secret(&parts),
        };
        made = Some(row.secret.clone());
    }
    check.done()?;
    Ok((row, made))
}

/// Says which telephone is whose, in the place of what was said before.
///
/// # Errors
/// `not_found`, `invalid`.
pub async fn put_extensions(tx: &Tx, id: Uuid, extensions: Vec<(String, Uuid)>) -> Result<()> {
    let account = account(tx, id).await?;
    let mut check = Check::default();
    let mut kept: Vec<(String, Uuid)> = Vec::new();
    if extensions.len() > 5_000 {
        let text = Text::fixed("Не больше 5000 номеров", "At most 5,000 extensions");
        check.fail("extensions", "too_many", text);
    }
    for (index, (extension, user)) in extensions.into_iter().enumerate() {
        let field = format!("extensions[{index}].extension");
        let extension = extension.trim().to_owned();
        check.required(&field, &extension, 50);
        if kept.iter().any(|(other, _)| *other == extension) {
            let text = Text::new(
                format!("Номер {extension} указан дважды: телефон может быть только у одного"),
                format!("{extension} is given twice: a telephone is one person's"),
            );
            check.fail(&field, "twice", text);
        }
        kept.push((extension, user));
    }
    check.done()?;
    for (index, (_, user)) in kept.iter().enumerate() {
        let field = format!("extensions[{index}].user_id");
        crm::people::check(tx.conn(), &field, Some(*user)).await?;
    }
    store::put_extensions(tx.conn(), id, &kept).await?;
    record(tx, "telephony_account.changed", &account);
    Ok(())
}

fn record(tx: &Tx, kind: &'static str, row: &AccountRow) {
    let payload = json!({ "id": row.id, "name": row.name, "archived": row.archived });
    tx.record(Event::new(kind, Subject::default(), payload));
}

/// A call that the actor may see: their own, one that rang them, or one of those whose records they see.
///
/// # Errors
/// `not_found`.
pub async fn find_call(tx: &Tx, id: Uuid) -> Result<CallRow> {
    let row = calls::find(tx.conn(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let rang = match tx.actor.user_id {
        Some(user) => calls::rang(tx.conn(), id, user).await?,
        None => false,
    };
    if !rang && !sees(&tx.actor, &row) {
        return Err(Problem::not_found());
    }
    Ok(row)
}

/// Whoever sees who spoke, or the client, sees the call.
fn sees(actor: &Actor, row: &CallRow) -> bool {
    let owners = [
        row.owner_id,
        row.deal_owner_id,
        row.contact_owner_id,
        row.company_owner_id,
    ];
    owners.into_iter().any(|owner| actor.scope.sees(owner))
}

/// What of a call an actor is shown: the client is named to those who see the client.
pub(super) fn as_seen(row: CallRow, actor: &Actor) -> CallRow {
    let may = |need: Permission, owner: Option<Uuid>| actor.may(need) && actor.scope.sees(owner);
    let contact = may(Permission::ContactsRead, row.contact_owner_id);
    let company = may(Permission::CompaniesRead, row.company_owner_id);
    let deal = may(Permission::DealsRead, row.deal_owner_id);
    CallRow {
        contact_name: row.contact_name.filter(|_| contact),
        company_name: row.company_name.filter(|_| company),
        deal_title: row.deal_title.filter(|_| deal),
        ..row
    }
}

/// Says whose call it is, where the number did not say it. What was to be written down of the call is written now.
///
/// # Errors
/// `not_found`, `stale`, `invalid`; `conflict` when the call stands on somebody's timeline already.
pub async fn link(
    tx: &Tx,
    id: Uuid,
    version: i64,
    contact: Uuid,
    deal: Option<Uuid>,
) -> Result<CallRow> {
    let was = find_call(tx, id).await?;
    if was.version != version {
        return Err(Problem::stale(was.version));
    }
    if was.activity_id.is_some() {
        return Err(Problem::conflict(Text::fixed(
            "Звонок уже записан в историю клиента",
            "The call already stands on a client's timeline",
        )));
    }
    let found = contacts::actions::find(tx.conn(), &tx.actor, contact)
        .await
        .map_err(|problem| unknown("contact_id", problem))?;
    if let Some(deal) = deal {
        Record::Deal(deal)
            .owner_in(tx.conn(), &tx.actor, "deal_id")
            .await?;
    }
    let deal = match deal {
        Some(deal) => Some(deal),
        None => calls::open_deals(tx.conn(), Record::Contact(contact), 1)
            .await?
            .first()
            .map(|deal| deal.id),
    };
    let mut row = CallRow {
        contact_id: Some(contact),
        company_id: found.facts.company_id,
        deal_id: deal,
        decided: true,
        ..was
    };
    settle::write_down(tx, &mut row).await?;
    save(tx, row, version).await
}

fn unknown(field: &str, problem: Problem) -> Problem {
    if problem.0.status != 404 {
        return problem;
    }
    let text = Text::fixed(
        "Нет такой записи, или у вас нет к ней доступа",
        "There is no such record, or you have no access to it",
    );
    Problem::field(field, "not_found", text)
}

/// Writes a call as a change of version `from`, and tells the browsers of those whom it concerns.
///
/// # Errors
/// `stale`.
pub(super) async fn save(tx: &Tx, row: CallRow, from: i64) -> Result<CallRow> {
    let row = CallRow {
        version: from + 1,
        ..row
    };
    if !calls::update(tx.conn(), &row, from).await? {
        return Err(Problem::stale(from + 1));
    }
    tell(tx, &row, row.user_id.into_iter().collect());
    calls::find(tx.conn(), row.id)
        .await?
        .ok_or_else(|| Problem::internal("a call vanished while it was written"))
}

/// Tells the browsers of these people that a call of theirs has changed. The event names no client: the client's
/// timeline has the activity.
pub(super) fn tell(tx: &Tx, row: &CallRow, users: Vec<Uuid>) {
    for user in users {
        let subject = Subject {
            owner: Some(user),
            ..Subject::default()
        };
        let payload = json!({ "call_id": row.id, "state": row.state });
        tx.record(Event::new("call.changed", subject, payload));
    }
}
