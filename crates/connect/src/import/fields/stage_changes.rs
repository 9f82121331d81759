//! The fields of a move of a deal, as logs and histories of other systems keep them.

use super::{Field, Kind, SHORT, field};

pub const FIELDS: &[Field] = &[
    field(
        "deal",
        "Сделка",
        "Deal",
        Kind::Text(SHORT),
        "5001",
        "сделка; id сделки; номер сделки; номер в прежней системе; название сделки; deal; \
         deal id; deal name; deal title; external id; opportunity id; opportunityid; \
         potential id; owner id; case concept name; case id; lead id; id",
    )
    .required()
    .hint(
        "Номер в прежней системе или точное название",
        "The id in the other system or the exact title",
    ),
    field(
        "stage",
        "Этап",
        "Stage",
        Kind::Text(SHORT),
        "Презентация",
        "этап; стадия; новый этап; новая стадия; этап после; перешла в этап; stage; \
         to stage; new stage; stage name; stagename; stage id; status id; value after; \
         concept name; activity",
    ),
    field(
        "at",
        "Когда",
        "When",
        Kind::Moment,
        "31.12.2026 14:05",
        "когда; дата; дата и время; дата перехода; время; дата изменения; дата события; at; \
         when; date; time; timestamp; time timestamp; created time; created at; \
         created date; createddate; changed at; moved at; date entered",
    )
    .required(),
    field(
        "from_stage",
        "Прежний этап",
        "From stage",
        Kind::Text(SHORT),
        "Квалификация",
        "прежний этап; предыдущий этап; старый этап; этап до; старая стадия; from stage; \
         old stage; previous stage; value before",
    )
    .hint(
        "Только для сверки: порядок задаёт время",
        "For checking only: time gives the order",
    ),
    field(
        "by",
        "Кто",
        "By",
        Kind::Text(SHORT),
        "Анна Петрова",
        "кто; автор; кем изменено; сотрудник; пользователь; ответственный; by; user; \
         changed by; author; created by; moved by; org resource; resource; owner",
    )
    .hint("Имя или почта сотрудника", "A user's name or e-mail"),
    field(
        "status",
        "Исход",
        "Outcome",
        Kind::Outcome,
        "проиграна",
        "исход; статус; результат; итог; status; outcome; stage semantic id; deal status",
    )
    .hint("выиграна, проиграна или в работе", "won, lost or open"),
    field(
        "lost_reason",
        "Причина проигрыша",
        "Lost reason",
        Kind::Text(SHORT),
        "Дорого",
        "причина отказа; причина проигрыша; причина потери; причина; lost reason; \
         loss reason; reason",
    ),
];
