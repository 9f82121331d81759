-- First contacts: who came, by when a person has to answer, and when one did.

create table first_contacts (
    deal_id uuid not null primary key references deals (id) on delete cascade,
    began_at bigint not null,
    due_at bigint not null,
    -- waiting, answered, or dropped: the deal went on or ended without an answer.
    state text not null,
    answered_at bigint,
    answered_by uuid references users (id)
);
create index first_contacts_waiting on first_contacts (due_at, deal_id) where state = 'waiting';
