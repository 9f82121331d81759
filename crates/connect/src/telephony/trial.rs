//! Trying an exchange's connection: a call is made up, proved as the exchange would prove it, and heard by the same
//! way as all others, so that the card comes up in the browser of whoever tries.

use api::App;
use base::{Problem, Result, Text, Uuid};
use serde_json::json;

use super::actions::provider;
use super::hook::{self, Heard};
use super::model::Provider;
use super::sign::{self, Proof};
use super::store::{self, AccountRow};

/// What the calls of trials are called; they are written down nowhere.
const PREFIX: &str = "trial-";

pub fn is_trial(call_key: &str) -> bool {
    call_key.starts_with(PREFIX)
}

/// Lets the telephone of a user ring.
///
/// # Errors
/// `conflict` when the user has no telephone at this exchange, or it is switched off.
pub async fn ring(app: &App, account: &AccountRow, user: Uuid, phone: &str) -> Result<()> {
    let telephones = store::extensions_of(app.db.reader(), account.id).await?;
    let Some(own) = telephones.iter().find(|one| one.user_id == user) else {
        return Err(Problem::conflict(Text::fixed(
            "Сначала укажите свой внутренний номер: звонок придёт на него",
            "First give an extension to yourself: the call will come to it",
        )));
    };
    if account.archived {
        return Err(Problem::conflict(Text::fixed(
            "АТС в архиве: верните её, чтобы проверить",
            "The exchange is archived: bring it back to try it",
        )));
    }
    let now = app.db.clock.now();
    let call = format!("{PREFIX}{}", now.0);
    let id = format!("{call}-{}", own.extension);
    let seconds = (now.0 / 1000).to_string();
    let heard = match provider(account)? {
        Provider::Generic => {
            let body = json!({
                "call_id": call, "leg_id": own.extension, "seq": 1, "event": "ringing", "direction": "in",
                "client_phone": phone, "employee_ext": own.extension, "at": now,
            })
            .to_string();
            let signature = sign::sign(&account.secret, &id, &seconds, body.as_bytes());
            let proof = Proof {
                id: &id,
                timestamp: &seconds,
                signature: &signature,
            };
            hook::hear(app, account, "", proof, body.as_bytes()).await?
        }
        Provider::Uis => {
            let body = json!({
                "event": "ringing", "call_session_id": call, "direction": "in", "contact_phone_number": phone,
                "extension_phone_number": own.extension, "notification_time": now, "is_internal": "false",
            })
            .to_string();
            let (secret, proof) = (&account.secret, Proof::default());
            hook::hear(app, account, secret, proof, body.as_bytes()).await?
        }
        Provider::Mango => {
            let event = json!({
                "entry_id": call, "call_id": id, "timestamp": now.0 / 1000, "seq": 1, "call_state": "Appeared",
                "location": "abonent", "from": { "number": phone }, "to": { "extension": own.extension },
            })
            .to_string();
            let key = account.api_key.as_deref().unwrap_or_default();
            let sign = sign::mango(key, &account.secret, &event);
            let fields = [("vpbx_api_key", key), ("sign", &sign), ("json", &event)];
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(fields)
                .finish();
            hook::hear(
                app,
                account,
                "events/call",
                Proof::default(),
                body.as_bytes(),
            )
            .await?
        }
    };
    match heard {
        Heard::Kept(_) => Ok(()),
        Heard::Unreadable(why) => Err(Problem::conflict(why)),
        Heard::LetBe | Heard::Unproved | Heard::Nobody => {
            Err(Problem::internal("a trial of an exchange was not believed"))
        }
    }
}
