-- Scripts of first contact in versions, how they were followed, and reviews of calls.

create table scripts (
    id uuid not null primary key,
    name text not null,
    kind text not null,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

-- A version that is published never changes; each script has at most one that is not.
create table script_versions (
    script_id uuid not null references scripts (id) on delete cascade,
    number bigint not null,
    steps text not null,
    note text not null,
    created_at bigint not null,
    published_at bigint,
    published_by uuid references users (id),
    primary key (script_id, number)
);

create table script_runs (
    id uuid not null primary key,
    script_id uuid not null references scripts (id),
    number bigint not null,
    deal_id uuid not null references deals (id) on delete cascade,
    activity_id uuid references activities (id) on delete set null,
    by_id uuid references users (id),
    -- Where it stands, and what was answered on the way there.
    step text not null,
    path text not null,
    note text not null,
    outcome text,
    started_at bigint not null,
    ended_at bigint,
    version bigint not null
);
create index script_runs_deal on script_runs (deal_id, script_id, started_at, id);
create index script_runs_script on script_runs (script_id, started_at, id);
create index script_runs_activity on script_runs (activity_id) where activity_id is not null;

create table review_sets (
    id uuid not null primary key,
    name text not null,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

create table review_set_versions (
    set_id uuid not null references review_sets (id) on delete cascade,
    number bigint not null,
    criteria text not null,
    created_at bigint not null,
    primary key (set_id, number)
);

create table call_reviews (
    id uuid not null primary key,
    activity_id uuid not null references activities (id) on delete cascade,
    set_id uuid not null references review_sets (id),
    set_number bigint not null,
    -- Whose call it was.
    person_id uuid not null references users (id),
    marks text not null,
    -- The weighted share of the best marks, in percent.
    score bigint not null,
    comment text not null,
    practise text not null,
    by_id uuid not null references users (id),
    at bigint not null,
    seen_at bigint,
    version bigint not null
);
create index call_reviews_person on call_reviews (person_id, at, id);
create index call_reviews_at on call_reviews (at, id);
create unique index call_reviews_activity on call_reviews (activity_id, by_id);
