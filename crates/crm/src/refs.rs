//! Short forms of records inside others: an id and what to call it.

use base::Uuid;
use serde::Serialize;
use utoipa::ToSchema;

macro_rules! named {
    ($($(#[doc = $doc:literal])* $name:ident),*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
        pub struct $name { pub id: Uuid, pub name: String }

        impl $name {
            /// From a left join: both columns are there, or neither.
            pub fn of(id: Option<Uuid>, name: Option<String>) -> Option<Self> {
                Some(Self { id: id?, name: name? })
            }
        }
    )*};
}

named! {
    /// A user of the product.
    UserRef,
    CompanyRef,
    ContactRef,
    /// A source, a reason of loss.
    NamedRef
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DealRef {
    pub id: Uuid,
    pub title: String,
}

impl DealRef {
    pub fn of(id: Option<Uuid>, title: Option<String>) -> Option<Self> {
        Some(Self {
            id: id?,
            title: title?,
        })
    }
}
