//! Records that rows name: found, or made on the way.

use std::collections::HashMap;

use base::fold::company_key;
use base::{Result, Text, Uuid};
use crm::companies::model::CompanyFacts;
use crm::companies::store::CompanyRow;
use crm::contacts::model::ContactFacts;
use crm::contacts::store::ContactRow;

use super::row::Cells;
use super::session::{Place, Session, reason};
use super::{companies, contacts};

/// What a row says of the company it belongs to.
#[derive(Debug, Clone, Default)]
pub struct CompanyWish {
    pub external_id: Option<String>,
    pub inn: Option<String>,
    pub name: Option<String>,
}

impl CompanyWish {
    fn is_empty(&self) -> bool {
        self.external_id.is_none() && self.inn.is_none() && self.name.is_none()
    }

    fn facts(&self) -> CompanyFacts {
        CompanyFacts {
            name: self.name.clone().unwrap_or_default(),
            inn: self.inn.clone(),
            external_id: self.external_id.clone(),
            ..CompanyFacts::default()
        }
    }

    /// What the wish would be known by among those of the same file.
    fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        keys.extend(self.external_id.as_ref().map(|id| format!("id {id}")));
        keys.extend(self.inn.as_ref().map(|inn| format!("inn {inn}")));
        if keys.is_empty() {
            keys.extend(
                self.name
                    .as_ref()
                    .map(|name| format!("name {}", company_key(name))),
            );
        }
        keys
    }
}

/// Companies and contacts that rows of other records bring along.
#[derive(Default)]
pub struct Links {
    companies: companies::Known,
    /// Made by earlier rows: in a run of this batch, in a check of the whole file, since nothing is written.
    made_companies: HashMap<String, Uuid>,
    new_companies: Vec<CompanyRow>,
    contacts: contacts::Known,
    made_contacts: HashMap<String, Uuid>,
    new_contacts: Vec<ContactRow>,
    /// What the row in hand has made so far.
    of_this_row: OfRow,
}

#[derive(Default)]
struct OfRow {
    companies: Vec<String>,
    contacts: Vec<String>,
}

impl Links {
    /// The next row begins.
    pub fn begin_row(&mut self) {
        self.of_this_row = OfRow::default();
    }

    /// The row is refused after all, and with it what it would have brought along.
    pub fn forget_row(&mut self) {
        let OfRow {
            companies,
            contacts,
        } = std::mem::take(&mut self.of_this_row);
        for id in companies
            .iter()
            .filter_map(|key| self.made_companies.remove(key))
        {
            self.new_companies.retain(|row| row.id != id);
        }
        for id in contacts
            .iter()
            .filter_map(|key| self.made_contacts.remove(key))
        {
            self.new_contacts.retain(|row| row.id != id);
        }
    }
}

