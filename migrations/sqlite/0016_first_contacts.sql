-- First contacts: who came, by when a person has to answer, and when one did.

create table first_contacts (
    deal_id blob not null primary key references deals (id) on delete cascade,
    began_at integer not null,
    due_at integer not null,
    -- waiting, answered, or dropped: the deal went on or ended without an answer.
    state text not null,
    answered_at integer,
    answered_by blob references users (id)
) strict;
create index first_contacts_waiting on first_contacts (due_at, deal_id) where state = 'waiting';
