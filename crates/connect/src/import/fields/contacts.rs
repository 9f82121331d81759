//! The fields of a contact.

use base::requisites::Requisite;

use super::{Field, Kind, LONG, NAME, SHORT, field};

pub const FIELDS: &[Field] = &[
    field(
        "external_id",
        "Номер в прежней системе",
        "Id in the other system",
        Kind::Text(SHORT),
        "51",
        "external id; внешний id; внешний код; номер в прежней системе; \
         id in the other system; record id; contactid; contact id; leadid; lead id; \
         person id; id контакта; id",
    )
    .hint(
        "По нему повторный импорт узнаёт запись",
        "A second import knows the record by it",
    ),
    field(
        "name",
        "ФИО одной строкой",
        "Full name",
        Kind::Text(NAME),
        "Петрова Анна Сергеевна",
        "фио; ф и о; полное имя; полное имя контакта; имя контакта; контакт; \
         контактное лицо; наименование; фио контакта; full name; name; contact name; \
         person name; contact; person",
    )
    .hint(
        "Фамилия, имя, отчество; если нет отдельных столбцов",
        "When there are no separate columns",
    ),
    field(
        "last_name",
        "Фамилия",
        "Last name",
        Kind::Text(SHORT),
        "Петрова",
        "фамилия; фамилия контакта; last name; lastname; surname; family name; \
         person last name; contactlastname",
    ),
    field(
        "first_name",
        "Имя",
        "First name",
        Kind::Text(SHORT),
        "Анна",
        "имя; first name; firstname; given name; person first name; contactfirstname",
    ),
    field(
        "middle_name",
        "Отчество",
        "Middle name",
        Kind::Text(SHORT),
        "Сергеевна",
        "отчество; отчество контакта; middle name; second name; patronymic",
    ),
    field(
        "job_title",
        "Должность",
        "Job title",
        Kind::Text(SHORT),
        "Главный инженер",
        "должность; должность контакта; post; job title; position; title; person job title",
    ),
    field(
        "company",
        "Компания",
        "Company",
        Kind::Text(NAME),
        "ООО «Ромашка»",
        "компания; название компании; компания контакта; организация; место работы; company; \
         company name; account name; account; organization; organisation; \
         person organization; organization name; associated company; \
         primary associated company",
    ),
    field(
        "company_inn",
        "ИНН компании",
        "INN of the company",
        Kind::Requisite(Requisite::Inn),
        "7700000016",
        "инн компании; инн организации; инн; company inn; inn; company tax id",
    ),
    field(
        "company_external_id",
        "Номер компании",
        "Id of the company",
        Kind::Text(SHORT),
        "41",
        "id компании; номер компании; company id; account id; accountid; organization id; \
         id of the company; associated company ids",
    )
    .hint(
        "Тот же, что в файле компаний",
        "The same as in the file of companies",
    ),
    field(
        "phone",
        "Телефон",
        "Phone",
        Kind::Phone,
        "8 (495) 123-45-67",
        "рабочий телефон; телефон; телефон рабочий; рабочий прямой телефон; телефоны; \
         основной телефон; phone; phone number; work phone; phone work; person phone work; \
         person phone; business phone; телефон контакта",
    )
    .hint(
        "Можно несколько через запятую",
        "Several may be separated by commas",
    ),
    field(
        "mobile",
        "Мобильный телефон",
        "Mobile phone",
        Kind::Phone,
        "+7 912 345-67-89",
        "мобильный телефон; мобильный; сотовый; сотовый телефон; телефон мобильный; mobile; \
         mobile phone; mobile phone number; cell phone; phone mobile; person phone mobile",
    ),
    field(
        "email",
        "Почта",
        "E-mail",
        Kind::Email,
        "petrova@romashka.ru",
        "рабочий email; email; e mail; почта; электронная почта; рабочий e mail; \
         email рабочий; адрес электронной почты; work email; email work; person email work; \
         person email; email address; mail",
    )
    .hint(
        "Можно несколько через запятую",
        "Several may be separated by commas",
    ),
    field(
        "email_other",
        "Другая почта",
        "Other e-mail",
        Kind::Email,
        "anna@mail.ru",
        "личный email; личная почта; другой email; другая почта; email личный; \
         email частный; secondary email; other email; personal email; email home; \
         person email home; other e mail",
    ),
    field(
        "owner",
        "Ответственный",
        "Owner",
        Kind::Text(SHORT),
        "Анна Петрова",
        "ответственный; ответственный менеджер; менеджер; ответственный за контакт; owner; \
         contact owner; lead owner; person owner; assigned to; record owner; responsible",
    )
    .hint("Имя или почта сотрудника", "A user's name or e-mail"),
    field(
        "created_at",
        "Дата создания",
        "Created",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата создания; создано; создан; дата добавления; created; created at; created time; \
         create date; date created; created date; date create; createddate; person created; \
         add time",
    ),
    field(
        "note",
        "Примечание",
        "Note",
        Kind::Text(LONG),
        "Звонить после обеда",
        "примечание; комментарий; комментарии; заметка; заметки; описание; примечание 1; \
         note; notes; comment; comments; description",
    )
    .hint("Станет заметкой", "Becomes a note"),
];
