-- Scripts of first contact in versions, how they were followed, and reviews of calls.

create table scripts (
    id blob not null primary key,
    name text not null,
    kind text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

-- A version that is published never changes; each script has at most one that is not.
create table script_versions (
    script_id blob not null references scripts (id) on delete cascade,
    number integer not null,
    steps text not null,
    note text not null,
    created_at integer not null,
    published_at integer,
    published_by blob references users (id),
    primary key (script_id, number)
) strict, without rowid;

create table script_runs (
    id blob not null primary key,
    script_id blob not null references scripts (id),
    number integer not null,
    deal_id blob not null references deals (id) on delete cascade,
    activity_id blob references activities (id) on delete set null,
    by_id blob references users (id),
    -- Where it stands, and what was answered on the way there.
    step text not null,
    path text not null,
    note text not null,
    outcome text,
    started_at integer not null,
    ended_at integer,
    version integer not null
) strict;
create index script_runs_deal on script_runs (deal_id, script_id, started_at, id);
create index script_runs_script on script_runs (script_id, started_at, id);
create index script_runs_activity on script_runs (activity_id) where activity_id is not null;

create table review_sets (
    id blob not null primary key,
    name text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table review_set_versions (
    set_id blob not null references review_sets (id) on delete cascade,
    number integer not null,
    criteria text not null,
    created_at integer not null,
    primary key (set_id, number)
) strict, without rowid;

create table call_reviews (
    id blob not null primary key,
    activity_id blob not null references activities (id) on delete cascade,
    set_id blob not null references review_sets (id),
    set_number integer not null,
    -- Whose call it was.
    person_id blob not null references users (id),
    marks text not null,
    -- The weighted share of the best marks, in percent.
    score integer not null,
    comment text not null,
    practise text not null,
    by_id blob not null references users (id),
    at integer not null,
    seen_at integer,
    version integer not null
) strict;
create index call_reviews_person on call_reviews (person_id, at, id);
create index call_reviews_at on call_reviews (at, id);
create unique index call_reviews_activity on call_reviews (activity_id, by_id);
