//! Who acts, and what they may do and see.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

use crate::{Lang, Problem};

/// Declares the permissions once: the enum, its stable names and the list of all.
macro_rules! permissions {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal,)*) => {
        /// A named right. Every endpoint names the one it needs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[doc = $doc])* $variant,)* }

        impl Permission {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn parse(value: &str) -> Option<Self> {
                match value { $($name => Some(Self::$variant),)* _ => None }
            }
        }

        impl utoipa::PartialSchema for Permission {
            fn schema() -> RefOr<Schema> {
                let names = ObjectBuilder::new().schema_type(Type::String);
                names.enum_values(Some([$($name,)*])).into()
            }
        }

        impl ToSchema for Permission {}
    };
}

permissions! {
    DealsRead = "deals.read",
    DealsWrite = "deals.write",
    DealsDelete = "deals.delete",
    /// Changing many deals in one call.
    DealsBulk = "deals.bulk",
    CompaniesRead = "companies.read",
    CompaniesWrite = "companies.write",
    CompaniesDelete = "companies.delete",
    ContactsRead = "contacts.read",
    ContactsWrite = "contacts.write",
    ContactsDelete = "contacts.delete",
    TasksRead = "tasks.read",
    TasksWrite = "tasks.write",
    NotesWrite = "notes.write",
    /// Logging calls, mails, meetings.
    ActivitiesWrite = "activities.write",
    CampaignsRead = "campaigns.read",
    CampaignsWrite = "campaigns.write",
    /// Sites with their visits, forms with what was sent, subscriptions.
    FormsRead = "forms.read",
    FormsWrite = "forms.write",
    InquiriesRead = "inquiries.read",
    InquiriesWrite = "inquiries.write",
    /// Who gets which inquiry.
    RoutingWrite = "routing.write",
    TelephonyWrite = "telephony.write",
    MailSend = "mail.send",
    /// Mail accounts of the company and templates.
    MailWrite = "mail.write",
    /// Taking and withdrawing consents of clients.
    ConsentsWrite = "consents.write",
    /// Giving out and erasing everything about a person.
    PrivacyRun = "privacy.run",
    ContentRead = "content.read",
    ContentWrite = "content.write",
    /// Answers, qualifying and disqualifying.
    QualificationWrite = "qualification.write",
    /// Question sets and the profile of the ideal customer.
    QuestionsWrite = "questions.write",
    ScriptsWrite = "scripts.write",
    ReviewsWrite = "reviews.write",
    PipelinesWrite = "pipelines.write",
    /// Sources, reasons of loss, tags.
    DictionariesWrite = "dictionaries.write",
    ReportsRead = "reports.read",
    PlansWrite = "plans.write",
    /// Making dashboards of one's own and sharing them.
    DashboardsWrite = "dashboards.write",
    ImportRun = "import.run",
    ExportRun = "export.run",
    UsersRead = "users.read",
    UsersWrite = "users.write",
    WorkspaceWrite = "workspace.write",
    JobsRead = "jobs.read",
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    HeadOfSales,
    Salesperson,
    Marketer,
    Accountant,
    Support,
    Viewer,
}

