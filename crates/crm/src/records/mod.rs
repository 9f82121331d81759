//! A record that other things hang on: notes and tasks are about it, and it has a timeline.

mod store;

use base::{Actor, Permission, Problem, Result, Subject, Text, Uuid};
use db::{Conn, Tx};

use crate::{deals, visible};

/// A deal, a company or a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    Deal(Uuid),
    Company(Uuid),
    Contact(Uuid),
}

impl Record {
    /// What one needs to read such records.
    pub fn permission(self) -> Permission {
        match self {
            Self::Deal(_) => Permission::DealsRead,
            Self::Company(_) => Permission::CompaniesRead,
            Self::Contact(_) => Permission::ContactsRead,
        }
    }

    /// The owner of a record that the actor may read.
    ///
    /// # Errors
    /// `forbidden` without the right to such records, `not_found` when this one is not there for them.
    pub async fn owner(self, conn: Conn<'_>, actor: &Actor) -> Result<Option<Uuid>> {
        actor.need(self.permission())?;
        let owner = store::owner(conn, self)
            .await?
            .ok_or_else(Problem::not_found)?;
        visible::check(&actor.scope, owner)?;
        Ok(owner)
    }

    /// The same for a record named in a field of the input, which is then what is wrong.
    ///
    /// # Errors
    /// `invalid`, naming the field; `forbidden`.
    pub async fn owner_in(
        self,
        conn: Conn<'_>,
        actor: &Actor,
        field: &str,
    ) -> Result<Option<Uuid>> {
        self.owner(conn, actor).await.map_err(|problem| {
            if problem.0.status == 404 {
                Problem::field(
                    field,
                    "not_found",
                    Text::fixed(
                        "Нет такой записи, или у вас нет к ней доступа",
                        "There is no such record, or you have no access to it",
                    ),
                )
            } else {
                problem
            }
        })
    }

    /// The owner, whoever asks: only for deciding who else may learn of something.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn any_owner(self, conn: Conn<'_>) -> Result<Option<Uuid>> {
        Ok(store::owner(conn, self).await?.flatten())
    }

    /// Notes that something was done about the record: a deal that nobody touches is neglected.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn touch(self, tx: &Tx) -> Result<()> {
        match self {
            Self::Deal(id) => deals::store::touch(tx.conn(), id, tx.now()).await,
            Self::Company(_) | Self::Contact(_) => Ok(()),
        }
    }

    /// The name of the input field that holds such a record.
    pub fn field(self) -> &'static str {
        match self {
            Self::Deal(_) => "deal_id",
            Self::Company(_) => "company_id",
            Self::Contact(_) => "contact_id",
        }
    }

    /// What an event about something that hangs on this record is about.
    pub fn subject(self, owner: Option<Uuid>) -> Subject {
        let mut subject = Subject {
            owner,
            ..Subject::default()
        };
        match self {
            Self::Deal(id) => subject.deal = Some(id),
            Self::Company(id) => subject.company = Some(id),
            Self::Contact(id) => subject.contact = Some(id),
        }
        subject
    }
}
