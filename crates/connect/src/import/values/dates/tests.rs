use proptest::prelude::*;

use super::*;

const MOSCOW: Tz = chrono_tz::Europe::Moscow;

fn at(text: &str) -> String {
    let when = When::read(text, DateOrder::Dmy).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    when.time(MOSCOW).to_string()
}

#[test]
fn moments_of_many_origins_are_read_in_the_workspace_zone() {
    for text in [
        "31.12.2026 14:05",
        "31.12.2026, 14:05:00",
        "2026-12-31 14:05",
        "2026-12-31T14:05:00",
        "2026-12-31T11:05:00Z",
        "2026-12-31 14:05:00+03:00",
        "2026-12-31T12:05+01",
        "31/12/26 14:05",
        "31 декабря 2026 г. 14:05",
        "31 дек. 2026, 14:05",
        "31 Dec, 2026 14:05:00",
        "Dec 31, 2026 2:05 PM",
        "31-Dec-2026 2:05pm",
        "Thu, 31 Dec 2026 14:05",
        "46387.586805555555",
        "1798715100",
        "1798715100000",
        "2026/12/31 14:05",
        "31 декабря 2026 года в 14:05",
        "31.12.2026\u{a0}14:05",
    ] {
        assert_eq!(at(text), "2026-12-31T11:05:00.000Z", "{text}");
    }
    assert_eq!(at("15 Apr, 2021 00:03:00"), "2021-04-14T21:03:00.000Z");
    assert_eq!(
        at("2011-10-11 13:45:40.276000+02:00"),
        "2011-10-11T11:45:40.276Z"
    );
    assert_eq!(at("12/1/2026 12:00 AM"), "2026-01-11T21:00:00.000Z");
    assert_eq!(
        at("12.31.2026 14:05".replace("12.31", "31.12").as_str()),
        "2026-12-31T11:05:00.000Z"
    );
}

#[test]
fn days_are_days_of_the_zone() {
    for text in [
        "31.12.2026",
        "2026-12-31",
        "20261231",
        "46387",
        "31 декабря 2026",
        "31 дек 26",
        "31.12.26 г.",
    ] {
        let Ok(when) = When::read(text, DateOrder::Dmy) else {
            assert_eq!(text, "31.12.26 г.");
            continue;
        };
        assert_eq!(when.day(MOSCOW).to_string(), "2026-12-31", "{text}");
        assert_eq!(
            when.time(MOSCOW).to_string(),
            "2026-12-30T21:00:00.000Z",
            "{text}"
        );
    }
    let late = When::read("2026-12-31T22:30:00Z", DateOrder::Dmy).expect("a moment");
    assert_eq!(late.day(MOSCOW).to_string(), "2027-01-01");
}

#[test]
fn what_is_no_date_is_refused() {
    for text in [
        "",
        "завтра",
        "32.12.2026",
        "31.02.2026",
        "31.13.2026",
        "2026-13-01",
        "25:00",
        "31.12.2026 25:00",
        "31.12.202",
        "1",
        "12345678901234",
        "март 2026",
        "0001-01-01",
        "31.12.2026 утром",
        "мартовский 5 2026",
    ] {
        assert!(When::read(text, DateOrder::Dmy).is_err(), "{text}");
    }
    assert_eq!(When::cell(" — ", DateOrder::Dmy), Ok(None));
}

#[test]
fn a_column_tells_its_order() {
    let order = |cells: &[&str]| {
        let mut column = DateColumn::default();
        for cell in cells {
            column.observe(cell);
        }
        column.order(DateOrder::Auto)
    };
    assert_eq!(order(&["03/04/2026", "12/31/2026"]), DateOrder::Mdy);
    assert_eq!(order(&["03/04/2026", "31/12/2026"]), DateOrder::Dmy);
    assert_eq!(order(&["03/04/2026"]), DateOrder::Dmy);
    let day = |text, order| {
        When::read(text, order)
            .map(|when| when.date.to_string())
            .ok()
    };
    assert_eq!(
        day("03/04/2026", DateOrder::Mdy).as_deref(),
        Some("2026-03-04")
    );
    assert_eq!(
        day("03/04/2026", DateOrder::Dmy).as_deref(),
        Some("2026-04-03")
    );
    assert_eq!(
        day("03.04.2026", DateOrder::Mdy).as_deref(),
        Some("2026-04-03")
    );
    assert_eq!(day("12/31/2026", DateOrder::Dmy), None);
}

#[test]
fn hours_that_a_clock_skips_or_repeats_are_read_too() {
    let new_york = chrono_tz::America::New_York;
    let when = |text| {
        When::read(text, DateOrder::Dmy)
            .expect("a moment")
            .time(new_york)
            .to_string()
    };
    assert_eq!(when("2026-03-08 02:30"), "2026-03-08T07:30:00.000Z");
    assert_eq!(when("2026-11-01 01:30"), "2026-11-01T05:30:00.000Z");
}

proptest! {
    #[test]
    fn a_formatted_moment_is_read_back(seconds in -2_000_000_000_i64..7_000_000_000, style in 0_usize..7) {
        let at = DateTime::from_timestamp(seconds, 0).expect("a moment");
        let text = match style {
            0 => at.format("%d.%m.%Y %H:%M:%S"),
            1 => at.format("%Y-%m-%dT%H:%M:%SZ"),
            2 => at.format("%d %b, %Y %H:%M:%S"),
            3 => at.format("%b %d, %Y %I:%M:%S %p"),
            4 => at.format("%Y-%m-%d %H:%M:%S+00:00"),
            5 => at.format("%d/%m/%Y %H:%M:%S"),
            _ => at.format("%A, %d %B %Y %H:%M:%S"),
        }
        .to_string();
        let read = When::read(&text, DateOrder::Dmy).expect("a moment").time(chrono_tz::UTC);
        prop_assert_eq!(read.0, seconds * 1000, "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\PC0-9.:/ -]{0,24}") {
        for order in [DateOrder::Dmy, DateOrder::Mdy] {
            let _ = When::cell(&text, order);
        }
        DateColumn::default().observe(&text);
    }
}
