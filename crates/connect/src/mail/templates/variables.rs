//! The variables of a template, and where they stand in it.

use std::collections::BTreeMap;

use base::Text;

/// Declares the variables: how each is written in a template, and what it is in both languages.
macro_rules! variables {
    ($($variant:ident = $name:literal: $ru:literal, $en:literal;)*) => {
        /// What can stand in double braces.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Variable { $($variant,)* }

        impl Variable {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn label(self) -> Text {
                match self { $(Self::$variant => Text::fixed($ru, $en),)* }
            }
        }
    };
}

variables! {
    ContactFirstName = "contact.first_name": "Имя контакта", "First name of the contact";
    ContactMiddleName = "contact.middle_name": "Отчество контакта", "Middle name of the contact";
    ContactLastName = "contact.last_name": "Фамилия контакта", "Last name of the contact";
    ContactName = "contact.name": "Контакт полностью", "Full name of the contact";
    ContactJobTitle = "contact.job_title": "Должность контакта", "Position of the contact";
    ContactEmail = "contact.email": "Почта контакта", "E-mail of the contact";
    ContactPhone = "contact.phone": "Телефон контакта", "Phone of the contact";
    CompanyName = "company.name": "Компания клиента", "Company of the client";
    CompanyInn = "company.inn": "ИНН компании клиента", "INN of the client's company";
    CompanyIndustry = "company.industry": "Отрасль компании клиента", "Industry of the client's company";
    DealTitle = "deal.title": "Название сделки", "Title of the deal";
    DealAmount = "deal.amount": "Сумма сделки", "Amount of the deal";
    DealNextStep = "deal.next_step": "Следующий шаг", "Next step";
    SenderName = "sender.name": "Имя отправителя", "Name of the sender";
    SenderEmail = "sender.email": "Почта отправителя", "E-mail of the sender";
    WorkspaceName = "workspace.name": "Ваша компания", "Your company";
    Today = "today": "Сегодняшняя дата", "Today's date";
}

impl Variable {
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// What is known of each variable. What is empty is not there.
pub type Values = BTreeMap<Variable, String>;

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
        .filter(|name| Variable::parse(name).is_none())
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
    let known = Variable::parse(name).and_then(|one| values.get(&one));
    if let Some(value) = known.filter(|value| !value.is_empty()) {
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
        let values = Values::from([
            (Variable::DealTitle, String::new()),
            (Variable::Today, "23.11".into()),
        ]);
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
