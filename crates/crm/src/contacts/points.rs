//! Phones and e-mails of a person.

use base::problem::Check;
use base::{Result, email, phone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::companies::model::{WRONG_EMAIL, WRONG_PHONE};

/// More than a person can have; a list beyond it is a mistake of a program.
const MOST_POINTS: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    Phone,
    Email,
}

impl PointKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        [Self::Phone, Self::Email]
            .into_iter()
            .find(|kind| kind.as_str() == value)
    }

    /// The one spelling of a phone or an address; `None` when it cannot be one.
    pub fn normalise(self, raw: &str) -> Option<String> {
        match self {
            Self::Phone => phone::normalise_or_digits(raw),
            Self::Email => email::normalise(raw),
        }
    }
}

/// Where it reaches the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PointLabel {
    #[default]
    Work,
    Mobile,
    Home,
    Other,
}

impl PointLabel {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Mobile => "mobile",
            Self::Home => "home",
            Self::Other => "other",
        }
    }

    pub fn parse(value: &str) -> Option<Self> {
        [Self::Work, Self::Mobile, Self::Home, Self::Other]
            .into_iter()
            .find(|label| label.as_str() == value)
    }
}

/// A phone or an e-mail as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Point {
    pub kind: PointKind,
    /// In one spelling: E.164, or an address in lower case.
    #[schema(example = "+79123456789")]
    pub value: String,
    /// As it was written.
    #[schema(example = "8 (912) 345-67-89")]
    pub raw: String,
    pub label: PointLabel,
}

/// A phone or an e-mail as it is given.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPoint {
    pub kind: PointKind,
    pub value: String,
    #[serde(default)]
    #[schema(value_type = Option<PointLabel>)]
    pub label: PointLabel,
}

/// The points as they are kept, each once, in the order given.
///
/// # Errors
/// `invalid`, naming the place in the list.
pub fn checked(given: &[NewPoint]) -> Result<Vec<Point>> {
    let mut check = Check::default();
    let mut points: Vec<Point> = Vec::new();
    if given.len() > MOST_POINTS {
        check.fail(
            "points",
            "too_many",
            base::Text::new(
                format!("Не больше {MOST_POINTS}"),
                format!("At most {MOST_POINTS}"),
            ),
        );
    }
    for (index, NewPoint { kind, value, label }) in given.iter().enumerate() {
        let field = format!("points[{index}].value");
        check.length(&field, value, 200);
        let Some(normal) = kind.normalise(value) else {
            let (code, message) = match kind {
                PointKind::Phone => ("wrong_phone", WRONG_PHONE),
                PointKind::Email => ("wrong_email", WRONG_EMAIL),
            };
            check.fail(&field, code, message);
            continue;
        };
        let known = points
            .iter()
            .any(|point| point.kind == *kind && point.value == normal);
        if !known {
            points.push(Point {
                kind: *kind,
                value: normal,
                raw: value.trim().to_owned(),
                label: *label,
            });
        }
    }
    check.done()?;
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(value: &str) -> NewPoint {
        NewPoint {
            kind: PointKind::Phone,
            value: value.to_owned(),
            label: PointLabel::Mobile,
        }
    }

    #[test]
    fn the_same_phone_is_kept_once_as_it_was_first_written() {
        let points = checked(&[
            phone(" 8 (912) 345-67-89 "),
            phone("+79123456789"),
            phone("112"),
        ])
        .expect("points");
        assert_eq!(points.len(), 2);
        assert_eq!(points[0].value, "+79123456789");
        assert_eq!(points[0].raw, "8 (912) 345-67-89");
        assert_eq!(points[1].value, "112");
    }

    #[test]
    fn a_wrong_point_is_named_by_its_place() {
        let problem = checked(&[phone("112"), phone("нет")]).expect_err("no phone");
        assert_eq!(problem.0.errors[0].field, "points[1].value");
        assert_eq!(problem.0.errors[0].code, "wrong_phone");
    }
}
