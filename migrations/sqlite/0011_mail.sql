-- Outgoing mail: accounts, templates, and every mail with what became of it.

create table mail_accounts (
    id blob not null primary key,
    kind text not null,
    name text not null,
    address text not null,
    from_name text not null,
    host text not null,
    port integer not null,
    security text not null,
    login text not null,
    -- Encrypted with the key of the installation.
    password text,
    -- Empty: the company's.
    owner_id blob references users (id),
    preferred integer not null,
    per_hour integer not null,
    per_day integer not null,
    track_opens integer not null,
    track_links integer not null,
    dkim_domain text,
    dkim_selector text,
    dkim_key text,
    dkim_public text,
    signature text not null,
    paused_until integer,
    troubles integer not null,
    trouble text,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index mail_accounts_owner on mail_accounts (owner_id);

create table mail_templates (
    id blob not null primary key,
    name text not null,
    lang text not null,
    class text not null,
    subject text not null,
    body text not null,
    archived integer not null,
    created_at integer not null,
    updated_at integer not null,
    version integer not null
) strict;
create index mail_templates_created on mail_templates (created_at, id);

create table mails (
    id blob not null primary key,
    key text unique,
    account_id blob references mail_accounts (id),
    class text not null,
    state text not null,
    to_address text not null,
    to_name text not null,
    subject text not null,
    html text,
    text text not null,
    lang text not null,
    deal_id blob references deals (id) on delete set null,
    contact_id blob references contacts (id) on delete set null,
    company_id blob references companies (id) on delete set null,
    owner_id blob references users (id),
    by_id blob references users (id),
    template_id blob references mail_templates (id),
    unsubscribe_url text,
    consent_id blob,
    activity_id blob,
    message_id text unique,
    attempts integer not null,
    due_at integer not null,
    -- Since when it is tried: it is given up two days later.
    tried_since integer not null,
    -- When it was handed to the server; limits count these.
    started_at integer,
    sent_at integer,
    error text,
    -- It was kept here by a catcher and has not left.
    caught integer not null,
    tracked integer not null,
    opens integer not null,
    opened_at integer,
    clicks integer not null,
    clicked_at integer,
    created_at integer not null,
    version integer not null
) strict;
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
    mail_id blob not null references mails (id) on delete cascade,
    number integer not null,
    url text not null,
    clicks integer not null,
    clicked_at integer,
    primary key (mail_id, number)
) strict;
