-- What the numbers need besides the deals themselves: what deals were before, plans, dashboards.

-- How many people work there.
alter table companies add column employees integer;

-- What a deal was until a moment: one row a change of amount, owner, source or expected date, kept by a
-- trigger, so that no way of changing a deal forgets it. A deal that was never changed has none.
create table deal_past (
    seq integer not null primary key autoincrement,
    deal_id blob not null references deals (id) on delete cascade,
    until integer not null,
    amount integer not null,
    currency text not null,
    owner_id blob,
    source_id blob,
    expected_close text
) strict;
create index deal_past_deal on deal_past (deal_id, until, seq);
create trigger deal_past_keep after update of amount, currency, owner_id, source_id, expected_close on deals
when old.amount <> new.amount or old.currency <> new.currency or old.owner_id is not new.owner_id
    or old.source_id is not new.source_id or old.expected_close is not new.expected_close
begin
    insert into deal_past (deal_id, until, amount, currency, owner_id, source_id, expected_close)
    values (old.id, new.updated_at, old.amount, old.currency, old.owner_id, old.source_id, old.expected_close);
end;

-- What is to be reached: a metric of a person, a team or the company in a month, a quarter or a year.
create table plans (
    id blob not null primary key,
    metric text not null,
    period text not null,
    starts_on text not null,
    owner_id blob references users (id),
    team_id blob references teams (id),
    pipeline_id blob references pipelines (id),
    target integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index plans_starts_on on plans (starts_on, period, metric);

create table dashboards (
    id blob not null primary key,
    name text not null,
    owner_id blob not null references users (id),
    shared integer not null,
    tiles text not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index dashboards_owner on dashboards (owner_id);

-- How good past forecasts were, as a job has counted it: one row a question.
create table forecast_records (
    question text not null primary key,
    made_at integer not null,
    answer text not null
) strict;

-- The funnel is counted from the history in memory.
drop index deals_funnel;
