-- Personal data on request, and subscriptions to mailings.

-- When the person was erased: the row stays, so that deals and counts do.
alter table contacts add column erased_at integer;

-- What was asked for about a person, and what was done. Holds nothing about the person but the number of the contact.
create table privacy_requests (
    id blob not null primary key,
    kind text not null,
    contact_id blob not null,
    reason text not null,
    state text not null,
    job_id blob,
    -- How many records of each sort: {"notes": 3}.
    counts text not null,
    requested_by blob references users (id),
    requested_at integer not null,
    finished_at integer,
    -- Until when the file can be fetched.
    expires_at integer
) strict;
create index privacy_requests_at on privacy_requests (requested_at, id);
create index privacy_requests_contact on privacy_requests (contact_id);

create table privacy_files (
    request_id blob not null primary key references privacy_requests (id) on delete cascade,
    bytes blob not null
) strict;

-- What mailings are about.
create table topics (
    id blob not null primary key,
    name text not null,
    folded text not null unique,
    description text not null,
    position integer not null,
    archived integer not null,
    created_at integer not null,
    version integer not null
) strict;

create table subscribers (
    id blob not null primary key,
    -- Empty after an erasure.
    address text unique,
    contact_id blob references contacts (id) on delete set null,
    lang text not null,
    -- How many confirmations were asked for on which day: nobody's mailbox is flooded through our forms.
    letters_day text not null,
    letters integer not null,
    created_at integer not null
) strict;
create index subscribers_contact on subscribers (contact_id) where contact_id is not null;

create table subscriptions (
    id blob not null primary key,
    subscriber_id blob not null references subscribers (id) on delete cascade,
    topic_id blob not null references topics (id),
    state text not null,
    asked_at integer not null,
    confirmed_at integer,
    left_at integer,
    -- The words that were ticked, and where: {"form": …}.
    words text not null,
    origin text not null,
    unique (subscriber_id, topic_id)
) strict;
create index subscriptions_topic on subscriptions (topic_id, asked_at, id);
create index subscriptions_asked on subscriptions (asked_at, id);
