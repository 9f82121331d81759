//! The days of one deal: its changes of stage, notes and tasks, and the events that tell of them.

use base::{Time, Uuid};
use crm::deals::model::Status;
use crm::deals::store::{ChangeRow, DealRow};
use crm::notes::store::NoteRow;
use crm::tasks::model::TaskFacts;
use crm::tasks::store::TaskRow;
use serde_json::{Value, json};

use super::history::Writer;
use super::lives::{Change, Life, PURCHASE, Step};
use super::store::EventRow;
use super::words::{NEXT_STEPS, NOTE_OF_WAIT, NOTES, REASONS};

const PRESENT: usize = 2;

impl Writer<'_> {
    /// Writes all of it; the deal's last activity is the last of these.
    pub fn diary(&mut self, deal: &mut DealRow, life: &Life) {
        self.changes(deal, life);
        let written = self.papers(deal, life);
        deal.last_activity_at = deal.last_activity_at.max(written);
        // Every other next step is also a task.
        if let (Some(title), Some(due)) = (&deal.next_step, deal.next_step_at)
            && self.dice.chance(0.55)
        {
            let since = life.last().at;
            let (task, payload) = self.task(deal, since, title, due);
            self.tell(deal, since, "task.added", self.owner(deal), payload);
            self.history.tasks.push(task);
        }
    }

    fn owner(&self, deal: &DealRow) -> Uuid {
        deal.owner_id.unwrap_or(self.house.users[0])
    }

    fn tell(&mut self, deal: &DealRow, at: Time, kind: &'static str, by: Uuid, payload: Value) {
        let mut event = EventRow::new(at, kind, by, self.owner(deal), payload);
        event.deal = Some(deal.id);
        self.history.events.push(event);
    }

    /// The history of its stages, with an event for each change.
    fn changes(&mut self, deal: &DealRow, life: &Life) {
        let mut was: Option<(usize, Status)> = None;
        for change in &life.changes {
            let by = match was {
                None => self.enters(life),
                Some(_) => self.owner(deal),
            };
            let status = match change.step {
                Step::Lost { .. } => Status::Lost,
                _ if self.way.0[change.stage] >= PURCHASE => Status::Won,
                _ => Status::Open,
            };
            let wins = status == Status::Won && was.is_some_and(|(_, was)| was != Status::Won);
            let is_last = change == life.last();
            let (kind, payload) = self.told(deal, change, wins, is_last);
            self.tell(deal, change.at, kind, by, payload);
            let row = ChangeRow {
                deal_id: deal.id,
                from_stage_id: was.map(|(stage, _)| self.stage(stage).id),
                to_stage_id: self.stage(change.stage).id,
                from_status: was.map(|(_, status)| status),
                to_status: status,
                lost_reason_id: match change.step {
                    Step::Lost { reason } => Some(self.house.reasons[reason]),
                    _ => None,
                },
                at: change.at,
                by_id: Some(by),
                recorded_at: change.at,
            };
            self.history.changes.push(row);
            was = Some((change.stage, status));
        }
    }

    /// The event of a change, in the words of the product.
    fn told(
        &self,
        deal: &DealRow,
        change: &Change,
        wins: bool,
        is_last: bool,
    ) -> (&'static str, Value) {
        let stage = self.stage(change.stage);
        let passage = |from: usize| {
            let from = self.stage(from);
            json!({
                "from_stage_id": from.id, "from_stage": from.name,
                "to_stage_id": stage.id, "to_stage": stage.name,
            })
        };
        match change.step {
            Step::Created => {
                let payload = json!({
                    "title": deal.title, "value": deal.value,
                    "stage_id": stage.id, "stage": stage.name, "pipeline_id": deal.pipeline_id,
                });
                ("deal.created", payload)
            }
            Step::Moved { from } if wins => ("deal.won", passage(from)),
            Step::Moved { from } => ("deal.moved", passage(from)),
            Step::Lost { reason } => {
                let payload = json!({
                    "reason_id": self.house.reasons[reason], "reason": REASONS[reason].0,
                    "note": deal.lost_note.as_ref().filter(|_| is_last),
                    "stage_id": stage.id, "stage": stage.name,
                });
                ("deal.lost", payload)
            }
            Step::Reopened => ("deal.reopened", passage(change.stage)),
        }
    }

    /// Notes and done tasks of each stay; when the last of them was written.
    fn papers(&mut self, deal: &DealRow, life: &Life) -> Time {
        let mut latest = deal.created_at;
        for (index, change) in life.changes.iter().enumerate() {
            if matches!(change.step, Step::Lost { .. }) {
                continue;
            }
            let next = life.changes.get(index + 1);
            let until = next.map_or(self.calendar.now, |next| next.at);
            let kind = self.way.0[change.stage];
            // People write in the first days of a stay, then it becomes quiet.
            let days = self.dice.log_normal(1.2, 0.8);
            let written = self.calendar.after(change.at, days);
            if self.dice.chance(0.45) && written < until {
                let waits = kind == PRESENT && life.waited && self.dice.chance(0.6);
                let text = if waits {
                    NOTE_OF_WAIT
                } else {
                    *self.dice.pick(NOTES[kind])
                };
                self.note(deal, written, text);
                latest = latest.max(written);
            }
            let days = self.dice.log_normal(1.5, 0.7);
            let done = self.calendar.after(change.at, days);
            if self.dice.chance(0.35) && done < until {
                let due = self.calendar.after(change.at, 2.0);
                let title = *self.dice.pick(NEXT_STEPS[kind]);
                let (mut task, payload) = self.task(deal, change.at, title, due);
                task.done_at = Some(done.0);
                task.done_by = deal.owner_id;
                task.version = 2;
                self.tell(
                    deal,
                    change.at,
                    "task.added",
                    self.owner(deal),
                    payload.clone(),
                );
                self.tell(deal, done, "task.done", self.owner(deal), payload);
                self.history.tasks.push(task);
                latest = latest.max(done);
            }
        }
        latest
    }

    fn note(&mut self, deal: &DealRow, at: Time, text: &str) {
        let id = self.ids.next(at);
        let payload = json!({ "note_id": id, "text": text });
        self.tell(deal, at, "note.added", self.owner(deal), payload);
        self.history.notes.push(NoteRow {
            id,
            text: text.to_owned(),
            deal_id: Some(deal.id),
            company_id: None,
            contact_id: None,
            author_id: deal.owner_id,
            author_name: None,
            created_at: at.0,
            updated_at: at.0,
            version: 1,
        });
    }

    /// A task of the deal's owner, and what its events say.
    fn task(&self, deal: &DealRow, at: Time, title: &str, due: Time) -> (TaskRow, Value) {
        let facts = TaskFacts {
            title: title.to_owned(),
            due_at: Some(due.0),
            assignee_id: deal.owner_id,
            deal_id: Some(deal.id),
            ..TaskFacts::default()
        };
        let task = TaskRow::new(self.ids.next(at), facts, deal.owner_id, at);
        let payload = json!({ "task_id": task.id, "title": title, "due_at": due });
        (task, payload)
    }
}
