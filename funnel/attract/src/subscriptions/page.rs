//! The pages of subscribers. They work without scripts.

use api::public::PublicPage;
use base::{Lang, Text, Uuid};
use maud::html;

use super::model::{last_words, usual_words};
use super::store::{SubscriptionRow, TopicRow};
use crate::forms::page::framed;

/// What is to be confirmed, and the button.
pub fn confirm(lang: Lang, address: &str, waiting: &[SubscriptionRow]) -> PublicPage {
    framed(
        CONFIRM_TITLE.get(lang),
        lang,
        true,
        &html! {
            p { (address) }
            ul { @for row in waiting { li { (row.topic_name) } } }
            @for words in last_words(waiting).lines() { p class="intro" { (words) } }
            form method="post" { button type="submit" { (CONFIRM.get(lang)) } }
        },
    )
}

const CONFIRM_TITLE: Text = Text::fixed("Подтвердите подписку", "Confirm your subscription");
const CONFIRM: Text = Text::fixed("Подтвердить", "Confirm");

/// What a subscriber gets, to be changed.
pub fn preferences(
    lang: Lang,
    address: &str,
    topics: &[TopicRow],
    chosen: &[Uuid],
    company: &str,
    saved: bool,
) -> PublicPage {
    framed(
        PREFERENCES.get(lang),
        lang,
        true,
        &html! {
            p { (address) }
            @if saved { p role="status" { strong { (SAVED.get(lang)) } } }
            form method="post" {
                @for topic in topics {
                    div class="field consent" {
                        input id=(topic.id) name="topic" type="checkbox" value=(topic.id) checked[chosen.contains(&topic.id)];
                        label for=(topic.id) {
                            (topic.name)
                            @if !topic.description.is_empty() { br; span class="intro" { (topic.description) } }
                        }
                    }
                }
                p class="intro" { (usual_words(company, lang)) }
                button type="submit" { (SAVE.get(lang)) }
                " "
                button type="submit" name="all" value="off" class="plain" { (ALL_OFF.get(lang)) }
            }
        },
    )
}

const PREFERENCES: Text = Text::fixed("Ваши рассылки", "Your mailings");
const SAVED: Text = Text::fixed("Сохранено", "Saved");
const SAVE: Text = Text::fixed("Сохранить", "Save");
const ALL_OFF: Text = Text::fixed("Отписаться от всего", "Unsubscribe from everything");

/// Asks before unsubscribing: opening a link must not do it.
pub fn off(lang: Lang, address: &str) -> PublicPage {
    framed(
        OFF.get(lang),
        lang,
        true,
        &html! {
            p { (address) }
            form method="post" { button type="submit" { (ALL_OFF.get(lang)) } }
        },
    )
}

const OFF: Text = Text::fixed("Отписаться от рассылок?", "Stop the mailings?");

/// What was done, with the way to change it.
pub fn done(lang: Lang, text: &Text, manage: Option<&str>) -> PublicPage {
    framed(
        text.get(lang),
        lang,
        false,
        &html! {
            @if let Some(token) = manage {
                p { a href=(format!("/s/{token}")) { (CHANGE.get(lang)) } }
            }
        },
    )
}

pub const CONFIRMED: Text = Text::fixed("Подписка подтверждена", "Your subscription is confirmed");
pub const LEFT: Text = Text::fixed("Вы отписались от рассылок", "You are unsubscribed");
const CHANGE: Text = Text::fixed("Выбрать темы", "Choose topics");

/// A link that is not ours, or that has done its work.
pub fn missing() -> PublicPage {
    let title = "Ссылка не действует / This link does not work";
    framed(
        title,
        Lang::Ru,
        false,
        &html! {
            p { "Подпишитесь заново, чтобы получить новую. / Subscribe again to get a new one." }
        },
    )
}
