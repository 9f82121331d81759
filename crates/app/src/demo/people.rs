//! Who works in the demo company.

use base::Role;

/// The password of all of them.
pub const PASSWORD: &str = "demo-voronka";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Team {
    Moscow,
    Regions,
    Service,
}

impl Team {
    pub const ALL: [Self; 3] = [Self::Moscow, Self::Regions, Self::Service];

    pub fn name(self) -> &'static str {
        match self {
            Self::Moscow => "Продажи: Москва",
            Self::Regions => "Продажи: Регионы",
            Self::Service => "Маркетинг и сервис",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub name: &'static str,
    /// What stands before `@demo.voronka`.
    pub mailbox: &'static str,
    pub role: Role,
    pub team: Option<Team>,
    /// Sees the deals of the team, not only their own.
    pub leads_team: bool,
    /// How many deals this person gets compared with the others; nobody but salespeople gets any.
    pub load: f64,
    /// How much better their deals go on.
    pub skill: f64,
}

const fn person(
    name: &'static str,
    mailbox: &'static str,
    role: Role,
    team: Option<Team>,
    load: f64,
    skill: f64,
) -> Person {
    Person {
        name,
        mailbox,
        role,
        team,
        leads_team: false,
        load,
        skill,
    }
}

const fn leader(person: Person) -> Person {
    Person {
        leads_team: true,
        ..person
    }
}

pub const PEOPLE: [Person; 12] = [
    person("Виктор Громов", "owner", Role::Owner, None, 0.0, 1.0),
    person(
        "Марина Ларина",
        "marina",
        Role::HeadOfSales,
        Some(Team::Moscow),
        0.3,
        1.5,
    ),
    leader(person(
        "Анна Соколова",
        "anna",
        Role::Salesperson,
        Some(Team::Moscow),
        1.0,
        1.35,
    )),
    person(
        "Денис Крюков",
        "denis",
        Role::Salesperson,
        Some(Team::Moscow),
        1.2,
        1.0,
    ),
    person(
        "Юлия Ветрова",
        "yulia",
        Role::Salesperson,
        Some(Team::Moscow),
        0.9,
        1.1,
    ),
    person(
        "Артём Полянский",
        "artem",
        Role::Salesperson,
        Some(Team::Moscow),
        0.8,
        0.75,
    ),
    leader(person(
        "Олег Савчук",
        "oleg",
        Role::Salesperson,
        Some(Team::Regions),
        1.0,
        1.4,
    )),
    person(
        "Регина Хайруллина",
        "regina",
        Role::Salesperson,
        Some(Team::Regions),
        1.1,
        1.15,
    ),
    person(
        "Павел Ершов",
        "pavel",
        Role::Salesperson,
        Some(Team::Regions),
        1.1,
        0.95,
    ),
    person(
        "Светлана Ким",
        "svetlana",
        Role::Marketer,
        Some(Team::Service),
        0.0,
        1.0,
    ),
    person(
        "Нина Павловна Рогова",
        "nina",
        Role::Accountant,
        None,
        0.0,
        1.0,
    ),
    person(
        "Тимур Алиев",
        "timur",
        Role::Support,
        Some(Team::Service),
        0.0,
        1.0,
    ),
];
