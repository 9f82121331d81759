//! What programs and people say about a deal: the bodies of requests.

use base::{Money, Patch, Time, Uuid};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

/// A person to be put on a deal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
pub struct ContactRole {
    pub contact_id: Uuid,
    #[serde(default)]
    #[schema(example = "принимает решение")]
    pub role: String,
}

/// A deal to be created. The title is enough.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct NewDeal {
    #[schema(example = "Поставка насосов")]
    pub title: String,
    pub value: Option<Money>,
    /// Usually the first pipeline, or the one of the stage.
    pub pipeline_id: Option<Uuid>,
    /// Usually the first stage of the pipeline.
    pub stage_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    /// Instead of `company_id`: found by its name whatever its legal form, or made.
    pub company_name: Option<String>,
    #[serde(default)]
    pub contact_ids: Vec<Uuid>,
    /// Usually whoever creates the deal; null for nobody.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub owner_id: Patch<Uuid>,
    pub source_id: Option<Uuid>,
    pub expected_close: Option<NaiveDate>,
    pub next_step: Option<String>,
    pub next_step_at: Option<Time>,
    #[serde(default)]
    pub tag_ids: Vec<Uuid>,
    pub external_id: Option<String>,
}

/// A change of a deal. Absent fields stay as they are, `null` clears them. Stage and status are
/// changed by moves.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct DealChange {
    /// The version that the change was made from, unless `If-Match` says it.
    pub version: Option<i64>,
    pub title: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Money>)]
    pub value: Patch<Money>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Patch<Uuid>,
    /// Instead of `company_id`: found by its name whatever its legal form, or made.
    pub company_name: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub owner_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    pub source_id: Patch<Uuid>,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub expected_close: Patch<NaiveDate>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub next_step: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Time>)]
    pub next_step_at: Patch<Time>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_id: Patch<String>,
    /// All tags of the deal.
    pub tag_ids: Option<Vec<Uuid>>,
    /// All people of the deal, in their order.
    pub contacts: Option<Vec<ContactRole>>,
}

/// What is done to each of many deals.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BulkAction {
    Move {
        stage_id: Uuid,
    },
    /// Null takes the owner away.
    Assign {
        owner_id: Option<Uuid>,
    },
    Tag {
        #[serde(default)]
        add: Vec<Uuid>,
        #[serde(default)]
        remove: Vec<Uuid>,
    },
    Lose {
        reason_id: Uuid,
        note: Option<String>,
    },
    Delete,
}
