//! What the variables of a letter take from the records it is about.

use api::Workspace;
use base::{Actor, Lang, Result, Uuid};
use crm::contacts::PointKind;
use crm::records::Record;
use db::Conn;

use super::store;
use super::variables::{Values, Variable};

/// Whom a letter is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    pub deal_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
}

/// The values of all variables, from records that the actor may see. What is not told is taken from what is: the
/// contact and the company of a deal, the company of a contact.
///
/// # Errors
/// `not_found`.
pub async fn values(
    conn: Conn<'_>,
    actor: &Actor,
    mut about: About,
    lang: Lang,
    now: base::Time,
) -> Result<(Values, About)> {
    let mut values = Values::new();
    if let Some(id) = about.company_id {
        Record::Company(id)
            .owner_in(conn, actor, "company_id")
            .await?;
    }
    let mut people_of_deal: Vec<Uuid> = Vec::new();
    if let Some(id) = about.deal_id {
        Record::Deal(id).owner(conn, actor).await?;
        if let Some(deal) = crm::deals::store::find(conn, id).await? {
            about.company_id = about.company_id.or(deal.company_id);
            values.insert(Variable::DealTitle, deal.title);
            values.insert(Variable::DealAmount, deal.value.written(lang));
            values.insert(Variable::DealNextStep, deal.next_step.unwrap_or_default());
        }
        // Who sees a deal may write to the people in it.
        let people = crm::deals::store::contacts(conn, id).await?;
        people_of_deal = people.into_iter().map(|person| person.contact.id).collect();
        about.contact_id = about.contact_id.or(people_of_deal.first().copied());
    }
    if let Some(id) = about.contact_id {
        if !people_of_deal.contains(&id) {
            Record::Contact(id)
                .owner_in(conn, actor, "contact_id")
                .await?;
        }
        if let Some(row) = crm::contacts::store::find(conn, id).await? {
            let facts = row.facts;
            about.company_id = about.company_id.or(facts.company_id);
            let point = |kind| facts.points.iter().find(move |point| point.kind == kind);
            let value = |kind| point(kind).map(|point| point.value.clone());
            values.insert(
                Variable::ContactEmail,
                value(PointKind::Email).unwrap_or_default(),
            );
            values.insert(
                Variable::ContactPhone,
                value(PointKind::Phone).unwrap_or_default(),
            );
            values.insert(Variable::ContactName, facts.name());
            values.insert(Variable::ContactFirstName, facts.first_name);
            values.insert(Variable::ContactMiddleName, facts.middle_name);
            values.insert(Variable::ContactLastName, facts.last_name);
            values.insert(
                Variable::ContactJobTitle,
                facts.job_title.unwrap_or_default(),
            );
        }
    }
    if let Some(id) = about.company_id
        && let Some(row) = crm::companies::store::find(conn, id).await?
    {
        values.insert(Variable::CompanyName, row.facts.name);
        values.insert(Variable::CompanyInn, row.facts.inn.unwrap_or_default());
        values.insert(
            Variable::CompanyIndustry,
            row.facts.industry.unwrap_or_default(),
        );
    }
    if let Some(user) = actor.user_id
        && let Some((name, email)) = store::user(conn, user).await?
    {
        values.insert(Variable::SenderName, name);
        values.insert(Variable::SenderEmail, email);
    }
    let workspace = Workspace::load(conn).await?;
    if actor.user_id.is_none() {
        // A mailing is the company's own.
        values.insert(Variable::SenderName, workspace.name.clone());
    }
    let today = now.day(workspace.time_zone);
    let format = match lang {
        Lang::Ru => "%d.%m.%Y",
        Lang::En => "%Y-%m-%d",
    };
    values.insert(Variable::Today, today.format(format).to_string());
    values.insert(Variable::WorkspaceName, workspace.name);
    Ok((values, about))
}
