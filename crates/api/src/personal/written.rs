//! Where people write about others, as data: the table, its texts, and by what its rows are linked with somebody.

use base::{Result, Uuid};
use db::Tx;
use db::texts::{Rows, Texts};

use super::{Person, Redactor};

/// What a column that links holds: ids of the person, or of what they have to do with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Contact,
    Deals,
    Companies,
    Activities,
    Visitors,
}

/// Texts of a table, and its columns that link a row with the person: there the last name alone is enough.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    pub texts: Texts,
    pub linked: &'static [(&'static str, Whose)],
}

impl Written {
    /// Takes the person out of the texts, wherever they stand; the ids of the rows that changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn strike(&self, tx: &Tx, person: &Person, redactor: &Redactor) -> Result<Vec<Uuid>> {
        let ids = self.ids(person);
        strike(tx, self.texts, &linked(&ids), redactor).await
    }

    /// Empties columns with unique keys in which the person stands: struck out, two of them could become alike.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn clear(
        &self,
        columns: &'static [&'static str],
        tx: &Tx,
        person: &Person,
        redactor: &Redactor,
    ) -> Result<()> {
        let keys = Texts {
            columns,
            ..self.texts
        };
        let ids = self.ids(person);
        let near = |text: &str| redactor.near(text).is_some();
        for (column, of) in linked(&ids) {
            db::texts::clear(tx.conn(), keys, Rows::Of(column, of), &near).await?;
        }
        let far = |text: &str| redactor.far(text).is_some();
        db::texts::clear(tx.conn(), keys, Rows::Like(redactor.patterns()), &far).await?;
        Ok(())
    }

    fn ids(&self, person: &Person) -> Vec<(&'static str, Vec<Uuid>)> {
        let of = |whose: Whose| match whose {
            Whose::Contact => vec![person.contact_id],
            Whose::Deals => person.deals.clone(),
            Whose::Companies => person.companies.clone(),
            Whose::Activities => person.activities.clone(),
            Whose::Visitors => person.visitors.iter().copied().collect(),
        };
        let linked = self.linked.iter();
        linked
            .map(|(column, whose)| (*column, of(*whose)))
            .collect()
    }
}

fn linked<'a>(ids: &'a [(&'static str, Vec<Uuid>)]) -> Vec<(&'static str, &'a [Uuid])> {
    ids.iter().map(|(column, of)| (*column, &of[..])).collect()
}

/// Takes a person out of texts: where they are known to take part even their last name alone is struck out,
/// anywhere else their full name, addresses and phones.
///
/// # Errors
/// When the database refuses.
pub async fn strike(
    tx: &Tx,
    texts: Texts,
    linked: &[(&str, &[Uuid])],
    redactor: &Redactor,
) -> Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for (column, of) in linked {
        let rows = Rows::Of(column, of);
        ids.extend(db::texts::rewrite(tx.conn(), texts, rows, &|text| redactor.near(text)).await?);
    }
    let rows = Rows::Like(redactor.patterns());
    ids.extend(db::texts::rewrite(tx.conn(), texts, rows, &|text| redactor.far(text)).await?);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}
