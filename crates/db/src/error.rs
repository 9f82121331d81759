//! A database's complaint as a problem for a person.

use base::{Problem, Text};
use sea_orm::{DbErr, SqlErr};

/// The code of a problem that means: a row with this unique key is already there.
const DUPLICATE: &str = "duplicate";

pub fn is_unique_violation(problem: &Problem) -> bool {
    problem.code() == DUPLICATE
}

/// Translates what the driver says. Busy and deadlocked databases ask to try again; a full disk says so.
pub fn problem(error: DbErr) -> Problem {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            return Problem::new(
                409,
                DUPLICATE,
                Text::fixed("Такая запись уже есть", "Such a record already exists"),
            );
        }
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
            return Problem::conflict(Text::fixed(
                "Запись связана с другими, или связанной записи уже нет",
                "The record is linked to others, or a linked record is gone",
            ));
        }
        _ => {}
    }
    let text = error.to_string();
    let has = |part: &str| text.contains(part);
    let mut problem = if has("disk is full") || has("No space left") || has("could not extend file")
    {
        Problem::new(
            507,
            "storage_full",
            Text::fixed(
                "На диске сервера кончилось место. Изменение не сохранено; освободите место и повторите",
                "The server's disk is full. Nothing was changed; free some space and try again",
            ),
        )
    } else if has("database is locked")
        || has("deadlock detected")
        || has("could not serialize")
        || has("timed out")
    {
        Problem::new(
            503,
            "try_again",
            Text::fixed(
                "Сервер сейчас занят. Изменение не сохранено, повторите через несколько секунд",
                "The server is busy. Nothing was changed, try again in a few seconds",
            ),
        )
    } else {
        Problem::internal("")
    };
    problem.0.cause = Some(text);
    problem
}
