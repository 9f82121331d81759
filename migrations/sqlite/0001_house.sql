-- Times are whole milliseconds since 1970 UTC, dates are 'YYYY-MM-DD', money is whole minor units,
-- ids are UUIDv7 blobs, lists and objects are JSON text.

-- The house: settings, the event log, jobs, idempotency, search ------------------------------

create table settings (
    key text not null primary key,
    value text not null
) strict;

create table events (
    seq integer not null primary key autoincrement,
    id blob not null unique,
    at integer not null,
    kind text not null,
    actor_id blob,
    owner_id blob,
    deal_id blob,
    company_id blob,
    contact_id blob,
    import_id blob,
    payload text not null
) strict;
create index events_deal on events (deal_id, at, seq) where deal_id is not null;
create index events_company on events (company_id, at, seq) where company_id is not null;
create index events_contact on events (contact_id, at, seq) where contact_id is not null;
create index events_import on events (import_id) where import_id is not null;

create table jobs (
    id blob not null primary key,
    kind text not null,
    payload text not null,
    state text not null,
    run_at integer not null,
    attempts integer not null default 0,
    done integer not null default 0,
    total integer,
    cancel_requested integer not null default 0,
    result text,
    error text,
    created_by blob,
    created_at integer not null,
    started_at integer,
    heartbeat_at integer,
    finished_at integer
) strict;
create index jobs_due on jobs (state, run_at);
create index jobs_created on jobs (created_at, id);

create table idempotency_keys (
    actor_id blob not null,
    key text not null,
    request_hash text not null,
    status integer not null,
    body text not null,
    created_at integer not null,
    primary key (actor_id, key)
) strict;
create index idempotency_keys_age on idempotency_keys (created_at);

create table files (
    id blob not null,
    part integer not null,
    bytes blob not null,
    primary key (id, part)
) strict;

create table search_docs (
    seq integer not null primary key autoincrement,
    kind text not null,
    id blob not null unique,
    owner_id blob,
    title text not null,
    subtitle text not null,
    folded text not null,
    updated_at integer not null
) strict;
create virtual table search_text using fts5 (
    folded, content = 'search_docs', content_rowid = 'seq', tokenize = 'trigram', detail = 'full'
);
create trigger search_docs_insert after insert on search_docs begin
    insert into search_text (rowid, folded) values (new.seq, new.folded);
end;
create trigger search_docs_delete after delete on search_docs begin
    insert into search_text (search_text, rowid, folded) values ('delete', old.seq, old.folded);
end;
create trigger search_docs_update after update of folded on search_docs
when old.folded <> new.folded begin
    insert into search_text (search_text, rowid, folded) values ('delete', old.seq, old.folded);
    insert into search_text (rowid, folded) values (new.seq, new.folded);
end;

-- Identity --------------------------------------------------------------------------------------

create table teams (
    id blob not null primary key,
    name text not null,
    created_at integer not null,
    version integer not null
) strict;

create table users (
    id blob not null primary key,
    email text not null unique,
    name text not null,
    role text not null,
    visibility text not null,
    team_id blob references teams (id),
    password_hash text not null,
    lang text not null,
    active integer not null,
    created_at integer not null,
    version integer not null
) strict;
create index users_team on users (team_id);

create table sessions (
    token_hash blob not null primary key,
    user_id blob not null references users (id),
    created_at integer not null,
    seen_at integer not null,
    expires_at integer not null,
    user_agent text not null
) strict;
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table api_tokens (
    id blob not null primary key,
    user_id blob not null references users (id),
    name text not null,
    token_hash blob not null unique,
    scopes text not null,
    created_at integer not null,
    expires_at integer,
    last_used_at integer,
    revoked_at integer
) strict;
create index api_tokens_user on api_tokens (user_id);

-- The core: pipelines, companies, contacts, deals ----------------------------------------------

