-- What all stages write down about deals: what was done with the client, and which groups the deal belongs to.

-- A call, mail, meeting, presentation or message: planned while done_at is empty.
create table activities (
    id blob not null primary key,
    kind text not null,
    direction text,
    outcome text,
    subject text not null,
    text text not null,
    at integer not null,
    seconds integer,
    done_at integer,
    deal_id blob references deals (id) on delete cascade,
    company_id blob references companies (id) on delete cascade,
    contact_id blob references contacts (id) on delete cascade,
    by_id blob references users (id),
    external_key text unique,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index activities_deal on activities (deal_id, at, id) where deal_id is not null;
create index activities_company on activities (company_id, at, id) where company_id is not null;
create index activities_contact on activities (contact_id, at, id) where contact_id is not null;
create index activities_by on activities (by_id, at, id);
create index activities_at on activities (at, id);

-- Named groups of deals: a campaign that brought them, what was sent to them, how well they fit.
create table marks (
    id blob not null primary key,
    kind text not null,
    key text not null,
    name_ru text not null,
    name_en text not null,
    created_at integer not null,
    unique (kind, key)
) strict;
create table deal_marks (
    deal_id blob not null references deals (id) on delete cascade,
    mark_id blob not null references marks (id) on delete cascade,
    at integer not null,
    primary key (deal_id, mark_id)
) strict;
create index deal_marks_mark on deal_marks (mark_id, deal_id);
