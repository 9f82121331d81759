-- What all stages write down about deals: what was done with the client, and which groups the deal belongs to.

-- A call, mail, meeting, presentation or message: planned while done_at is empty.
create table activities (
    id uuid not null primary key,
    kind text not null,
    direction text,
    outcome text,
    subject text not null,
    text text not null,
    at bigint not null,
    seconds bigint,
    done_at bigint,
    deal_id uuid references deals (id) on delete cascade,
    company_id uuid references companies (id) on delete cascade,
    contact_id uuid references contacts (id) on delete cascade,
    by_id uuid references users (id),
    external_key text unique,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index activities_deal on activities (deal_id, at, id) where deal_id is not null;
create index activities_company on activities (company_id, at, id) where company_id is not null;
create index activities_contact on activities (contact_id, at, id) where contact_id is not null;
create index activities_by on activities (by_id, at, id);
create index activities_at on activities (at, id);

-- Named groups of deals: a campaign that brought them, what was sent to them, how well they fit.
create table marks (
    id uuid not null primary key,
    kind text not null,
    key text not null,
    name_ru text not null,
    name_en text not null,
    created_at bigint not null,
    unique (kind, key)
);
create table deal_marks (
    deal_id uuid not null references deals (id) on delete cascade,
    mark_id uuid not null references marks (id) on delete cascade,
    at bigint not null,
    primary key (deal_id, mark_id)
);
create index deal_marks_mark on deal_marks (mark_id, deal_id);