create table pipelines (
    id blob not null primary key,
    name text not null,
    position integer not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table stages (
    id blob not null primary key,
    pipeline_id blob not null references pipelines (id),
    name text not null,
    kind text not null,
    position integer not null,
    color text not null,
    goal text not null,
    checklist text not null,
    age_limit_days integer,
    target_conversion integer,
    required_fields text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;
create index stages_pipeline on stages (pipeline_id, position);

create table sources (
    id blob not null primary key,
    name text not null,
    folded text not null unique,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table lost_reasons (
    id blob not null primary key,
    name text not null,
    folded text not null unique,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table tags (
    id blob not null primary key,
    name text not null,
    folded text not null unique,
    color text not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table companies (
    id blob not null primary key,
    name text not null,
    folded text not null,
    inn text,
    kpp text,
    ogrn text,
    phone text,
    email text,
    website text,
    address text,
    industry text,
    owner_id blob references users (id),
    external_id text,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create unique index companies_external on companies (external_id) where external_id is not null;
create index companies_name on companies (folded, id);
create index companies_inn on companies (inn) where inn is not null;
create index companies_created on companies (created_at, id);
create index companies_updated on companies (updated_at, id);
create index companies_owner on companies (owner_id, created_at, id);

create table contacts (
    id blob not null primary key,
    name text not null,
    folded text not null,
    last_name text not null,
    first_name text not null,
    middle_name text not null,
    job_title text,
    company_id blob references companies (id),
    owner_id blob references users (id),
    external_id text,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create unique index contacts_external on contacts (external_id) where external_id is not null;
create index contacts_name on contacts (folded, id);
create index contacts_company on contacts (company_id);
create index contacts_created on contacts (created_at, id);
create index contacts_updated on contacts (updated_at, id);
create index contacts_owner on contacts (owner_id, created_at, id);

create table contact_points (
    contact_id blob not null references contacts (id) on delete cascade,
    position integer not null,
    kind text not null,
    value text not null,
    raw text not null,
    label text not null,
    primary key (contact_id, position)
) strict;
create index contact_points_value on contact_points (kind, value);

create table deals (
    id blob not null primary key,
    title text not null,
    folded text not null,
    amount integer not null,
    currency text not null,
    company_id blob references companies (id),
    owner_id blob references users (id),
    source_id blob references sources (id),
    pipeline_id blob not null references pipelines (id),
    stage_id blob not null references stages (id),
    status text not null,
    stage_entered_at integer not null,
    reached_stage_id blob not null references stages (id),
    reached_kind integer not null,
    expected_close text,
    next_step text,
    next_step_at integer,
    won_at integer,
    lost_at integer,
    lost_reason_id blob references lost_reasons (id),
    lost_note text,
    last_activity_at integer not null,
    external_id text,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create unique index deals_external on deals (external_id) where external_id is not null;
create index deals_created on deals (created_at, id);
create index deals_amount on deals (amount, id);
create index deals_updated on deals (updated_at, id);
create index deals_entered on deals (stage_entered_at, id);
create index deals_expected on deals (expected_close, id) where expected_close is not null;
create index deals_next_step on deals (next_step_at, id) where next_step_at is not null;
create index deals_owner on deals (owner_id, created_at, id);
create index deals_company on deals (company_id, created_at, id);
create index deals_board on deals (stage_id, stage_entered_at, id) where status <> 'lost';
create index deals_board_owner on deals (stage_id, owner_id, stage_entered_at, id) where status <> 'lost';
create index deals_stage_amount on deals (stage_id, amount, id);
-- In the order the funnel groups by, so that it is counted in one pass without sorting.
create index deals_funnel on deals (
    pipeline_id, reached_stage_id, reached_kind, stage_id, status, lost_reason_id, currency,
    created_at, owner_id, source_id, amount
);

create table deal_contacts (
    deal_id blob not null references deals (id) on delete cascade,
    contact_id blob not null references contacts (id),
    role text not null,
    position integer not null,
    primary key (deal_id, contact_id)
) strict;
create index deal_contacts_contact on deal_contacts (contact_id, deal_id);

create table deal_tags (
    deal_id blob not null references deals (id) on delete cascade,
    tag_id blob not null references tags (id),
    primary key (deal_id, tag_id)
) strict;
create index deal_tags_tag on deal_tags (tag_id, deal_id);

create table deal_checks (
    deal_id blob not null references deals (id) on delete cascade,
    item_id text not null,
    done_by blob references users (id),
    done_at integer not null,
    primary key (deal_id, item_id)
) strict;

-- Append-only. Creation comes from nothing; a loss stays on its stage and changes the status.
create table stage_changes (
    seq integer not null primary key autoincrement,
    deal_id blob not null references deals (id) on delete cascade,
    from_stage_id blob references stages (id),
    to_stage_id blob not null references stages (id),
    from_status text,
    to_status text not null,
    lost_reason_id blob references lost_reasons (id),
    at integer not null,
    by_id blob references users (id),
    recorded_at integer not null
) strict;
create index stage_changes_deal on stage_changes (deal_id, at, seq);
create index stage_changes_at on stage_changes (at, seq);

-- How many deals, and for how much, stand where: kept by triggers, so that it is never wrong.
-- Keyed in the order a board adds them up in.
create table deal_totals (
    pipeline_id blob not null,
    stage_id blob not null,
    status text not null,
    owner_id blob not null,
    source_id blob not null,
    currency text not null,
    deals integer not null,
    amount integer not null,
    primary key (pipeline_id, stage_id, currency, status, owner_id, source_id)
) strict, without rowid;
create trigger deal_totals_insert after insert on deals begin
    insert into deal_totals values (
        new.pipeline_id, new.stage_id, new.status, coalesce(new.owner_id, zeroblob(16)),
        coalesce(new.source_id, zeroblob(16)), new.currency, 1, new.amount)
    on conflict do update set deals = deals + 1, amount = amount + excluded.amount;
end;
create trigger deal_totals_delete after delete on deals begin
    update deal_totals set deals = deals - 1, amount = amount - old.amount
    where pipeline_id = old.pipeline_id and stage_id = old.stage_id and status = old.status
      and owner_id = coalesce(old.owner_id, zeroblob(16)) and source_id = coalesce(old.source_id, zeroblob(16))
      and currency = old.currency;
end;
create trigger deal_totals_update
after update of pipeline_id, stage_id, status, owner_id, source_id, currency, amount on deals begin
    update deal_totals set deals = deals - 1, amount = amount - old.amount
    where pipeline_id = old.pipeline_id and stage_id = old.stage_id and status = old.status
      and owner_id = coalesce(old.owner_id, zeroblob(16)) and source_id = coalesce(old.source_id, zeroblob(16))
      and currency = old.currency;
    insert into deal_totals values (
        new.pipeline_id, new.stage_id, new.status, coalesce(new.owner_id, zeroblob(16)),
        coalesce(new.source_id, zeroblob(16)), new.currency, 1, new.amount)
    on conflict do update set deals = deals + 1, amount = amount + excluded.amount;
end;

create table notes (
    id blob not null primary key,
    text text not null,
    deal_id blob references deals (id) on delete cascade,
    company_id blob references companies (id) on delete cascade,
    contact_id blob references contacts (id) on delete cascade,
    author_id blob references users (id),
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index notes_deal on notes (deal_id) where deal_id is not null;
create index notes_company on notes (company_id) where company_id is not null;
create index notes_contact on notes (contact_id) where contact_id is not null;

create table tasks (
    id blob not null primary key,
    title text not null,
    details text not null,
    due_at integer,
    assignee_id blob references users (id),
    deal_id blob references deals (id) on delete cascade,
    company_id blob references companies (id) on delete cascade,
    contact_id blob references contacts (id) on delete cascade,
    done_at integer,
    done_by blob references users (id),
    created_by blob references users (id),
    created_at integer not null,
    version integer not null
) strict;
create index tasks_open on tasks (assignee_id, due_at, id) where done_at is null;
create index tasks_due on tasks (due_at, id) where done_at is null;
create index tasks_created on tasks (created_at, id);
create index tasks_deal on tasks (deal_id) where deal_id is not null;
create index tasks_company on tasks (company_id) where company_id is not null;
create index tasks_contact on tasks (contact_id) where contact_id is not null;

-- Imports ---------------------------------------------------------------------------------------

create table imports (
    id blob not null primary key,
    entity text not null,
    file_name text not null,
    file_id blob not null,
    layout text not null,
    mapping text not null,
    options text not null,
    state text not null,
    counts text not null,
    job_id blob,
    created_by blob,
    created_at integer not null,
    finished_at integer,
    undone_at integer,
    version integer not null
) strict;
create index imports_created on imports (created_at, id);

create table import_rows (
    import_id blob not null references imports (id) on delete cascade,
    row_number integer not null,
    cells text not null,
    reason text not null,
    primary key (import_id, row_number)
) strict;

create table import_changes (
    import_id blob not null references imports (id) on delete cascade,
    position integer not null,
    entity text not null,
    entity_id blob not null,
    action text not null,
    before text,
    version_after integer not null,
    primary key (import_id, position)
) strict;
