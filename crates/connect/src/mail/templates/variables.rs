//! The variables of a template, and where they stand in it.

use std::collections::BTreeMap;

use base::Text;

/// Every variable with what it is.
pub static KNOWN: [(&str, Text); 17] = [
    (
        "contact.first_name",
        Text::fixed("Имя контакта", "First name of the contact"),
    ),
    (
        "contact.middle_name",
        Text::fixed("Отчество контакта", "Middle name of the contact"),
    ),
    (
        "contact.last_name",
        Text::fixed("Фамилия контакта", "Last name of the contact"),
    ),
    (
        "contact.name",
        Text::fixed("Контакт полностью", "Full name of the contact"),
    ),
    (
        "contact.job_title",
        Text::fixed("Должность контакта", "Position of the contact"),
    ),
    (
        "contact.email",
        Text::fixed("Почта контакта", "E-mail of the contact"),
    ),
    (
        "contact.phone",
        Text::fixed("Телефон контакта", "Phone of the contact"),
    ),
    (
        "company.name",
        Text::fixed("Компания клиента", "Company of the client"),
    ),
    (
        "company.inn",
        Text::fixed("ИНН компании клиента", "INN of the client's company"),
    ),
    (
        "company.industry",
        Text::fixed(
            "Отрасль компании клиента",
            "Industry of the client's company",
        ),
    ),
    (
        "deal.title",
        Text::fixed("Название сделки", "Title of the deal"),
    ),
    (
        "deal.amount",
        Text::fixed("Сумма сделки", "Amount of the deal"),
    ),
    ("deal.next_step", Text::fixed("Следующий шаг", "Next step")),
    (
        "sender.name",
        Text::fixed("Имя отправителя", "Name of the sender"),
    ),
    (
        "sender.email",
        Text::fixed("Почта отправителя", "E-mail of the sender"),
    ),
    (
        "workspace.name",
        Text::fixed("Ваша компания", "Your company"),
    ),
    ("today", Text::fixed("Сегодняшняя дата", "Today's date")),
];

/// What is known of each variable. What is empty is not there.
pub type Values = BTreeMap<&'static str, String>;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Variable {
        name: &'a str,
        fallback: Option<&'a str>,
    },
}

/// Cuts a text at its variables. Brackets that are not closed on their line are text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let end = inner.find("}}").filter(|end| !inner[..*end].contains('\n'));
        let Some(end) = end else { break };
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(variable(&inner[..end]));
        rest = &inner[end + 2..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn variable(inner: &str) -> Piece<'_> {
    let (name, fallback) = match inner.split_once('|') {
        Some((name, fallback)) => (name, Some(unquoted(fallback.trim()))),
        None => (inner, None),
    };
    Piece::Variable {
        name: name.trim(),
        fallback,
    }
}

fn unquoted(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('«', '»'), ('“', '”'), ('\'', '\'')] {
        let inner = text.strip_prefix(open).and_then(|t| t.strip_suffix(close));
        if let Some(inner) = inner {
            return inner;
        }
    }
    text
}

/// The variables of a text that there are not.
pub fn unknown(text: &str) -> Vec<String> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Variable { name, .. } => Some(name.to_owned()),
        Piece::Text(_) => None,
    });
    let mut unknown: Vec<String> = names
        .filter(|name| !KNOWN.iter().any(|(known, _)| known == name))
        .collect();
    unknown.sort();
    unknown.dedup();
    unknown
}

/// The value that a variable takes: what is known, or the fallback. Names what is missing.
pub fn value<'v>(
    name: &'v str,
    fallback: Option<&'v str>,
    values: &'v Values,
    missing: &mut Vec<String>,
) -> &'v str {
    if let Some(value) = values.get(name).filter(|value| !value.is_empty()) {
        return value;
    }
    fallback.unwrap_or_else(|| {
        if !missing.iter().any(|known| known == name) {
            missing.push(name.to_owned());
        }
        ""
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_with_their_fallbacks() {
        let found =
            pieces("Привет, {{ contact.first_name | \"коллега\" }}! {{deal.title}} {{ не закрыто");
        assert_eq!(
            found,
            [
                Piece::Text("Привет, "),
                Piece::Variable {
                    name: "contact.first_name",
                    fallback: Some("коллега")
                },
                Piece::Text("! "),
                Piece::Variable {
                    name: "deal.title",
                    fallback: None
                },
                Piece::Text(" {{ не закрыто"),
            ]
        );
        assert_eq!(unquoted("«коллега»"), "коллега");
        assert_eq!(unquoted("коллега"), "коллега");
    }

    #[test]
    fn what_there_is_not_is_named_once() {
        let text = "{{contact.nme}} {{contact.name}} {{contact.nme|x}} {{}}";
        assert_eq!(unknown(text), ["", "contact.nme"]);
    }

    #[test]
    fn an_empty_value_is_missing() {
        let values = Values::from([("deal.title", String::new()), ("today", "23.11".into())]);
        let mut missing = Vec::new();
        assert_eq!(value("today", None, &values, &mut missing), "23.11");
        assert_eq!(
            value("deal.title", Some("сделка"), &values, &mut missing),
            "сделка"
        );
        assert_eq!(value("deal.title", None, &values, &mut missing), "");
        assert_eq!(missing, ["deal.title"]);
    }
}