impl Role {
    pub const ALL: &'static [Self] = &[
        Self::Owner,
        Self::HeadOfSales,
        Self::Salesperson,
        Self::Marketer,
        Self::Accountant,
        Self::Support,
        Self::Viewer,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::HeadOfSales => "head_of_sales",
            Self::Salesperson => "salesperson",
            Self::Marketer => "marketer",
            Self::Accountant => "accountant",
            Self::Support => "support",
            Self::Viewer => "viewer",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.as_str() == value)
    }

    /// The permission table: what a role may do.
    pub fn permissions(self) -> Vec<Permission> {
        use Permission as P;
        const READ: &[P] = &[
            P::DealsRead,
            P::CompaniesRead,
            P::ContactsRead,
            P::TasksRead,
            P::UsersRead,
            P::ReportsRead,
            P::CampaignsRead,
            P::FormsRead,
            P::InquiriesRead,
            P::ContentRead,
        ];
        const SELL: &[P] = &[
            P::DealsWrite,
            P::DealsBulk,
            P::CompaniesWrite,
            P::ContactsWrite,
            P::TasksWrite,
            P::NotesWrite,
            P::DashboardsWrite,
            P::ActivitiesWrite,
            P::InquiriesWrite,
            P::MailSend,
            P::ConsentsWrite,
            P::QualificationWrite,
        ];
        const MARKET: &[P] = &[
            P::CampaignsWrite,
            P::FormsWrite,
            P::ContentWrite,
            P::MailWrite,
        ];
        const LEAD: &[P] = &[
            P::DealsDelete,
            P::CompaniesDelete,
            P::ContactsDelete,
            P::PipelinesWrite,
            P::DictionariesWrite,
            P::PlansWrite,
            P::RoutingWrite,
            P::TelephonyWrite,
            P::PrivacyRun,
            P::QuestionsWrite,
            P::ScriptsWrite,
            P::ReviewsWrite,
            P::ImportRun,
            P::ExportRun,
            P::JobsRead,
        ];
        let parts: &[&[P]] = match self {
            Self::Owner => return P::ALL.to_vec(),
            Self::HeadOfSales => &[READ, SELL, MARKET, LEAD],
            Self::Salesperson => &[READ, SELL],
            Self::Marketer => &[
                READ,
                SELL,
                MARKET,
                &[
                    P::DictionariesWrite,
                    P::ImportRun,
                    P::ExportRun,
                    P::JobsRead,
                ],
            ],
            Self::Accountant => &[
                READ,
                &[
                    P::CompaniesWrite,
                    P::TasksWrite,
                    P::NotesWrite,
                    P::DashboardsWrite,
                    P::ExportRun,
                ],
            ],
            Self::Support => &[
                READ,
                &[
                    P::ContactsWrite,
                    P::TasksWrite,
                    P::NotesWrite,
                    P::DashboardsWrite,
                    P::ActivitiesWrite,
                    P::InquiriesWrite,
                    P::MailSend,
                    P::ConsentsWrite,
                ],
            ],
            Self::Viewer => &[READ],
        };
        let mut all: Vec<P> = parts.concat();
        all.sort_unstable();
        all
    }

    /// Whose records a new user of this role sees unless said otherwise.
    pub fn default_visibility(self) -> Visibility {
        match self {
            Self::Salesperson => Visibility::Own,
            _ => Visibility::All,
        }
    }
}

/// Whose records a user sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Own,
    Team,
    All,
}

impl Visibility {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Team => "team",
            Self::All => "all",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        [Self::Own, Self::Team, Self::All]
            .into_iter()
            .find(|v| v.as_str() == value)
    }
}

/// Visibility made concrete: everything, or the records of these owners.
/// Records without an owner are seen by those who see everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    Owners(Vec<Uuid>),
}

impl Scope {
    pub fn sees(&self, owner: Option<Uuid>) -> bool {
        match self {
            Self::All => true,
            Self::Owners(owners) => owner.is_some_and(|id| owners.contains(&id)),
        }
    }
}

/// Whoever asks: a person, their token, or the system itself.
#[derive(Debug, Clone)]
pub struct Actor {
    /// None for the system (jobs, command line).
    pub user_id: Option<Uuid>,
    pub name: String,
    pub team_id: Option<Uuid>,
    pub permissions: Vec<Permission>,
    pub scope: Scope,
    pub lang: Lang,
}

impl Actor {
    /// The product itself: may do and see everything.
    pub fn system() -> Self {
        Self {
            user_id: None,
            name: "Voronka".to_owned(),
            team_id: None,
            permissions: Permission::ALL.to_vec(),
            scope: Scope::All,
            lang: Lang::Ru,
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// # Errors
    /// `forbidden`, naming the permission that is missing.
    pub fn need(&self, permission: Permission) -> Result<(), Problem> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Problem::forbidden().with("permission", permission.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_changes_nothing() {
        let viewer = Role::Viewer.permissions();
        assert!(viewer.iter().all(|p| {
            p.as_str()
                .split_once('.')
                .is_some_and(|(_, verb)| verb == "read")
        }));
    }

    #[test]
    fn only_the_owner_manages_users() {
        for role in Role::ALL {
            let manages = role.permissions().contains(&Permission::UsersWrite);
            assert_eq!(manages, *role == Role::Owner, "{role:?}");
        }
    }

    #[test]
    fn unowned_records_are_seen_only_by_those_who_see_all() {
        let me = Uuid::from_u128(1);
        assert!(Scope::All.sees(None));
        assert!(Scope::Owners(vec![me]).sees(Some(me)));
        assert!(!Scope::Owners(vec![me]).sees(None));
    }
}
