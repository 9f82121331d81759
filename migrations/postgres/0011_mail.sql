-- Outgoing mail: accounts, templates, and every mail with what became of it.

create table mail_accounts (
    id uuid not null primary key,
    kind text not null,
    name text not null,
    address text not null,
    from_name text not null,
    host text not null,
    port bigint not null,
    security text not null,
    login text not null,
    -- Encrypted with the key of the installation.
    password text,
    -- Empty: the company's.
    owner_id uuid references users (id),
    preferred boolean not null,
    per_hour bigint not null,
    per_day bigint not null,
    track_opens boolean not null,
    track_links boolean not null,
    dkim_domain text,
    dkim_selector text,
    dkim_key text,
    dkim_public text,
    signature text not null,
    paused_until bigint,
    troubles bigint not null,
    trouble text,
    archived boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index mail_accounts_owner on mail_accounts (owner_id);

create table mail_templates (
    id uuid not null primary key,
    name text not null,
    lang text not null,
    class text not null,
    subject text not null,
    body text not null,
    archived boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    version bigint not null
);
create index mail_templates_created on mail_templates (created_at, id);

create table mails (
    id uuid not null primary key,
    key text unique,
    account_id uuid references mail_accounts (id),
    class text not null,
    state text not null,
    to_address text not null,
    to_name text not null,
    subject text not null,
    html text,
    text text not null,
    lang text not null,
    deal_id uuid references deals (id) on delete set null,
    contact_id uuid references contacts (id) on delete set null,
    company_id uuid references companies (id) on delete set null,
    owner_id uuid references users (id),
    by_id uuid references users (id),
    template_id uuid references mail_templates (id),
    unsubscribe_url text,
    consent_id uuid,
    activity_id uuid,
    message_id text unique,
    attempts bigint not null,
    due_at bigint not null,
    -- Since when it is tried: it is given up two days later.
    tried_since bigint not null,
    -- When it was handed to the server; limits count these.
    started_at bigint,
    sent_at bigint,
    error text,
    -- It was kept here by a catcher and has not left.
    caught boolean not null,
    tracked boolean not null,
    opens bigint not null,
    opened_at bigint,
    clicks bigint not null,
    clicked_at bigint,
    created_at bigint not null,
    version bigint not null
);
create index mails_due on mails (due_at, id) where state = 'queued';
create index mails_sending on mails (started_at, id) where state = 'sending';
create index mails_started on mails (account_id, started_at);
create index mails_created on mails (created_at, id);
create index mails_state on mails (state, created_at, id);
create index mails_owner on mails (owner_id, created_at, id);
create index mails_deal on mails (deal_id, created_at, id) where deal_id is not null;
create index mails_contact on mails (contact_id, created_at, id) where contact_id is not null;
create index mails_company on mails (company_id, created_at, id) where company_id is not null;
create index mails_activity on mails (activity_id) where activity_id is not null;
create index mails_address on mails (to_address);

-- The links of a tracked mail, by their number in it: a link in the mail carries only the number.
create table mail_links (
    mail_id uuid not null references mails (id) on delete cascade,
    number bigint not null,
    url text not null,
    clicks bigint not null,
    clicked_at bigint,
    primary key (mail_id, number)
);
