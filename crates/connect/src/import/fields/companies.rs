//! The fields of a company.

use base::requisites::Requisite;

use super::{Field, Kind, LONG, NAME, SHORT, field};

pub const FIELDS: &[Field] = &[
    field(
        "external_id",
        "Номер в прежней системе",
        "Id in the other system",
        Kind::Text(SHORT),
        "41",
        "external id; внешний id; внешний код; номер в прежней системе; \
         id in the other system; record id; account id; accountid; company id; id компании; \
         organization id; id",
    )
    .hint(
        "По нему повторный импорт узнаёт запись",
        "A second import knows the record by it",
    ),
    field(
        "name",
        "Название",
        "Name",
        Kind::Text(NAME),
        "ООО «Ромашка»",
        "название компании; название; наименование; наименование компании; \
         наименование организации; полное наименование; сокращенное наименование; компания; \
         организация; юридическое лицо; контрагент; клиент; заказчик; name; company name; \
         company; account name; organization; organization name; organisation; \
         organisation name; legal name; title; customer name; customername",
    )
    .required(),
    field(
        "inn",
        "ИНН",
        "INN",
        Kind::Requisite(Requisite::Inn),
        "7700000016",
        "инн; инн компании; инн организации; инн контрагента; инн клиента; реквизит инн; \
         rq inn; inn; tax id; tax number; taxpayer id",
    )
    .hint(
        "10 или 12 цифр; узнаёт компанию, если нет номера",
        "10 or 12 digits; knows the company when there is no id",
    ),
    field(
        "kpp",
        "КПП",
        "KPP",
        Kind::Requisite(Requisite::Kpp),
        "770001001",
        "кпп; кпп компании; кпп организации; реквизит кпп; rq kpp; kpp",
    ),
    field(
        "ogrn",
        "ОГРН",
        "OGRN",
        Kind::Requisite(Requisite::Ogrn),
        "1027812400868",
        "огрн; огрнип; огрн огрнип; огрн компании; реквизит огрн; rq ogrn; rq ogrnip; ogrn",
    ),
    field(
        "phone",
        "Телефон",
        "Phone",
        Kind::Phone,
        "+7 495 123-45-67",
        "телефон; рабочий телефон; телефон компании; телефон рабочий; телефоны; \
         основной телефон; телефон контакта; phone; phone number; company phone; work phone; \
         main phone; phone work; organization phone; mobile",
    ),
    field(
        "email",
        "Почта",
        "E-mail",
        Kind::Email,
        "info@romashka.ru",
        "email; e mail; почта; электронная почта; рабочий email; рабочий e mail; \
         адрес электронной почты; email компании; e mail компании; email рабочий; \
         company email; email work; work email; mail",
    ),
    field(
        "website",
        "Сайт",
        "Website",
        Kind::Text(NAME),
        "romashka.ru",
        "сайт; веб сайт; web; адрес сайта; корпоративный сайт; сайт компании; website; \
         web site; url; website url; company domain name; domain; organization website",
    ),
    field(
        "address",
        "Адрес",
        "Address",
        Kind::Text(500),
        "Казань, ул. Баумана, 1",
        "адрес; юридический адрес; фактический адрес; адрес компании; почтовый адрес; \
         адрес организации; address; billing address; organization address; company address; \
         street address; street; addressline1",
    ),
    field(
        "industry",
        "Отрасль",
        "Industry",
        Kind::Text(SHORT),
        "Машиностроение",
        "отрасль; сфера деятельности; сфера; вид деятельности; сегмент; industry; sector; \
         organization industry; business segment",
    ),
    field(
        "employees",
        "Сотрудники",
        "Employees",
        Kind::Text(SHORT),
        "120",
        "сотрудники; количество сотрудников; число сотрудников; численность; штат; employees; \
         number of employees; no of employees; employee count; headcount; \
         company size",
    )
    .hint(
        "Число; 51-200 считается как 51",
        "A number; 51-200 counts as 51",
    ),
    field(
        "owner",
        "Ответственный",
        "Owner",
        Kind::Text(SHORT),
        "Анна Петрова",
        "ответственный; ответственный менеджер; менеджер; ответственный за компанию; owner; \
         account owner; company owner; organization owner; assigned to; record owner; \
         responsible; sales rep",
    )
    .hint("Имя или почта сотрудника", "A user's name or e-mail"),
    field(
        "created_at",
        "Дата создания",
        "Created",
        Kind::Moment,
        "31.12.2026 14:05",
        "дата создания; создано; создана; дата добавления; created; created at; \
         created time; create date; date created; created date; date create; createddate; \
         organization created; add time",
    ),
    field(
        "note",
        "Примечание",
        "Note",
        Kind::Text(LONG),
        "Работаем с 2019 года",
        "примечание; комментарий; комментарии; заметка; заметки; описание; примечание 1; \
         note; notes; comment; comments; description",
    )
    .hint("Станет заметкой", "Becomes a note"),
];
