-- Qualification: sets of questions in versions, what was answered, and what was decided.

create table question_sets (
    id uuid not null primary key,
    name text not null,
    -- Null: for every pipeline that has no set of its own.
    pipeline_id uuid references pipelines (id),
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);
create index question_sets_pipeline on question_sets (pipeline_id) where pipeline_id is not null;

create table question_set_versions (
    set_id uuid not null references question_sets (id) on delete cascade,
    number bigint not null,
    questions text not null,
    created_at bigint not null,
    primary key (set_id, number)
);

-- Append-only: the newest answer to a question counts, the others are its history.
create table qualification_answers (
    id uuid not null primary key,
    deal_id uuid not null references deals (id) on delete cascade,
    set_id uuid not null references question_sets (id),
    set_number bigint not null,
    question text not null,
    value text,
    -- Whether it speaks for the client: null when it says neither.
    speaks_for boolean,
    proof text not null,
    contact_id uuid references contacts (id) on delete set null,
    by_id uuid references users (id),
    at bigint not null
);
create index qualification_answers_deal on qualification_answers (deal_id, question, at, id);

create table qualification_verdicts (
    id uuid not null primary key,
    deal_id uuid not null references deals (id) on delete cascade,
    verdict text not null,
    score bigint not null,
    note text not null,
    back_on text,
    by_id uuid references users (id),
    at bigint not null
);
create index qualification_verdicts_deal on qualification_verdicts (deal_id, at, id);
create index qualification_verdicts_back on qualification_verdicts (back_on, id) where back_on is not null;
