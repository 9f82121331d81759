-- Calls as a telephone exchange tells of them: what it said word for word, and what became of it.

create table telephony_accounts (
    id uuid not null primary key,
    -- What the address of the webhook says which exchange it is.
    key text not null unique,
    name text not null,
    provider text not null,
    -- What signatures are made with; a part of the address where the exchange cannot sign.
    secret text not null,
    api_key text,
    archived boolean not null,
    created_at bigint not null,
    version bigint not null
);

-- Which user a telephone on the desk belongs to.
create table telephony_extensions (
    account_id uuid not null references telephony_accounts (id) on delete cascade,
    extension text not null,
    user_id uuid not null references users (id) on delete cascade,
    primary key (account_id, extension)
);
create index telephony_extensions_user on telephony_extensions (user_id);

-- Kept before anything is done with it; the same event comes once.
create table call_events (
    id uuid not null primary key,
    account_id uuid not null references telephony_accounts (id) on delete cascade,
    event_key text not null,
    call_key text,
    received_at bigint not null,
    body text not null,
    -- What was read from it; null when it could not be.
    parsed text,
    error text,
    unique (account_id, event_key)
);
create index call_events_call on call_events (account_id, call_key) where call_key is not null;
create index call_events_received on call_events (received_at, id);
create index call_events_newest on call_events (account_id, received_at, id);

-- One row a call, however many telephones it rang.
create table calls (
    id uuid not null primary key,
    account_id uuid not null references telephony_accounts (id) on delete cascade,
    call_key text not null,
    direction text not null,
    phone text,
    our_number text,
    state text not null,
    outcome text,
    started_at bigint not null,
    answered_at bigint,
    ended_at bigint,
    talk_seconds bigint not null,
    wait_seconds bigint not null,
    recording_url text,
    -- Who answered or called.
    user_id uuid references users (id),
    -- Who may see it: whoever spoke, else the client's own salesperson.
    owner_id uuid references users (id),
    contact_id uuid references contacts (id) on delete set null,
    company_id uuid references companies (id) on delete set null,
    deal_id uuid references deals (id) on delete set null,
    -- A person said whose call it is.
    decided boolean not null,
    activity_id uuid references activities (id) on delete set null,
    task_id uuid references tasks (id) on delete set null,
    -- When its end was told of.
    settled_at bigint,
    -- Made by the button that tries the connection.
    trial boolean not null,
    last_event_at bigint not null,
    version bigint not null,
    unique (account_id, call_key)
);
create index calls_started on calls (started_at, id);
create index calls_owner on calls (owner_id, started_at, id);
create index calls_user on calls (user_id, started_at, id) where user_id is not null;
create index calls_contact on calls (contact_id, started_at, id) where contact_id is not null;
create index calls_deal on calls (deal_id, started_at, id) where deal_id is not null;
create index calls_company on calls (company_id, started_at, id) where company_id is not null;
-- Whatever is deleted is looked for here.
create index calls_activity on calls (activity_id) where activity_id is not null;
create index calls_task on calls (task_id) where task_id is not null;
create index calls_phone on calls (phone, started_at, id) where phone is not null;
create index calls_unsettled on calls (last_event_at) where settled_at is null;

-- Every telephone that rang.
create table call_legs (
    call_id uuid not null references calls (id) on delete cascade,
    leg_key text not null,
    extension text,
    user_id uuid references users (id),
    rang_at bigint not null,
    answered_at bigint,
    ended_at bigint,
    primary key (call_id, leg_key)
);
create index call_legs_user on call_legs (user_id, rang_at) where user_id is not null;

-- A company calls from its own number.
create index companies_phone on companies (phone) where phone is not null;