impl Session {
    pub async fn load_companies<'a>(
        &mut self,
        place: Place<'_>,
        wishes: impl Iterator<Item = &'a CompanyWish>,
    ) -> Result<()> {
        let facts: Vec<CompanyFacts> = wishes
            .filter(|wish| !wish.is_empty())
            .map(CompanyWish::facts)
            .collect();
        self.links.companies = companies::Known::load(place, facts.iter()).await?;
        Ok(())
    }

    /// The company that a row names. One that is not there is made, or the row refused, as the options say.
    pub fn company(
        &mut self,
        cells: &mut Cells<'_>,
        wish: &CompanyWish,
        owner: Option<Uuid>,
    ) -> Option<Uuid> {
        if wish.is_empty() {
            return None;
        }
        let facts = wish.facts();
        let found = self
            .links
            .companies
            .find(&facts)
            .filter(|row| self.actor.scope.sees(row.facts.owner_id));
        if let Some(row) = found {
            return Some(row.id);
        }
        let keys = wish.keys();
        if let Some(id) = keys
            .iter()
            .find_map(|key| self.links.made_companies.get(key))
        {
            return Some(*id);
        }
        let Some(name) = wish.name.clone() else {
            // A number alone makes no company. It is kept, so that it can be found out what was meant.
            let number = wish
                .external_id
                .clone()
                .or_else(|| wish.inn.clone())
                .unwrap_or_default();
            let key = if wish.external_id.is_some() {
                "company_external_id"
            } else {
                "company_inn"
            };
            cells.keep(key, &number);
            cells.warnings.push(Text::fixed(
                "Компании с таким номером нет: номер записан в заметку",
                "There is no company with this number: it is kept in a note",
            ));
            return None;
        };
        if !self.options.create_missing {
            cells.refuse(Text::new(
                format!("Нет компании «{name}»"),
                format!("There is no company “{name}”"),
            ));
            return None;
        }
        let facts = CompanyFacts {
            owner_id: owner.or(self.options.default_owner_id),
            ..facts
        };
        match facts.checked() {
            Ok(facts) => {
                let row = companies::named(self.new_id(), facts, self.now);
                let id = row.id;
                self.links.new_companies.push(row);
                self.links
                    .of_this_row
                    .companies
                    .extend(keys.iter().cloned());
                self.links
                    .made_companies
                    .extend(keys.into_iter().map(|key| (key, id)));
                Some(id)
            }
            Err(problem) => {
                cells.refuse(reason(self.entity, &problem));
                None
            }
        }
    }

    pub async fn load_contacts<'a>(
        &mut self,
        place: Place<'_>,
        wishes: impl Iterator<Item = &'a ContactFacts> + Clone,
    ) -> Result<()> {
        self.links.contacts = contacts::Known::load(place, wishes).await?;
        Ok(())
    }

    /// The contact that a row names, the same way.
    pub fn contact(&mut self, cells: &mut Cells<'_>, wish: &ContactFacts) -> Option<Uuid> {
        if wish.name().is_empty() && wish.external_id.is_none() {
            return None;
        }
        let found = self
            .links
            .contacts
            .find(wish, |_| false)
            .filter(|row| self.actor.scope.sees(row.facts.owner_id));
        if let Some(row) = found {
            return Some(row.id);
        }
        let keys = contacts::names(wish);
        if let Some(id) = keys
            .iter()
            .find_map(|key| self.links.made_contacts.get(key))
        {
            return Some(*id);
        }
        if wish.name().is_empty() {
            cells.keep(
                "contact_external_id",
                wish.external_id.as_deref().unwrap_or_default(),
            );
            cells.warnings.push(Text::fixed(
                "Контакта с таким номером нет: номер записан в заметку",
                "There is no contact with this number: it is kept in a note",
            ));
            return None;
        }
        if !self.options.create_missing {
            let name = wish.name();
            cells.refuse(Text::new(
                format!("Нет контакта «{name}»"),
                format!("There is no contact “{name}”"),
            ));
            return None;
        }
        let facts = ContactFacts {
            owner_id: wish.owner_id.or(self.options.default_owner_id),
            ..wish.clone()
        };
        match facts.checked() {
            Ok(facts) => {
                let row = ContactRow::new(self.new_id(), facts, self.now, self.now);
                let id = row.id;
                self.links.new_contacts.push(row);
                self.links.of_this_row.contacts.extend(keys.iter().cloned());
                self.links
                    .made_contacts
                    .extend(keys.into_iter().map(|key| (key, id)));
                Some(id)
            }
            Err(problem) => {
                cells.refuse(reason(self.entity, &problem));
                None
            }
        }
    }

    /// Writes what the rows of this batch brought along, companies before the contacts who work there.
    pub async fn write_links(&mut self, place: Place<'_>) -> Result<()> {
        let companies = std::mem::take(&mut self.links.new_companies);
        let contacts = std::mem::take(&mut self.links.new_contacts);
        self.progress.related.companies += companies.len() as u64;
        self.progress.related.contacts += contacts.len() as u64;
        if place.tx.is_some() {
            companies::insert(self, place, &companies).await?;
            contacts::insert(self, place, &contacts).await?;
            // From now on the database knows them.
            self.links.made_companies.clear();
            self.links.made_contacts.clear();
        }
        Ok(())
    }
}
