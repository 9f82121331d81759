-- Qualification: sets of questions in versions, what was answered, and what was decided.

create table question_sets (
    id blob not null primary key,
    name text not null,
    -- Null: for every pipeline that has no set of its own.
    pipeline_id blob references pipelines (id),
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;
create index question_sets_pipeline on question_sets (pipeline_id) where pipeline_id is not null;

create table question_set_versions (
    set_id blob not null references question_sets (id) on delete cascade,
    number integer not null,
    questions text not null,
    created_at integer not null,
    primary key (set_id, number)
) strict, without rowid;

-- Append-only: the newest answer to a question counts, the others are its history.
create table qualification_answers (
    id blob not null primary key,
    deal_id blob not null references deals (id) on delete cascade,
    set_id blob not null references question_sets (id),
    set_number integer not null,
    question text not null,
    value text,
    -- Whether it speaks for the client: null when it says neither.
    speaks_for integer,
    proof text not null,
    contact_id blob references contacts (id) on delete set null,
    by_id blob references users (id),
    at integer not null
) strict;
create index qualification_answers_deal on qualification_answers (deal_id, question, at, id);

create table qualification_verdicts (
    id blob not null primary key,
    deal_id blob not null references deals (id) on delete cascade,
    verdict text not null,
    score integer not null,
    note text not null,
    back_on text,
    by_id blob references users (id),
    at integer not null
) strict;
create index qualification_verdicts_deal on qualification_verdicts (deal_id, at, id);
create index qualification_verdicts_back on qualification_verdicts (back_on, id) where back_on is not null;
